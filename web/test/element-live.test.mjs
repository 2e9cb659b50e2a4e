import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Credentials, LiveChanges } = await load('element-live.ts', 'test');
const { backoff } = await load('data/backoff.ts', 'element');

/** A subscription whose connections the test controls. */
function start(t, source = { token: 'a' }) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const log = [];
  const connections = [];
  const credentials = new Credentials(source, () => log.push('expired'));
  const handlers = {
    onChange: change => log.push(change),
    onConnected: milliseconds => log.push(`connected ${milliseconds}`),
    onOffline: () => log.push('offline'),
    onEnd: failure => log.push(`end ${failure.code}`),
    onErrors: errors => log.push(`errors ${errors.length}`),
  };
  const create = options => {
    const connection = { options, isDisposed: false };
    connections.push(connection);
    return {
      subscribe: (_, sink) => {
        Object.assign(connection, sink);
        return () => {};
      },
      dispose: () => (connection.isDisposed = true),
      terminate: () => connection.error({ code: 4499 }),
    };
  };
  const live = new LiveChanges(() => 'http://gateway.test/graphql', credentials, handlers, create);
  live.start({ id: 'c', queues: true, wrapUps: true });
  return { live, log, connections, settle: () => new Promise(setImmediate) };
}

test('messages are passed on, and the socket has the token', async t => {
  const { log, connections, settle } = start(t);
  await settle();
  const [{ options, next }] = connections;
  assert.equal(options.url, 'ws://gateway.test/graphql');
  assert.deepEqual(options.connectionParams, { Authorization: 'Bearer a' });
  options.on.connected();
  next({ data: { journeyChanged: 'change' } });
  assert.deepEqual(log, ['connected 0', 'change']);
});

test('a lost connection is replaced, and says how long it was lost', async t => {
  const { log, connections, settle } = start(t);
  await settle();
  connections[0].options.on.connected();
  connections[0].error({ code: 1006 });
  assert.equal(connections[0].isDisposed, true);
  t.mock.timers.tick(500);
  await settle();
  connections[1].error({ code: 1006 });
  t.mock.timers.tick(1_000);
  await settle();
  connections[2].options.on.connected();
  assert.deepEqual(log, ['connected 0', 'offline', 'connected 1500']);
});

test('a rejected token is replaced before the next connection', async t => {
  const tokens = ['old', 'new'];
  const { log, connections, settle } = start(t, { getToken: () => tokens.shift() });
  await settle();
  connections[0].error({ code: 4403 });
  t.mock.timers.tick(500);
  await settle();
  assert.equal(connections[1].options.connectionParams.Authorization, 'Bearer new');
  assert.deepEqual(log, ['expired', 'offline']);
});

test('without another token the subscription ends', async t => {
  const { log, connections, settle } = start(t, { getToken: () => 'same' });
  await settle();
  connections[0].error({ code: 4401 });
  t.mock.timers.tick(500);
  await settle();
  assert.equal(connections.length, 1);
  assert.deepEqual(log, ['expired', 'offline', 'end UNAUTHENTICATED']);
});

test('a getToken that fails is called again after a delay', async t => {
  const tokens = [() => 'old', () => Promise.reject(new Error('no network')), () => 'new'];
  const { log, connections, settle } = start(t, { getToken: () => tokens.shift()() });
  await settle();
  connections[0].error({ code: 4403 });
  t.mock.timers.tick(500);
  await settle();
  assert.equal(connections.length, 1);
  t.mock.timers.tick(1_000);
  await settle();
  assert.equal(connections[1].options.connectionParams.Authorization, 'Bearer new');
  assert.deepEqual(log, ['expired', 'offline']);
});

test('a denied subscription is not repeated', async t => {
  const { log, connections, settle } = start(t);
  await settle();
  connections[0].error([{ message: 'no', extensions: { code: 'PERMISSION_DENIED' } }]);
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(connections.length, 1);
  assert.deepEqual(log, ['errors 1', 'end PERMISSION_DENIED']);
});

test('an overloaded gateway decides the delay', async t => {
  const { connections, settle } = start(t);
  await settle();
  connections[0].error([{ message: 'busy', extensions: { code: 'OVERLOADED', retryAfterSeconds: 20 } }]);
  t.mock.timers.tick(19_999);
  await settle();
  assert.equal(connections.length, 1);
  t.mock.timers.tick(1);
  await settle();
  assert.equal(connections.length, 2);
});

test('a stopped subscription does not connect again, and late messages are ignored', async t => {
  const { live, log, connections, settle } = start(t);
  await settle();
  live.stop();
  connections[0].next({ data: { journeyChanged: 'late' } });
  connections[0].error({ code: 1006 });
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(connections.length, 1);
  assert.deepEqual(log, []);
});

test('a connection that answers no ping is replaced', async t => {
  const { connections, settle } = start(t);
  await settle();
  connections[0].options.on.connected();
  connections[0].options.on.ping(false);
  t.mock.timers.tick(4_000);
  connections[0].options.on.pong(true);
  t.mock.timers.tick(10_000);
  await settle();
  assert.equal(connections.length, 1);
  connections[0].options.on.ping(false);
  t.mock.timers.tick(5_000);
  t.mock.timers.tick(500);
  await settle();
  assert.equal(connections.length, 2);
});

test('a connection that is not acknowledged is replaced, and says that it is offline', async t => {
  const { log, connections, settle } = start(t);
  await settle();
  t.mock.timers.tick(9_999);
  assert.deepEqual(log, []);
  t.mock.timers.tick(1);
  assert.deepEqual(log, ['offline']);
  t.mock.timers.tick(500);
  await settle();
  assert.equal(connections.length, 2);
  connections[1].options.on.connected();
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(connections.length, 2);
});

test('delays double up to half a minute, and half of them is random', () => {
  assert.deepEqual(
    [0, 1, 2].map(attempt => backoff(attempt, () => 1)),
    [500, 1000, 2000],
  );
  assert.deepEqual(
    [0, 1, 2].map(attempt => backoff(attempt, () => 0)),
    [250, 500, 1000],
  );
  assert.equal(
    backoff(1_000, () => 1),
    30_000,
  );
});
