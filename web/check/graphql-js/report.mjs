import { shrink } from './shrink.mjs';

const MAX_PRINTED = 20;
const MAX_TEXT = 700;

/** Some differences of each kind with small documents, the counts by kind, and a summary as the last line. */
export async function report(runner) {
  const { differences, minor, skipped, counts } = runner;
  const lines = [];
  for (const difference of selected(differences)) {
    lines.push(described(await shrink(difference, request => runner.compare(request))));
  }
  for (const [kind, group] of byKind(differences)) lines.push(`${String(group.length).padStart(6)}  ${kind}`);
  for (const [kind, group] of byKind(minor)) lines.push(`${String(group.length).padStart(6)}  ${kind} (minor)`);
  for (const { request, reason } of skipped.slice(0, 3)) {
    lines.push(`not compared: ${reason.slice(0, MAX_TEXT)}: ${JSON.stringify(request.text).slice(0, MAX_TEXT)}`);
  }
  lines.push(
    `graphql-js: ${counts.documents} documents (${counts.executed} executed, ${counts.refused} refused), each asked twice: ` +
      `${differences.length} differences, ${skipped.length} documents not compared`,
  );
  return lines.join('\n');
}

/** The differences of each kind, the most frequent kind first. */
function byKind(differences) {
  const kinds = new Map();
  for (const difference of differences) kinds.set(difference.kind, [...(kinds.get(difference.kind) ?? []), difference]);
  return [...kinds].sort(([, a], [, b]) => b.length - a.length);
}

function selected(differences) {
  const kinds = byKind(differences).map(([, group]) =>
    group.sort((a, b) => a.request.text.length - b.request.text.length),
  );
  const perKind = Math.max(1, Math.floor(MAX_PRINTED / Math.max(1, kinds.length)));
  return kinds.flatMap(group => group.slice(0, perKind)).slice(0, MAX_PRINTED);
}

function described({ kind, asked, request, reference, outcome, expected, found }) {
  const lines = [`DIFFERENT ${kind} (${request.name}, ${asked} document, ${request.token})`];
  lines.push(`  document: ${JSON.stringify(request.text)}`);
  if (request.operationName !== undefined) lines.push(`  operation: ${request.operationName}`);
  if (request.variables !== undefined) lines.push(`  variables: ${request.variables}`);
  lines.push(`  graphql-js: ${(expected ?? summary(reference)).slice(0, MAX_TEXT)}`);
  lines.push(`  gateway: ${(found ?? summary(outcome)).slice(0, MAX_TEXT)}`);
  return lines.join('\n');
}

function summary({ stage, status, errors = [], data, body }) {
  const messages = errors.slice(0, 3).map(error => {
    const [location] = error.locations ?? [];
    return `${error.message}${location ? ` (${location.line}:${location.column})` : ''}`;
  });
  const parts = [status === undefined ? stage : `${stage}, status ${status}`, ...messages];
  if (data !== undefined) parts.push(JSON.stringify(data));
  if (body !== undefined) parts.push(body);
  return parts.join('; ');
}
