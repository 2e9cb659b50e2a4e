import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { customerThat, recipe, revoke, signInAsClient, signInWith, until, url } from '../demo.mjs';
import { createEvents } from './events.mjs';
import { createSocket, watch } from './socket.mjs';
import { createTokens } from './tokens.mjs';

const query = recipe('Watching a journey');
const variables = { customerId: customerThat('the full journey tab') };
const clients = [];
after(() => Promise.all(clients.map(client => client.dispose())));

// Both transports with the same face: a function that watches, and ends when the function that it returns is called.
const transports = {
  'graphql-ws'(signIn) {
    const socket = createSocket({ url, tokens: createTokens(signIn), webSocketImpl: WebSocket });
    clients.push(socket);
    return (...watching) => watch(socket, ...watching);
  },
  'graphql-sse'(signIn) {
    const events = createEvents({ url, tokens: createTokens(signIn) });
    clients.push(events);
    return events.watch;
  },
};

for (const [name, connect] of Object.entries(transports)) {
  /** Watches until `count` changes have arrived; then calls `next` once, if there is one. */
  async function changesOf(signIn, count, next) {
    const changes = [];
    const ends = [];
    const onResult = ({ data, errors }) => {
      assert.equal(errors, undefined);
      changes.push(data.journeyChanged);
    };
    const stop = connect(signIn)({ query, variables }, onResult, reason => ends.push(reason));
    await until(() => changes.length >= count);
    if (next) {
      await next();
      await until(() => changes.length >= 2 * count);
    }
    stop();
    assert.deepEqual(ends.filter(Boolean), []);
    return changes;
  }

  test(`${name}: the first changes are the newest 25 sessions, the oldest first`, async () => {
    const changes = await changesOf(signInWith('demo-supervisor'), 25);
    const times = changes.map(({ session }) => session.startedAt);
    assert.deepEqual(times, times.toSorted());
    assert.equal(new Set(changes.map(({ session }) => session.id)).size, 25);
  });

  test(`${name}: a rejected token is replaced`, async () => {
    const signIn = signInWith('expired', 'demo-supervisor');
    await changesOf(signIn, 1);
    assert.equal(signIn.count, 2);
  });

  test(`${name}: a revoked token is replaced`, async () => {
    const token = await signInAsClient();
    const signIn = signInWith(token, 'demo-supervisor');
    // The new subscription starts with the newest 25 sessions again.
    await changesOf(signIn, 25, () => revoke(token));
    assert.equal(signIn.count, 2);
  });

  test(`${name}: a denied subscription ends with an error`, async () => {
    let denied;
    connect(signInWith('demo-nobody'))(
      { query, variables },
      result => (denied = result.errors),
      reason => (denied ??= reason),
    );
    await until(() => denied);
    assert.equal(denied[0].extensions.code, 'PERMISSION_DENIED');
  });

  test(`${name}: a subscription that the caller ends reports no end`, async () => {
    const watching = connect(signInWith('demo-supervisor'));
    const seen = [];
    const ends = [];
    const start = number => watching({ query, variables }, () => seen.push(number), () => ends.push(number));
    const stop = start(1);
    await until(() => seen.includes(1));
    stop();
    // When another subscription has its first result, the end of this one has been processed.
    start(2);
    await until(() => seen.includes(2));
    assert.deepEqual(ends, []);
  });
}

test('graphql-ws: a sign-in that never succeeds ends with close code 4401', async () => {
  const signIn = signInWith('expired');
  let reason;
  transports['graphql-ws'](signIn)({ query, variables }, assert.fail, event => (reason = event));
  await until(() => reason);
  assert.equal(reason.code, 4401);
  assert.equal(signIn.count, 2);
});
