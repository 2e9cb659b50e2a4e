import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { createFetcher } = await load('fetcher.ts');

/** Asks through a fetcher whose network answers with `answer`; tells the result and what was sent. */
async function ask(t, answer, { token = 'secret', options } = {}) {
  const sent = [];
  const statuses = [];
  t.mock.method(globalThis, 'fetch', async (endpoint, init) => {
    sent.push({ endpoint, ...init });
    return answer(init);
  });
  const onAnswer = (...told) => statuses.push(told);
  const fetcher = createFetcher({ endpoint: '/graphql', token: () => token, onAnswer });
  const result = await fetcher({ query: '{ a }' }, options);
  return { result, sent, statuses };
}

test('the token goes with the request', async t => {
  const { result, sent, statuses } = await ask(t, () => Response.json({ data: { a: 1 } }));
  assert.deepEqual(result, { data: { a: 1 } });
  assert.equal(sent[0].endpoint, '/graphql');
  assert.equal(sent[0].headers.get('authorization'), 'Bearer secret');
  assert.deepEqual(statuses, [[200, 'secret']]);
});

test('without a token nothing is sent, and the answer says why', async t => {
  const { result, sent } = await ask(t, () => assert.fail(), { token: '' });
  assert.deepEqual(sent, []);
  assert.match(result.errors[0].message, /No bearer token/);
});

test('an Authorization header of the headers pane wins over the token', async t => {
  const options = { headers: { Authorization: 'Bearer other' } };
  const { sent, statuses } = await ask(t, () => Response.json({ data: {} }), { token: '', options });
  assert.equal(sent[0].headers.get('authorization'), 'Bearer other');
  assert.deepEqual(statuses, [[200, '']]);
});

test('the errors of a 401 are shown as the gateway worded them', async t => {
  const body = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const { result, statuses } = await ask(t, () => Response.json(body, { status: 401 }));
  assert.deepEqual(result, body);
  assert.deepEqual(statuses, [[401, 'secret']]);
});

test('an answer that is not GraphQL becomes an error with its status', async t => {
  const { result } = await ask(t, () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  assert.match(result.errors[0].message, /HTTP 502.*Bad gateway/);
});

test('a gateway that cannot be reached becomes an error', async t => {
  const { result } = await ask(t, () => Promise.reject(new TypeError('refused')));
  assert.match(result.errors[0].message, /cannot be reached at \/graphql: TypeError: refused/);
});
