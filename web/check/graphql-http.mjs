// Runs the audit of the GraphQL over HTTP specification against a running gateway. Fails if a MUST or SHOULD is
// violated; a violated MAY is only reported:
//   node check/graphql-http.mjs URL_OF_GRAPHQL --token TOKEN
import { parseArgs } from 'node:util';
import { serverAudits } from 'graphql-http';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { token: { type: 'string' } },
});
const [url] = positionals;
if (url === undefined || options.token === undefined) throw new Error('usage: graphql-http.mjs URL --token TOKEN');

const copies = new WeakMap();
async function fetchFn(input, init) {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${options.token}`);
  const response = await fetch(input, { ...init, headers });
  // An audit may read the body, and the report of a failure quotes it.
  copies.set(response, response.clone());
  return response;
}

const counts = { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] };
for (const audit of serverAudits({ url, fetchFn })) {
  const [level] = audit.name.split(' ', 1);
  const { status, reason, response } = await audit.fn();
  const passed = status === 'ok';
  counts[level][passed ? 0 : 1]++;
  if (passed) continue;
  const body = await copies.get(response)?.text();
  console.error(`${level === 'MAY' ? 'note' : 'FAILED'} ${audit.id} ${audit.name}: ${reason}`);
  console.error(`  response: ${response.status} ${response.headers.get('content-type')} ${body?.slice(0, 500)}`);
}

for (const [level, [passed, failed]] of Object.entries(counts)) {
  console.log(`${level}: ${passed} passed, ${failed} failed`);
}
process.exitCode = counts.MUST[1] + counts.SHOULD[1] === 0 ? 0 : 1;
