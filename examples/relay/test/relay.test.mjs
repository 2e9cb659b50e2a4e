// WELCOME is a file with the output of `journey-gateway demo --json`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { GlobalWindow } from 'happy-dom';
import WebSocket from 'ws';

const { graphql: url, customers } = JSON.parse(await readFile(process.env.WELCOME, 'utf8'));
const customerId = customers.find(({ shows }) => shows.startsWith('the full journey tab')).id;

const window = new GlobalWindow();
const browser = { window, document: window.document, navigator: window.navigator, IS_REACT_ACT_ENVIRONMENT: true };
// Not an assignment, because `navigator` is read-only in newer versions of Node.
for (const [name, value] of Object.entries(browser)) {
  Object.defineProperty(globalThis, name, { value, writable: true });
}
const { createElement, Suspense } = await import('react');
const { RelayEnvironmentProvider } = await import('react-relay');
const { act, cleanup, fireEvent, render, screen, waitFor, within } = await import('@testing-library/react');
const { createEnvironment, Journey } = await import('../build/index.js');

// The operations that Relay sent, and the responses.
const requests = [];
const { fetch } = globalThis;
globalThis.fetch = async (...request) => {
  const response = await fetch(...request);
  const { query, variables } = JSON.parse(request[1].body);
  requests.push({ operation: /\w+ (\w+)/.exec(query)[1], query, variables, response, body: await response.clone().json() });
  return response;
};
afterEach(() => {
  cleanup();
  requests.length = 0;
});

const withoutChanges = () => () => {};

/** Shows the journey of the customer with the rights of the first token that the gateway accepts. */
function show(tokens, watch = withoutChanges) {
  const remaining = [tokens].flat();
  const source = { get: async () => remaining[0], reject: () => remaining.shift() };
  const environment = createEnvironment({ url, tokens: source, watch });
  const journey = createElement(Journey, { customerId });
  render(createElement(RelayEnvironmentProvider, { environment }, createElement(Suspense, null, journey)));
  return environment;
}

const eventually = (check) => waitFor(check, { timeout: 10_000 });
const cards = () => screen.queryAllByRole('listitem');
const hasCards = (count) => eventually(() => assert.equal(cards().length, count));

test('the next pages are added to the first one', async () => {
  show('demo-supervisor');
  await hasCards(10);
  fireEvent.click(screen.getByText('Next page'));
  await hasCards(20);
  fireEvent.click(screen.getByText('Next page'));
  await hasCards(25);
  assert.equal(screen.queryByText('Next page'), null);
  const operations = requests.map(({ operation }) => operation);
  assert.deepEqual(operations, ['JourneyQuery', 'JourneySessionsQuery', 'JourneySessionsQuery']);
  assert.match(requests[1].query, /fetch__Customer\(id: \$id\)/);
  const cursor = requests[0].body.data.customer.sessions.pageInfo.endCursor;
  assert.deepEqual(requests[1].variables, { id: customerId, count: 10, cursor });
});

test('a refetch replaces the list', async () => {
  show('demo-supervisor');
  await hasCards(10);
  fireEvent.click(screen.getByText('Newest five'));
  await hasCards(5);
  assert.deepEqual(requests[1].variables, { id: customerId, count: 5, cursor: null });
});

test('one card of any type of session is refetched by its id', async () => {
  show('demo-supervisor');
  await hasCards(10);
  fireEvent.click(within(cards()[3]).getByText('Refresh'));
  await eventually(() => assert.equal(requests.length, 2));
  assert.equal(requests[1].operation, 'CardRefetchQuery');
  const { node } = requests[0].body.data.customer.sessions.edges[3];
  assert.deepEqual(requests[1].variables, { id: node.id });
  assert.equal(requests[1].body.data.fetch__Session.id, node.id);
  await hasCards(10);
});

test('a denied field is null, thrown or caught as its fragment says, and its siblings are shown', async (context) => {
  context.mock.method(console, 'error', () => {});
  show('demo-agent-no-queues');
  await hasCards(10);
  assert.ok(screen.getByText('No name'));
  assert.ok(screen.getByText('No access to contact data'));
  const { edges } = requests[0].body.data.customer.sessions;
  const conversations = edges.filter(({ node }) => node.__typename === 'ConversationSession');
  assert.ok(conversations.length > 1);
  assert.equal(cards().filter(({ textContent }) => textContent.includes('Hidden queue')).length, conversations.length);
});

test('a viewer with the permissions sees what another one was denied', async () => {
  show('demo-supervisor');
  await hasCards(10);
  for (const text of ['No name', 'No access to contact data', /Hidden queue/]) assert.equal(screen.queryByText(text), null);
});

test('changes of sessions arrive over a WebSocket', async () => {
  const socket = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: 'Bearer demo-supervisor' },
  });
  const changes = [];
  show('demo-supervisor', (request, onResult, onEnd) =>
    socket.subscribe(request, {
      next(result) {
        changes.push(result);
        act(() => onResult(result));
      },
      error: onEnd,
      complete() {},
    }),
  );
  // The newest 25 sessions come first. Those that the list does not have are older than its newest one.
  await eventually(() => assert.ok(changes.length >= 25));
  assert.deepEqual(changes.filter(({ errors }) => errors), []);
  await hasCards(10);
  await socket.dispose();
});

test('a change updates its card, a new session comes on top, and a removed one disappears', async () => {
  let send;
  show('demo-supervisor', (request, onResult) => {
    send = (kind, session) => act(() => onResult({ data: { journeyChanged: { kind, session } } }));
    return () => {};
  });
  await hasCards(10);
  // The subscription starts after the cards are shown.
  await eventually(() => assert.ok(send));
  const [{ node: newest }] = requests[0].body.data.customer.sessions.edges;
  const label = () => cards()[0].textContent;

  send('SESSION_UPDATED', { ...newest, channel: { label: 'Changed channel' } });
  assert.match(label(), /^Changed channel/);
  const started = { ...newest, id: 'new', startedAt: '2999-01-01T00:00:00.000Z', channel: { label: 'New channel' } };
  send('SESSION_STARTED', started);
  assert.equal(cards().length, 11);
  assert.match(label(), /^New channel/);
  send('SESSION_REMOVED', started);
  assert.equal(cards().length, 10);
  assert.match(label(), /^Changed channel/);
});

test('records are kept by type and id', async () => {
  const environment = show('demo-supervisor');
  await hasCards(10);
  const records = environment.getStore().getSource();
  assert.equal(records.get(`Customer:${customerId}`).id, customerId);
  assert.equal(records.get(customerId), undefined);
});

test('a request whose token has expired is sent again with a new one', async () => {
  show(['expired', 'demo-supervisor']);
  await hasCards(10);
  assert.deepEqual(requests.map(({ response }) => response.status), [401, 200]);
});
