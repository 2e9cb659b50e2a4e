import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import WebSocket from 'ws';
import {
  customerThat,
  rawData,
  recipe,
  revoke,
  signInAsClient,
  signInWith,
  until,
  url,
  variables,
  withoutTypenames,
} from '../demo.mjs';
import { createCache, createClient, loadPossibleTypes } from './client.mjs';
import { JOURNEY_TAB } from './documents.mjs';
import { loadNextPage, openTab, readCapabilities, watchTab } from './journey.mjs';
import { createTokens } from './tokens.mjs';

const possibleTypes = await loadPossibleTypes(url);
const customerId = customerThat('the full journey tab');
globalThis.WebSocket ??= WebSocket;
const sockets = [];
after(() => Promise.all(sockets.map(socket => socket.dispose())));

function connect(signIn, cache = createCache(possibleTypes)) {
  const { client, socket } = createClient({ url, cache, tokens: createTokens(signIn) });
  sockets.push(socket);
  return client;
}

/** Opens a tab as a component does: subscribed to its query. Returns the query after its first result. */
async function open(client, id = customerId) {
  const capabilities = await readCapabilities(client);
  const tab = openTab(client, id, capabilities);
  const results = [];
  tab.subscribe(result => results.push(result));
  await until(() => results.some(({ loading }) => !loading));
  return { tab, capabilities, result: results.find(({ loading }) => !loading) };
}

const cards = tab => tab.getCurrentResult().data.customer.sessions.nodes;

/** A client with nothing but an address and a token. */
function stock(token, cache = new InMemoryCache(), options = {}) {
  const link = new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } });
  return new ApolloClient({ cache, link, ...options });
}

test('the tab is complete', async () => {
  const { result } = await open(connect(signInWith('demo-supervisor')));
  assert.equal(result.error, undefined);
  const { customer } = result.data;
  assert.ok(customer.displayName && customer.segments.length > 0);
  assert.equal(customer.sessions.nodes.length, 10);
  assert.ok(customer.sessions.nodes.every(card => card.channel.label));
  assert.deepEqual(withoutTypenames(result.data), await rawData(recipe('The journey tab'), { customerId }));
});

test('events of one offer keep their states, which a cache with default keys mixes up', async () => {
  const text = recipe("One visit's events");
  const request = { query: gql(text), variables: { sessionId: variables.sessionId } };
  const expected = await rawData(text, request.variables);
  const { data } = await connect(signInWith('demo-supervisor')).query(request);
  assert.deepEqual(withoutTypenames(data), expected);
  const mixed = await stock('demo-supervisor', new InMemoryCache({ possibleTypes })).query(request);
  assert.notDeepEqual(withoutTypenames(mixed.data), expected);
});

test('without possibleTypes the fragments on Session are empty', async () => {
  const { data } = await stock('demo-supervisor').query({ query: JOURNEY_TAB, variables: { customerId } });
  assert.deepEqual(
    Object.keys(data.customer.sessions.nodes[0]).filter(key => key === 'channel'),
    [],
  );
});

test('an agent with the seven permissions gets data and no error', async () => {
  const { result, capabilities } = await open(connect(signInWith('demo-agent')));
  assert.ok(capabilities.journeyTab && !capabilities.customerDetails);
  assert.equal(result.error, undefined);
  assert.equal('displayName' in result.data.customer, false);
  assert.ok(result.data.customer.sessions.nodes.every(card => card.channel.label));
});

test('a denied field discards the response, unless errorPolicy is all', async () => {
  const request = { query: JOURNEY_TAB, variables: { customerId } };
  await assert.rejects(stock('demo-agent').query(request), /you lack a permission/);
  const { data, error } = await connect(signInWith('demo-agent')).query(request);
  assert.equal(data.customer.displayName, null);
  assert.equal(data.customer.sessions.nodes.length, 10);
  assert.equal(error.errors[0].extensions.code, 'PERMISSION_DENIED');
});

