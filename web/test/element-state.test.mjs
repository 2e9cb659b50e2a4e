import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, session } from './element-sessions.mjs';
import { load } from './load.mjs';

const { Journey } = await load('state/journey.ts', 'element');
const { EVERYTHING } = await load('state/context.ts', 'element');

/** A socket to a gateway that acknowledges the connection and sends what the test lets it send. */
class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static opened = [];
  readyState = 1;
  constructor() {
    FakeSocket.opened.push(this);
    queueMicrotask(() => this.onopen?.({}));
  }
  send(text) {
    const { type, id } = JSON.parse(text);
    if (type === 'connection_init') queueMicrotask(() => this.receive({ type: 'connection_ack' }));
    if (type === 'subscribe') this.id = id;
  }
  receive(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  change(kind, session) {
    this.receive({ id: this.id, type: 'next', payload: { data: { journeyChanged: { kind, session } } } });
  }
  close(code = 1000) {
    this.readyState = 3;
    queueMicrotask(() => this.onclose?.({ code, reason: '', wasClean: true }));
  }
}

const customer = (id, sessions = page([session(1)])) => ({ id, displayName: id, sessions, summary: null });
const journey = shown => ({ data: { viewer: { capabilities: EVERYTHING }, customer: shown } });
const settle = () => new Promise(resolve => setTimeout(resolve, 5));

/** A journey whose requests `respond` answers, by the name of the operation. */
function start(t, respond, properties = {}) {
  const sent = [];
  const events = [];
  const before = globalThis.WebSocket;
  globalThis.WebSocket = FakeSocket;
  FakeSocket.opened.length = 0;
  t.after(() => (globalThis.WebSocket = before));
  t.mock.method(globalThis, 'fetch', async (_, { body, signal, headers }) => {
    const { query, variables } = JSON.parse(body);
    const [, name] = /query (\w+)/.exec(query);
    const request = { name, variables, token: headers.get('authorization').slice('Bearer '.length) };
    sent.push(request);
    const result = await respond(request);
    signal.throwIfAborted();
    return result instanceof Response ? result : Response.json(result);
  });
  const host = {
    endpointUrl: 'http://gateway.test/graphql',
    customerId: 'c1',
    token: 'a',
    addController() {},
    requestUpdate() {},
    tokenExpired: () => events.push('expired'),
    customerLoaded: ({ id }) => events.push(id),
    sessionAdded: ({ id }) => events.push(`added ${id}`),
    connectionChanged() {},
    journeyFailed: ({ code }) => events.push(code),
    ...properties,
  };
  const state = new Journey(host);
  t.after(() => state.stop());
  state.start();
  return { host, state, sent, events };
}

test('one query is enough to show the journey', async t => {
  const { state, sent, events } = start(t, () => journey(customer('c1')));
  assert.equal(state.phase, 'loading');
  await settle();
  assert.equal(state.phase, 'ready');
  assert.deepEqual(
    sent.map(({ name }) => name),
    ['JourneyOfCustomer'],
  );
  assert.deepEqual(events, ['c1']);
});

test('a conversation shows its customer, and says if none is linked or it is unknown', async t => {
  const properties = { customerId: undefined, conversationId: 'v1' };
  const viewer = { capabilities: EVERYTHING };
  for (const [conversation, phase] of [
    [{ id: 'v1', customer: customer('c1') }, 'ready'],
    [{ id: 'v1', customer: null }, 'no-customer'],
    [null, 'not-found'],
  ]) {
    const { state, sent } = start(t, () => ({ data: { viewer, conversation } }), properties);
    await settle();
    assert.equal(state.phase, phase);
    assert.equal(sent[0].name, 'JourneyOfConversation');
    t.mock.restoreAll();
  }
});

test('a response for the customer before is ignored', async t => {
  const pending = [];
  const { host, state, events } = start(t, () => new Promise(resolve => pending.push(resolve)));
  await settle();
  host.customerId = 'c2';
  state.start();
  await settle();
  pending[1](journey(customer('c2')));
  pending[0](journey(customer('c1')));
  await settle();
  assert.equal(state.customer.id, 'c2');
  assert.deepEqual(events, ['c2']);
});

