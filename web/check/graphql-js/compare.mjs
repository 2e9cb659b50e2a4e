/**
 * The difference between the outcomes of graphql-js and of the gateway: its kind and details, or `undefined`. A minor
 * difference is reported and does not fail.
 */
export function difference(request, reference, outcome, withLocations = true) {
  // graphql-js refuses an unknown operation when it executes the document, the gateway may do it before.
  const isSameStage =
    reference.stage === 'operation'
      ? ['validation', 'request'].includes(outcome.stage)
      : reference.stage === outcome.stage;
  if (isNullOfEngine(reference, outcome)) return undefined;
  if (!isSameStage) return { kind: `${stageOf(reference)} → ${outcome.stage}` };
  if (reference.stage !== 'executed') return refusalDifference(request, reference, outcome, withLocations);
  return reference.isStream ? undefined : executionDifference(request, reference, outcome);
}

/**
 * Whether the gateway refuses a variable that is null in a condition of `@skip` or `@include`, or in `__type(name:)`, where
 * a default value was expected. graphql-js fails the surrounding field, if it is executed (docs/adr/0018).
 */
function isNullOfEngine(reference, outcome) {
  if (reference.stage !== 'executed' || outcome.stage !== 'request') return false;
  return /^argument `(if|name)` of `(@skip|@include|__type)` must not be null/.test(outcome.errors[0].message);
}

function stageOf({ stage, rules }) {
  return stage === 'validation' ? `validation (${rules.join()})` : stage;
}

function refusalDifference({ text }, reference, outcome, withLocations) {
  if (!outcome.errors.every(hasCode)) return { kind: 'error without code' };
  if (!withLocations) return undefined;
  const expected = reference.errors.flatMap(error => locationsInText(error, text));
  const found = outcome.errors.flatMap(locationsOf);
  if (expected.length === 0 || found.some(location => expected.includes(location))) return undefined;
  return {
    kind: `location, ${stageOf(reference)}`,
    // Parsers may notice a syntax error at different tokens.
    isMinor: reference.stage === 'syntax' && found.length > 0,
    expected: expected.join(' '),
    found: found.join(' ') || 'none',
  };
}

function executionDifference({ text, isUnordered }, reference, outcome) {
  if (outcome.repeatedKey) return { kind: 'key repeated in an object' };
  const normalized = data => JSON.stringify(isUnordered ? sortedByName(data) : withoutCursors(data));
  const [expected, found] = [normalized(reference.data), normalized(outcome.data)];
  if (expected !== found) return { kind: 'data', ...excerpts(expected, found) };
  if (!outcome.errors.every(hasCode)) return { kind: 'error without code' };
  return errorsDifference(text, reference.errors, outcome.errors);
}

function hasCode(error) {
  return typeof error.extensions?.code === 'string';
}

function locationsOf(error) {
  return (error.locations ?? []).map(({ line, column }) => `${line}:${column}`);
}

/** The locations of an error of graphql-js, with columns in UTF-16 units and in characters. The gateway may count either. */
function locationsInText(error, text) {
  const lines = text.split(/\r\n|\n|\r/);
  const locations = (error.locations ?? []).flatMap(({ line, column }) => {
    const characters = [...lines[line - 1].slice(0, column - 1)].length + 1;
    return [`${line}:${column}`, `${line}:${characters}`];
  });
  return [...new Set(locations)];
}

/** Cursors depend on the page from which the gateway reads a session, and not only on the session. */
function withoutCursors(data) {
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) return data.map(withoutCursors);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, isCursor(value) ? 'a cursor' : withoutCursors(value)]),
  );
}

function isCursor(value) {
  if (typeof value !== 'string' || value.length < 8) return false;
  return /^\[.*\]$/.test(Buffer.from(value, 'base64url').toString('latin1'));
}

const BUILT_IN = ['Boolean', 'Float', 'ID', 'Int', 'String', 'deprecated', 'include', 'skip'];
// Types and directives that later versions of the specification extended, as graphql-js did.
const VERSIONED = /^__|^specifiedBy$|^oneOf$/;

/**
 * The order of types, fields and directives in introspection has no meaning, and the descriptions of built-in types and
 * directives have no fixed text.
 */
function sortedByName(data, isBuiltIn = false) {
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) {
    const keyOf = item => item?.name ?? item;
    const items = data.filter(item => !VERSIONED.test(keyOf(item))).map(item => sortedByName(item, isBuiltIn));
    return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
  const isWithin = isBuiltIn || BUILT_IN.includes(data.name);
  const entries = Object.entries(data).filter(([key]) => !isWithin || key !== 'description');
  return Object.fromEntries(entries.map(([key, value]) => [key, sortedByName(value, isWithin)]));
}

/** The texts around their first difference. */
function excerpts(a, b) {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const around = text => (start > 60 ? '…' : '') + text.slice(Math.max(0, start - 60), start + 120);
  return { expected: around(a), found: around(b) };
}

/**
 * The gateway reports a failure of a field once for all items of a list, with the path of the first item and the number of
 * positions. Other errors, for example null for an argument that is not nullable, have messages of their own.
 */
function errorsDifference(text, expected, found) {
  const groups = new Map();
  for (const error of expected) {
    const inLists = error.path.map(key => (typeof key === 'number' ? '*' : key));
    const key = isFieldFailure(error) ? `${inLists} ${error.message}` : JSON.stringify(error.path);
    const group = groups.get(key) ?? { error, locations: [], paths: [] };
    group.locations.push(...locationsInText(error, text));
    group.paths.push(JSON.stringify(error.path));
    groups.set(key, group);
  }
  const rest = new Set(found);
  const missing = [...groups.values()].filter(group => {
    const same = [...rest].filter(error => isSameError(group, error));
    for (const error of same) rest.delete(error);
    const isOnce = new Set(same.map(error => JSON.stringify(error.path))).size === same.length;
    const positions = same.reduce((sum, error) => sum + (error.extensions.positions ?? 1), 0);
    return !isOnce || positions !== group.paths.length;
  });
  if (missing.length === 0 && rest.size === 0) return undefined;
  return {
    kind: 'errors of fields',
    expected: missing
      .map(({ error, locations, paths }) => `${locations[0]} ${error.message} at ${paths.join(' ')}`)
      .join('; '),
    found: found.map(error => `${locationsOf(error)[0]} ${error.message} at ${positionsOf(error)}`).join('; '),
  };
}

function isFieldFailure(error) {
  return error.originalError?.extensions?.positions !== undefined;
}

function isSameError({ error, locations, paths }, found) {
  if (!paths.includes(JSON.stringify(found.path))) return false;
  if (!isFieldFailure(error)) return true;
  const isSameCause = found.message === error.message && found.extensions.code === error.originalError.extensions.code;
  return isSameCause && locations.includes(locationsOf(found)[0]);
}

function positionsOf({ path, extensions }) {
  return `${JSON.stringify(path)} (${extensions.positions ?? 1} positions)`;
}