test('pages are appended, each session once', async () => {
  const { tab } = await open(connect(signInWith('demo-supervisor')));
  for (const expected of [20, 25]) {
    // The second request is a second click before the page has arrived.
    await Promise.all([loadNextPage(tab), loadNextPage(tab)]);
    await until(() => cards(tab).length === expected);
  }
  assert.equal(new Set(cards(tab).map(({ id }) => id)).size, 25);
  assert.equal(tab.getCurrentResult().data.customer.sessions.pageInfo.hasNextPage, false);
});

test('a denied list is null, which relayStylePagination replaces by an empty list', async () => {
  const query = gql(recipe('Next page'));
  const errorPolicy = 'all';
  const { data } = await connect(signInWith('demo-nobody')).query({ query, variables: { customerId }, errorPolicy });
  assert.equal(data.customer.sessions, null);
  const fields = { sessions: relayStylePagination(['filter', 'includeMerged']) };
  const relay = stock('demo-nobody', new InMemoryCache({ typePolicies: { Customer: { fields } } }));
  await relay.query({ query, variables: { customerId }, errorPolicy });
  const { edges } = Object.entries(relay.cache.extract()[`Customer:${customerId}`]).find(([key]) =>
    key.startsWith('sessions'),
  )[1];
  assert.deepEqual(edges, []);
});

test('a subscription updates cards and adds missing ones', async () => {
  const client = connect(signInWith('demo-supervisor'));
  const { tab, capabilities } = await open(client);
  const before = cards(tab);
  // The cache as it was before the newest session started and before the second one ended.
  const [newest, second] = before.map(card => client.cache.identify(card));
  client.cache.modify({
    id: `Customer:${customerId}`,
    fields: { sessions: list => ({ ...list, nodes: list.nodes.filter(node => node.__ref !== newest) }) },
  });
  client.cache.evict({ id: newest });
  client.cache.modify({ id: second, fields: { status: () => 'LIVE' } });
  await until(() => cards(tab).length === 9 && cards(tab)[0].status === 'LIVE');

  const subscription = watchTab(client, customerId, capabilities, assert.fail);
  await until(() => cards(tab).length === 10 && cards(tab)[1].status === before[1].status);
  subscription.unsubscribe();
  assert.deepEqual(
    cards(tab).map(({ id }) => id),
    before.map(({ id }) => id),
  );
});

test('a denied subscription ends with the error of the gateway', async () => {
  let reason;
  watchTab(connect(signInWith('demo-nobody')), customerId, {}, error => (reason = error));
  await until(() => reason);
  assert.equal(reason.errors[0].extensions.code, 'PERMISSION_DENIED');
});

test('after 401 the client signs in once and sends the requests again', async () => {
  const signIn = signInWith('expired', 'demo-supervisor');
  const client = connect(signIn);
  const requests = [1, 2, 3].map(() => readCapabilities(client));
  for (const capabilities of await Promise.all(requests)) assert.equal(capabilities.journeyTab, true);
  await open(client);
  assert.equal(signIn.count, 2);
});

test('a sign-in that never succeeds ends with an error', async () => {
  const signIn = signInWith('expired');
  const { error } = await connect(signIn).query({ query: gql('{ viewer { id } }') });
  assert.equal(error.errors[0].extensions.code, 'UNAUTHENTICATED');
  assert.equal(signIn.count, 2);
});

test('after 4401 the client signs in and subscribes again', async () => {
  const signIn = signInWith('expired', 'demo-supervisor');
  const client = connect(signIn);
  const changes = [];
  const subscription = watchList(client, changes);
  await until(() => changes.length > 0);
  subscription.unsubscribe();
  assert.equal(signIn.count, 2);
});

test('after 4403 the client signs in and subscribes again', async () => {
  const token = await signInAsClient();
  const signIn = signInWith(token, 'demo-supervisor');
  const client = connect(signIn);
  const changes = [];
  const subscription = watchList(client, changes);
  await until(() => changes.length >= 25);
  await revoke(token);
  // The new subscription starts with the newest 25 sessions again.
  await until(() => changes.length >= 50);
  subscription.unsubscribe();
  assert.equal(signIn.count, 2);
});

function watchList(client, changes) {
  const query = gql(recipe('Watching a journey'));
  return client.subscribe({ query, variables: { customerId } }).subscribe(({ data, error }) => {
    assert.equal(error, undefined);
    changes.push(data.journeyChanged);
  });
}