test('denied sessions are forbidden, an error of the list is a failure', async t => {
  const withoutSessions = { ...customer('c1'), sessions: null };
  const respond = code => () => ({
    ...journey(withoutSessions),
    errors: [{ message: 'no', path: ['customer', 'sessions'], extensions: { code, any: [], all: ['p:q:view'] } }],
  });
  const denied = start(t, respond('PERMISSION_DENIED'));
  await settle();
  assert.equal(denied.state.phase, 'forbidden');
  assert.deepEqual(denied.state.denied[0].all, ['p:q:view']);
  t.mock.restoreAll();
  const failed = start(t, respond('UPSTREAM_UNAVAILABLE'));
  await settle();
  assert.deepEqual([failed.state.phase, failed.events], ['failed', ['UPSTREAM_UNAVAILABLE']]);
});

test('parts that failed are said, are not facts, and can be read again', async t => {
  let fails = true;
  const code = 'UPSTREAM_UNAVAILABLE';
  const failed = (data, ...paths) => ({
    data,
    errors: fails ? paths.map(path => ({ message: 'no', path, extensions: { code } })) : [],
  });
  const { state, events } = start(t, ({ name }) =>
    name === 'SessionDetails'
      ? failed({ session: { ...session(1), queue: null, events: null } }, ['session', 'events', 'nodes'])
      : failed(journey(customer('c1', page([session(1, { agent: null, queue: null })]))).data, [
          'customer',
          'sessions',
          'nodes',
          0,
          'agent',
          'name',
        ]),
  );
  await settle();
  assert.deepEqual([state.phase, state.partFailure.code, events], ['ready', code, ['UPSTREAM_UNAVAILABLE', 'c1']]);
  const [{ agent, queue }] = state.store.all();
  assert.deepEqual([agent, queue], [undefined, null]);
  state.selection.open(session(1));
  await settle();
  assert.equal(state.selection.partFailure.code, code);
  assert.deepEqual([state.selection.details.events, state.selection.details.queue], [undefined, null]);
  fails = false;
  state.retryParts();
  state.selection.again();
  await settle();
  assert.deepEqual([state.partFailure, state.selection.partFailure], [undefined, undefined]);
  assert.equal(state.store.all()[0].agent, null);
});

test('an id that is no UUID is like an unknown one', async t => {
  const error = { message: 'no', path: ['customer'], extensions: { code: 'BAD_USER_INPUT' } };
  const { state } = start(t, () => ({
    data: { viewer: { capabilities: EVERYTHING }, customer: null },
    errors: [error],
  }));
  await settle();
  assert.equal(state.phase, 'not-found');
});

test('what would be denied is not queried again', async t => {
  const capabilities = { ...EVERYTHING, queues: false, events: false };
  const { state, sent } = start(t, ({ name }) =>
    name === 'SessionDetails'
      ? { data: { session: { ...session(1), events: undefined } } }
      : { data: { viewer: { capabilities }, customer: customer('c1', page([session(1)], 'next')) } },
  );
  await settle();
  state.selection.open(session(1));
  state.more();
  await settle();
  const later = sent.slice(1).map(({ name, variables }) => [name, variables.queues, variables.events]);
  assert.deepEqual(later, [
    ['SessionDetails', false, false],
    ['MoreSessions', false, undefined],
  ]);
  assert.deepEqual(
    state.denied.map(({ part }) => part),
    ['queues', 'events'],
  );
});

test('a page that failed is not requested again until the reader asks for it', async t => {
  let fails = true;
  const { state, sent } = start(t, ({ name }) => {
    if (name === 'JourneyOfCustomer') return journey(customer('c1', page([session(2)], 'next')));
    if (fails)
      return Response.json({ errors: [{ message: 'bug', extensions: { code: 'INTERNAL' } }] }, { status: 500 });
    return { data: { customer: { id: 'c1', sessions: page([session(1)]) } } };
  });
  await settle();
  state.more();
  state.more();
  await settle();
  state.more();
  await settle();
  assert.equal(sent.length, 2);
  assert.equal(state.pager.failure.code, 'INTERNAL');
  fails = false;
  state.retryPage();
  await settle();
  assert.deepEqual(
    state.store.all().map(({ id }) => id),
    ['s2', 's1'],
  );
  assert.equal(state.pager.hasMore, false);
});

test('another token replaces what is shown, and reads the open details again', async t => {
  const { host, state, sent } = start(t, ({ name, token }) => {
    if (name === 'SessionDetails') return { data: { session: session(1) } };
    return journey(customer('c1', page(token === 'a' ? [session(2), session(1)] : [session(1)])));
  });
  await settle();
  state.selection.open(session(1));
  await settle();
  host.token = 'b';
  state.tokenChanged();
  assert.equal(state.phase, 'ready', 'the screen does not flicker');
  await settle();
  assert.deepEqual(
    state.store.all().map(({ id }) => id),
    ['s1'],
  );
  assert.deepEqual(
    sent.map(({ name, token }) => `${name} ${token}`),
    ['JourneyOfCustomer a', 'SessionDetails a', 'JourneyOfCustomer b', 'SessionDetails b'],
  );
});

