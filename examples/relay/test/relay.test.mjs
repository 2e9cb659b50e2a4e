// WELCOME is a file with the output of `journey-gateway demo --json`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, test } from 'node:test';
import { GlobalWindow } from 'happy-dom';

const { graphql: url, customers } = JSON.parse(await readFile(process.env.WELCOME, 'utf8'));
const customerId = customers.find(({ shows }) => shows.startsWith('the full journey tab')).id;

const window = new GlobalWindow();
const browser = { window, document: window.document, navigator: window.navigator, IS_REACT_ACT_ENVIRONMENT: true };
// Not an assignment, because `navigator` is read-only in newer versions of Node.
for (const [name, value] of Object.entries(browser)) Object.defineProperty(globalThis, name, { value, writable: true });
const { createElement, Suspense } = await import('react');
const { RelayEnvironmentProvider } = await import('react-relay');
const { cleanup, fireEvent, render, screen, waitFor, within } = await import('@testing-library/react');
const { createEnvironment, Journey } = await import('../build/index.js');

// The operations that Relay sent, and the responses.
const requests = [];
const { fetch } = globalThis;
globalThis.fetch = async (...request) => {
  const response = await fetch(...request);
  const { query, variables } = JSON.parse(request[1].body);
  requests.push({ operation: /\w+ (\w+)/.exec(query)[1], query, variables, body: await response.clone().json() });
  return response;
};
afterEach(() => {
  cleanup();
  requests.length = 0;
});

/** Shows the journey of the customer with the rights of a token of the demo. */
function show(token, onUnauthenticated = () => {}) {
  const environment = createEnvironment(url, () => token, onUnauthenticated);
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
  fireEvent.click(screen.getByText('Reload'));
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

test('a denied field is null, thrown or caught as its fragment says, and its siblings are shown', async () => {
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

test('records are kept by type and id', async () => {
  const environment = show('demo-supervisor');
  await hasCards(10);
  const records = environment.getStore().getSource();
  assert.equal(records.get(`Customer:${customerId}`).id, customerId);
  assert.equal(records.get(customerId), undefined);
});

test('an expired token is reported to the application', async (context) => {
  context.mock.method(console, 'error', () => {});
  const reported = new Promise((resolve) => show('expired', resolve));
  await reported;
});
