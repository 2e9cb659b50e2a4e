import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { createFetcher } = await load('fetcher.ts');

/** Sends a query through a fetcher whose network responds with `respond`. Returns the result and the requests. */
async function send(t, respond, { token = 'secret', options } = {}) {
  const sent = [];
  const statuses = [];
  t.mock.method(globalThis, 'fetch', async (endpoint, init) => {
    sent.push({ endpoint, ...init });
    return respond(init);
  });
  const onResponse = (...args) => statuses.push(args);
  const fetcher = createFetcher({ endpoint: '/graphql', token: () => token, onResponse });
  const result = await fetcher({ query: '{ a }' }, options);
  return { result, sent, statuses };
}

test('a request carries the token', async t => {
  const { result, sent, statuses } = await send(t, () => Response.json({ data: { a: 1 } }));
  assert.deepEqual(result, { data: { a: 1 } });
  assert.equal(sent[0].endpoint, '/graphql');
  assert.equal(sent[0].headers.get('authorization'), 'Bearer secret');
  assert.deepEqual(statuses, [[200, 'secret']]);
});

/** Subscribes over a socket that answers `subscribe` with the given messages. Returns what was sent and observed. */
async function subscribe(t, replies, accepted = [{ type: 'connection_ack' }]) {
  const sent = [];
  let socketClosed;
  const closed = new Promise(resolve => (socketClosed = resolve));
  globalThis.location = { href: 'http://gateway.test/graphiql' };
  class Socket {
    static OPEN = 1;
    readyState = 1;
    constructor(url, protocol) {
      sent.push(url, protocol);
      setTimeout(() => this.onopen({}));
    }
    send(text) {
      const message = JSON.parse(text);
      sent.push(message);
      const messages = { connection_init: accepted, subscribe: replies }[message.type] ?? [];
      for (const reply of messages) {
        setTimeout(() => this.onmessage({ data: JSON.stringify({ id: message.id, ...reply }) }));
      }
    }
    close(code, reason) {
      this.readyState = 3;
      setTimeout(() => this.onclose?.({ code, reason, wasClean: true }));
      socketClosed();
    }
  }
  const before = globalThis.WebSocket;
  globalThis.WebSocket = Socket;
  t.after(() => (globalThis.WebSocket = before));
  const fetcher = createFetcher({ endpoint: '/graphql', token: () => 'secret', onResponse: assert.fail });
  const results = await fetcher({ query: 'subscription { a }' });
  return { sent, results, closed };
}

async function all(results) {
  const values = [];
  for await (const value of results) values.push(value);
  return values;
}

const next = { type: 'next', payload: { data: { a: 1 } } };

test('a subscription uses a socket with the token in its first message', async t => {
  const { sent, results, closed } = await subscribe(t, [next, { type: 'complete' }]);
  assert.deepEqual(await all(results), [{ data: { a: 1 } }]);
  await closed;
  assert.deepEqual(sent.slice(0, 3), [
    'ws://gateway.test/graphql',
    'graphql-transport-ws',
    { type: 'connection_init', payload: { Authorization: 'Bearer secret' } },
  ]);
});

test('a subscription that waits for a result can be stopped', async t => {
  const { sent, results, closed } = await subscribe(t, [next]);
  assert.deepEqual((await results.next()).value, { data: { a: 1 } });
  const last = results.next();
  await results.return();
  await closed;
  assert.equal(sent.at(-1).type, 'complete');
  assert.equal((await last).done, true);
});

test('a subscription that the gateway has not accepted can be stopped', async t => {
  const { results, closed } = await subscribe(t, [], []);
  const first = results.next();
  await new Promise(resolve => setTimeout(resolve));
  await results.return();
  await closed;
  assert.equal((await first).done, true);
});

test('the errors of a refused subscription are its only result', async t => {
  const errors = [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }];
  const { results, closed } = await subscribe(t, [{ type: 'error', payload: errors }]);
  assert.deepEqual(await all(results), [{ errors }]);
  await closed;
});

test('without a token no request is sent and the result is an error', async t => {
  const { result, sent } = await send(t, () => assert.fail(), { token: '' });
  assert.deepEqual(sent, []);
  assert.match(result.errors[0].message, /No bearer token/);
});

test('an Authorization header of the headers pane replaces the token', async t => {
  const options = { headers: { Authorization: 'Bearer other' } };
  const { sent, statuses } = await send(t, () => Response.json({ data: {} }), { token: '', options });
  assert.equal(sent[0].headers.get('authorization'), 'Bearer other');
  assert.deepEqual(statuses, [[200, '']]);
});

test('the errors of a 401 are shown unchanged', async t => {
  const body = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const { result, statuses } = await send(t, () => Response.json(body, { status: 401 }));
  assert.deepEqual(result, body);
  assert.deepEqual(statuses, [[401, 'secret']]);
});

test('a response that is not GraphQL becomes an error with its status', async t => {
  const { result } = await send(t, () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  assert.match(result.errors[0].message, /HTTP 502.*Bad gateway/);
});

test('a gateway that cannot be reached becomes an error', async t => {
  const { result } = await send(t, () => Promise.reject(new TypeError('refused')));
  assert.match(result.errors[0].message, /cannot be reached at \/graphql: TypeError: refused/);
});