test('another getToken is used for the next token, and at once if there is no valid one', async t => {
  const respond = ({ token }) =>
    token === 'a' || token === 'c'
      ? journey(customer('c1'))
      : Response.json({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }, { status: 401 });
  const { host, state, sent } = start(t, respond, { token: undefined, getToken: () => 'a' });
  await settle();
  host.getToken = () => 'b';
  state.getTokenChanged();
  await settle();
  assert.equal(sent.length, 1);
  t.mock.restoreAll();

  const expired = start(t, respond, { token: undefined, getToken: () => 'b' });
  await settle();
  assert.deepEqual([expired.state.phase, expired.events[0]], ['signed-out', 'expired']);
  expired.host.getToken = () => 'c';
  expired.state.getTokenChanged();
  await settle();
  assert.equal(expired.state.phase, 'ready');
});

test('another getToken replaces one that does not return', async t => {
  const { host, state } = start(t, () => journey(customer('c1')), { getToken: () => new Promise(() => {}) });
  await settle();
  assert.equal(state.phase, 'loading');
  host.getToken = () => 'a';
  state.getTokenChanged();
  await settle();
  assert.equal(state.phase, 'ready');
});

test('a token without the right to the journey removes what another token showed', async t => {
  const { host, state } = start(t, ({ token }) =>
    token === 'a'
      ? journey(customer('c1'))
      : Response.json({ errors: [{ message: 'bug', extensions: { code: 'INTERNAL' } }] }, { status: 500 }),
  );
  await settle();
  host.token = 'b';
  state.tokenChanged();
  await settle();
  assert.equal(state.phase, 'failed');
});

test('an open session is read again when more than its status changed, once for a burst', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const turn = () => new Promise(setImmediate);
  const { state, sent } = start(t, ({ name }) =>
    name === 'SessionDetails' ? { data: { session: session(1) } } : journey(customer('c1')),
  );
  for (let turns = 0; turns < 5; turns += 1) await turn();
  state.selection.open(session(1));
  state.selection.sessionChanged(session(1, { status: 'LIVE' }));
  t.mock.timers.tick(5_000);
  await turn();
  assert.equal(sent.filter(({ name }) => name === 'SessionDetails').length, 1);
  state.selection.sessionChanged(session(1, { eventCount: 2 }));
  state.selection.sessionChanged(session(1, { eventCount: 3 }));
  t.mock.timers.tick(5_000);
  await turn();
  assert.equal(sent.filter(({ name }) => name === 'SessionDetails').length, 2);
});

test('after a long time without a connection the list is read again, after a short one it is not', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const turns = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };
  const { state, sent } = start(t, () => journey(customer('c1', page([session(2), session(1)]))));
  await turns();
  const queries = () => sent.length;
  for (const [outage, expected] of [
    [30_000, 1],
    [120_000, 2],
  ]) {
    FakeSocket.opened.at(-1).close(1006);
    await turns();
    assert.equal(state.isOnline, false);
    // The clock of a computer that sleeps goes on, its timers do not.
    t.mock.timers.setTime(Date.now() + outage);
    t.mock.timers.tick(1_000);
    await turns();
    assert.equal(state.isOnline, true);
    assert.equal(queries(), expected);
  }
});

test('messages change the list, and a removed session closes nothing but itself', async t => {
  const { state, events } = start(t, () => journey(customer('c1', page([session(2), session(1)]))));
  await settle();
  const [socket] = FakeSocket.opened;
  socket.change('SESSION_STARTED', session(3));
  socket.change('SESSION_UPDATED', session(2, { status: 'LIVE' }));
  assert.deepEqual(
    state.store.all().map(({ id, status }) => `${id} ${status}`),
    ['s3 ENDED', 's2 LIVE', 's1 ENDED'],
  );
  socket.change('SESSION_UPDATED', session(4));
  socket.change('SESSION_UPDATED', session(0));
  assert.deepEqual(events, ['c1', 'added s3', 'added s4'], 'an older session is not announced');
  state.selection.open(session(1));
  socket.change('SESSION_REMOVED', session(2));
  assert.equal(state.selection.isGone, false);
  socket.change('SESSION_REMOVED', session(1));
  assert.equal(state.selection.isGone, true);
  assert.deepEqual(
    state.store.all().map(({ id }) => id),
    ['s4', 's3', 's0'],
  );
});
