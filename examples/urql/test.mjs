import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gql } from '@urql/core';
import WebSocket from 'ws';
import {
  customerThat,
  rawData,
  recipe,
  signInAsClient,
  revoke,
  signInWith,
  until,
  url,
  variables,
  withoutTypenames,
} from '../demo.mjs';
import { createCache, createClient, loadSchema } from './client.mjs';
import { JOURNEY_TAB, WATCH_TAB, WHO_AM_I } from './documents.mjs';
import { createTokens } from './tokens.mjs';

const schema = await loadSchema(url);
const customerId = customerThat('the full journey tab');
const sockets = [];
after(() => Promise.all(sockets.map(socket => socket.dispose())));

function connect(signIn) {
  const options = { url, cache: createCache(schema), tokens: createTokens(signIn), webSocketImpl: WebSocket };
  const { client, socket } = createClient(options);
  sockets.push(socket);
  return client;
}

/** Opens a tab as a component does: it stays subscribed to its query. `latest` is the newest result. */
async function open(client, extra = {}) {
  const capabilities = (await client.query(WHO_AM_I, {})).data.viewer.capabilities;
  const tab = { variables: { customerId, ...capabilities, ...extra } };
  client.query(JOURNEY_TAB, tab.variables).subscribe(result => (tab.latest = result));
  await until(() => tab.latest && !tab.latest.stale);
  return tab;
}

const cards = tab => tab.latest.data.customer.sessions.nodes;

test('the tab is complete', async () => {
  const tab = await open(connect(signInWith('demo-supervisor')));
  assert.equal(tab.latest.error, undefined);
  assert.deepEqual(withoutTypenames(tab.latest.data), await rawData(recipe('The journey tab'), { customerId }));
});

test('events of one offer keep their states', async () => {
  const text = recipe("One visit's events");
  const { data } = await connect(signInWith('demo-supervisor')).query(gql(text), { sessionId: variables.sessionId });
  assert.deepEqual(withoutTypenames(data), await rawData(text, { sessionId: variables.sessionId }));
});

test('an agent with the seven permissions gets data and no error, the second time from the cache', async () => {
  const client = connect(signInWith('demo-agent'));
  const tab = await open(client);
  assert.equal(tab.latest.error, undefined);
  assert.equal('displayName' in tab.latest.data.customer, false);
  assert.ok(cards(tab).every(card => card.channel.label));
  const again = await client.query(JOURNEY_TAB, tab.variables, { requestPolicy: 'cache-only' });
  assert.equal(again.data.customer.sessions.nodes.length, 10);
});

test('denied fields come with data and an error, which the cache does not repeat', async () => {
  const client = connect(signInWith('demo-agent'));
  const { data, error } = await client.query(JOURNEY_TAB, { customerId });
  assert.equal(data.customer.displayName, null);
  assert.equal(data.customer.sessions.nodes.length, 10);
  assert.equal(error.graphQLErrors[0].extensions.code, 'PERMISSION_DENIED');
  const again = await client.query(JOURNEY_TAB, { customerId }, { requestPolicy: 'cache-only' });
  assert.deepEqual([again.data.customer.displayName, again.error], [null, undefined]);
});

test('a denied list is null', async () => {
  const client = connect(signInWith('demo-nobody'));
  const { data } = await client.query(gql(recipe('Next page')), { customerId });
  assert.equal(data.customer.sessions, null);
});

test('pages are appended, each session once', async () => {
  const client = connect(signInWith('demo-supervisor'));
  const tab = await open(client);
  for (const expected of [20, 25]) {
    const after = tab.latest.data.customer.sessions.pageInfo.endCursor;
    await client.query(JOURNEY_TAB, { ...tab.variables, after });
    await until(() => cards(tab).length === expected);
  }
  assert.equal(new Set(cards(tab).map(({ id }) => id)).size, 25);
  assert.equal(tab.latest.data.customer.sessions.pageInfo.hasNextPage, false);
});

test('a subscription updates cards and adds missing ones', async t => {
  const client = connect(signInWith('demo-supervisor'));
  // The tab as it was before the newest session started and before the second one ended.
  const { fetch } = globalThis;
  let current;
  t.mock.method(globalThis, 'fetch', async (...request) => {
    const body = await (await fetch(...request)).json();
    const nodes = body.data.customer?.sessions.nodes;
    if (nodes) {
      current = structuredClone(nodes);
      nodes.shift();
      nodes[0].status = 'LIVE';
    }
    return Response.json(body);
  });
  const tab = await open(client);
  assert.deepEqual([cards(tab).length, cards(tab)[0].status], [9, 'LIVE']);

  const { unsubscribe } = client.subscription(WATCH_TAB, tab.variables).subscribe(() => {});
  await until(() => cards(tab).length === 10 && cards(tab)[1].status === current[1].status);
  unsubscribe();
  assert.deepEqual(
    cards(tab).map(({ id }) => id),
    current.map(({ id }) => id),
  );
});

test('after 401 the client signs in once and sends the requests again', async () => {
  const signIn = signInWith('expired', 'demo-supervisor');
  const client = connect(signIn);
  const results = await Promise.all([1, 2, 3].map(first => client.query(JOURNEY_TAB, { customerId, first })));
  for (const { error } of results) assert.equal(error, undefined);
  assert.equal(signIn.count, 2);
});

test('a sign-in that never succeeds ends with an error', async () => {
  const signIn = signInWith('expired');
  const { error } = await connect(signIn).query(WHO_AM_I, {});
  assert.equal(error.response.status, 401);
  assert.equal(signIn.count, 2);
});

test('after 4401 the client signs in and subscribes again', async () => {
  const signIn = signInWith('expired', 'demo-supervisor');
  const changes = [];
  const { unsubscribe } = watch(connect(signIn), changes);
  await until(() => changes.length > 0);
  unsubscribe();
  assert.equal(signIn.count, 2);
});

test('after 4403 the client signs in and subscribes again', async () => {
  const token = await signInAsClient();
  const signIn = signInWith(token, 'demo-supervisor');
  const changes = [];
  const { unsubscribe } = watch(connect(signIn), changes);
  await until(() => changes.length >= 25);
  await revoke(token);
  // The new subscription starts with the newest 25 sessions again.
  await until(() => changes.length >= 50);
  unsubscribe();
  assert.equal(signIn.count, 2);
});

function watch(client, changes) {
  return client.subscription(gql(recipe('Watching a journey')), { customerId }).subscribe(({ data, error }) => {
    assert.equal(error, undefined);
    changes.push(data.journeyChanged);
  });
}
