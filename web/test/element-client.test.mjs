import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Client } = await load('data/client.ts', 'element');
const { Credentials } = await load('data/credentials.ts', 'element');

/** Sends one query. `respond` receives the token of each request. */
async function send(t, source, respond) {
  const tokens = [];
  let expired = 0;
  t.mock.method(globalThis, 'fetch', async (_, { headers }) => {
    tokens.push(headers.get('authorization'));
    return respond(headers.get('authorization'));
  });
  const credentials = new Credentials(source, () => (expired += 1));
  const client = new Client(() => 'http://gateway.test/graphql', credentials);
  const run = () => client.query('{ a }', {}, new AbortController().signal);
  const result = await run().catch(failure => failure);
  return { result, tokens, expired, run };
}

const data = () => Response.json({ data: { a: 1 } });
const unauthorized = () =>
  Response.json({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }, { status: 401 });

test('a request carries the token and returns data and errors', async t => {
  const errors = [{ message: 'denied' }];
  const { result, tokens } = await send(t, { token: 'a' }, () => Response.json({ data: { a: 1 }, errors }));
  assert.deepEqual(result, { data: { a: 1 }, errors });
  assert.deepEqual(tokens, ['Bearer a']);
});

test('getToken is asked once more after a 401, and the request is repeated', async t => {
  const fresh = ['t1', 't2'];
  const source = { getToken: () => fresh.shift() };
  const { result, tokens, expired } = await send(t, source, token => (token === 'Bearer t1' ? unauthorized() : data()));
  assert.deepEqual(result.data, { a: 1 });
  assert.deepEqual(tokens, ['Bearer t1', 'Bearer t2']);
  assert.equal(expired, 1);
});

test('the same token again signs the viewer out, and is not sent again', async t => {
  const { result, tokens, expired, run } = await send(t, { getToken: () => 'same' }, unauthorized);
  assert.equal(result.reason, 'signed-out');
  await assert.rejects(run, { reason: 'signed-out' });
  assert.deepEqual(tokens, ['Bearer same']);
  assert.equal(expired, 1);
});

test('a token attribute is used again when it has another value', async t => {
  const source = { token: 'old' };
  const { result, run } = await send(t, source, token => (token === 'Bearer new' ? data() : unauthorized()));
  assert.equal(result.reason, 'signed-out');
  source.token = 'new';
  assert.deepEqual((await run()).data, { a: 1 });
});

test('requests at the same time share one call of getToken', async () => {
  const fresh = ['t1', 't2'];
  const credentials = new Credentials({ getToken: async () => fresh.shift() }, () => {});
  assert.deepEqual(await Promise.all([credentials.get(), credentials.get()]), ['t1', 't1']);
});

test('a token of the source before is not used again', async () => {
  let resolve;
  const source = { getToken: () => new Promise(done => (resolve = done)) };
  const credentials = new Credentials(source, () => {});
  const before = credentials.get();
  await Promise.resolve();
  source.getToken = async () => 'new';
  credentials.reset();
  resolve('old');
  await before;
  assert.equal(await credentials.get(), 'new');
});

test('a rate limit has its Retry-After', async t => {
  const body = { errors: [{ message: 'slow down', extensions: { code: 'RATE_LIMITED' } }] };
  const respond = () => Response.json(body, { status: 429, headers: { 'retry-after': '7' } });
  const { result } = await send(t, { token: 'a' }, respond);
  assert.deepEqual([result.reason, result.retryAfterSeconds], ['rate-limited', 7]);
});

test('a gateway that is not there is offline, another error is not', async t => {
  const failed = respond => send(t, { token: 'a' }, respond).then(({ result }) => [result.reason, result.code]);
  assert.deepEqual(await failed(() => Promise.reject(new TypeError('refused'))), ['offline', 'NETWORK']);
  t.mock.restoreAll();
  assert.deepEqual(await failed(() => new Response('<html>', { status: 502 })), ['offline', 'HTTP_502']);
  t.mock.restoreAll();
  assert.deepEqual(await failed(() => new Response('<html>', { status: 404 })), ['failed', 'HTTP_404']);
});

test('a response that does not end is offline after half a minute', async t => {
  const timeouts = [];
  t.mock.method(AbortSignal, 'timeout', milliseconds => {
    timeouts.push(milliseconds);
    return AbortSignal.abort(new DOMException('late', 'TimeoutError'));
  });
  t.mock.method(globalThis, 'fetch', async (_, { signal }) => {
    const body = new ReadableStream({ start: controller => signal.aborted && controller.error(signal.reason) });
    return new Response(body);
  });
  const client = new Client(() => 'http://gateway.test/graphql', new Credentials({ token: 'a' }, () => {}));
  const query = client.query('{ a }', {}, new AbortController().signal);
  await assert.rejects(query, { reason: 'offline', code: 'NETWORK' });
  assert.deepEqual(timeouts, [30_000]);
});

test('a token or an endpoint that cannot be sent is not offline, and is not shown', async t => {
  const { result, tokens } = await send(t, { token: 'sécret€' }, data);
  assert.deepEqual([result.reason, result.code, tokens.length], ['failed', 'TOKEN', 0]);
  assert.doesNotMatch(result.message, /cret/);
  const client = new Client(() => new URL('http://').href, new Credentials({ token: 'a' }, () => {}));
  await assert.rejects(client.query('{ a }', {}, new AbortController().signal), TypeError);
});

test('a failing getToken is reported', async t => {
  const getToken = () => Promise.reject(new Error('popup closed'));
  const { result } = await send(t, { getToken }, data);
  assert.deepEqual([result.reason, result.code], ['failed', 'TOKEN']);
  assert.match(result.message, /popup closed/);
});
