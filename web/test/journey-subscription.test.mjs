import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Subscription } = await load('../journey/subscription.ts');
const { Conversations } = await load('../journey/conversations.ts');

/** A client of graphql-ws whose connections the test controls. */
function fake(t) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  t.mock.method(Math, 'random', () => 1);
  Object.assign(globalThis, { addEventListener() {}, removeEventListener() {} });
  t.after(() => {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  });
  const connections = [];
  const create = options => {
    const connection = { options, ends: [] };
    connections.push(connection);
    return {
      subscribe(_, sink) {
        Object.assign(connection, sink);
        return () => connection.ends.push('unsubscribed');
      },
      terminate: () => connection.error({ code: 4499 }),
      dispose: () => connection.ends.push('disposed'),
    };
  };
  return { connections, create };
}

function subscribe(t) {
  const { connections, create } = fake(t);
  const log = [];
  const handlers = Object.fromEntries(
    ['next', 'interrupted', 'expired', 'refused'].map(name => [name, () => log.push(name)]),
  );
  const subscription = new Subscription('ws://gateway.test', 'token', 'subscription { a }', handlers, create);
  return { connections, log, subscription };
}

const errorOf = (code, extensions) => [{ message: code, extensions: { code, ...extensions } }];

test('an attempt to connect that gets no answer is given up and repeated', t => {
  const { connections, log } = subscribe(t);
  t.mock.timers.tick(9_999);
  assert.deepEqual(log, []);
  t.mock.timers.tick(1);
  assert.deepEqual(log, ['interrupted']);
  t.mock.timers.tick(500);
  assert.equal(connections.length, 2);
  connections[1].options.on.connected();
  t.mock.timers.tick(60_000);
  assert.equal(connections.length, 2, 'an accepted connection is kept');
});

test('a stopped subscription ends before its connection, so that nothing is sent to a closed socket', t => {
  const { connections, subscription } = subscribe(t);
  subscription.stop();
  assert.deepEqual(connections[0].ends, ['unsubscribed', 'disposed']);
});

test('an overloaded gateway decides the delay', t => {
  const { connections } = subscribe(t);
  connections[0].error(errorOf('OVERLOADED', { retryAfterSeconds: 20 }));
  t.mock.timers.tick(19_999);
  assert.equal(connections.length, 1);
  t.mock.timers.tick(1);
  assert.equal(connections.length, 2);
});

test('a subscription that was refused for good is not repeated', t => {
  for (const code of ['PERMISSION_DENIED', 'COST_LIMIT']) {
    const { connections, log } = subscribe(t);
    connections[0].error(errorOf(code));
    t.mock.timers.tick(60_000);
    assert.deepEqual([log, connections.length], [['refused'], 1], code);
    t.mock.timers.reset();
  }
});

/** The viewer's interactions, before the first message. */
function start(t, list) {
  const { connections, create } = fake(t);
  globalThis.location = { href: 'https://gateway.test/journey' };
  t.after(() => delete globalThis.location);
  const host = { addController() {}, requestUpdate() {} };
  const conversations = new Conversations(host, { expired() {}, ringing() {} }, create);
  conversations.start('/graphql', 'token', list);
  const receive = () => {
    connections.at(-1).options.on.connected();
    connections.at(-1).next({ data: { myConversationsChanged: { at: '2026-01-01T00:00:00Z', conversations: [] } } });
  };
  return { conversations, connections, receive };
}

test('a list that does not come is late, and remains so until it comes', t => {
  const { conversations, connections, receive } = start(t, undefined);
  connections[0].options.on.connected();
  t.mock.timers.tick(10_000);
  assert.equal(conversations.connection, 'late');
  connections[0].error({ code: 1006 });
  assert.equal(conversations.connection, 'late');
  t.mock.timers.tick(500);
  receive();
  assert.equal(conversations.connection, 'live');
});

test('a first connection that fails again and again makes the list late', t => {
  const { conversations, connections } = start(t, undefined);
  connections[0].error({ code: 1006 });
  assert.equal(conversations.connection, 'interrupted');
  t.mock.timers.tick(10_000);
  assert.equal(conversations.connection, 'late');
});

test('a list that came in time does not become late, nor does a refused or stopped subscription', t => {
  const { conversations, receive } = start(t, undefined);
  receive();
  t.mock.timers.tick(60_000);
  assert.equal(conversations.connection, 'live');
  conversations.start('/graphql', 'token', []);
  conversations.stop();
  t.mock.timers.tick(60_000);
  assert.equal(conversations.connection, 'connecting');
  t.mock.timers.reset();

  const refused = start(t, []);
  refused.connections[0].error(errorOf('PERMISSION_DENIED'));
  t.mock.timers.tick(60_000);
  assert.equal(refused.conversations.connection, 'unavailable');
});
