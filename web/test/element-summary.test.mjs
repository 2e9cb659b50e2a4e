import assert from 'node:assert/strict';
import { test } from 'node:test';
import { session } from './element-sessions.mjs';
import { load } from './load.mjs';

const { LiveSummary } = await load('data/live-summary.ts', 'element');

const NEWEST = '2026-11-20T12:30:00.000Z';
const base = changes => ({
  sessionCount: 2,
  oldestAt: '2026-11-01T00:00:00.000Z',
  complete: true,
  openNow: 1,
  lastContact: null,
  contactsByGroup: [{ group: 'VOICE', last7Days: 1, last30Days: 4 }],
  lastEndedInTransfer: null,
  repeatContact: false,
  lastWrapUps: [],
  ...changes,
});
const open = { status: 'LIVE', endedAt: null };

/** The summary after `before` was read and `changes` arrived. */
function summarize(summary, before, changes, removed = []) {
  const live = new LiveSummary(summary, NEWEST);
  const known = new Map();
  for (const item of before) {
    live.addCounted(item);
    known.set(item.id, item);
  }
  for (const [kind, item] of changes) {
    live.addChanged(item, kind);
    known.set(item.id, item);
  }
  for (const id of removed) known.delete(id);
  return live.value([...known.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)));
}

test('without changes the summary is that of the gateway', () => {
  const { openNow, sessionCount, contactsByGroup } = summarize(base(), [session(1, open), session(0)], []);
  assert.deepEqual({ openNow, sessionCount }, { openNow: 1, sessionCount: 2 });
  assert.deepEqual(contactsByGroup, base().contactsByGroup);
});

test('a new conversation is open, the current contact and one more of its group', () => {
  const started = session(40, open);
  const value = summarize(base(), [session(1, open)], [['SESSION_STARTED', started]]);
  assert.equal(value.openNow, 2);
  assert.equal(value.current, started);
  assert.deepEqual(value.contactsByGroup, [{ group: 'VOICE', last7Days: 2, last30Days: 5 }]);
  assert.equal(value.repeatContact, true);
});

test('the last contact is not the one that is still open', () => {
  const ended = session(1);
  const running = session(2, open);
  const both = summarize(base({ lastContact: running }), [running, ended], []);
  assert.deepEqual([both.current, both.lastContact], [running, ended]);
  const notLoaded = summarize(base({ lastContact: running, sessionCount: 9 }), [running], []);
  assert.deepEqual([notLoaded.current, notLoaded.lastContact], [running, undefined]);
  const only = summarize(base({ lastContact: running, sessionCount: 1 }), [running], []);
  assert.equal(only.lastContact, null);
  const older = summarize(base({ lastContact: ended }), [], []);
  assert.deepEqual([older.current, older.lastContact], [undefined, ended]);
});

test('a session that ends is no longer open, also if its card was not loaded', () => {
  const ended = ['SESSION_ENDED', session(1)];
  assert.equal(summarize(base(), [session(1, open)], [ended]).openNow, 0);
  assert.equal(summarize(base(), [], [ended]).openNow, 0);
});

test('the same state again, as after a new connection, changes nothing', () => {
  const again = ['SESSION_UPDATED', session(1, open)];
  assert.equal(summarize(base(), [session(1, open)], [again, again]).openNow, 1);
});

test('a removed session is no longer open', () => {
  assert.equal(summarize(base(), [session(1, open)], [], ['s1']).openNow, 0);
});

test('the last transfer and the last wrap-ups come from the newest conversations', () => {
  const wrapUp = { notes: null, code: { id: 'c', name: 'Resolved' } };
  const older = { notes: null, code: { id: 'd', name: 'Promised' } };
  const known = session(2, { disconnectType: 'ConsultTransfer', wrapUp });
  const value = summarize(base({ lastWrapUps: [wrapUp, older] }), [known], []);
  assert.equal(value.lastEndedInTransfer, true);
  assert.deepEqual(value.lastWrapUps, [wrapUp, older]);
});

test('a new wrap-up comes first, also one like an older one', () => {
  const wrapUp = { notes: null, code: { id: 'c', name: 'Resolved' } };
  const older = { notes: null, code: { id: 'd', name: 'Promised' } };
  const start = base({ lastWrapUps: [wrapUp, older] });
  const known = session(2, { wrapUp });
  const wrappedUp = ['SESSION_ENDED', session(40, { wrapUp })];
  assert.deepEqual(summarize(start, [known], [wrappedUp]).lastWrapUps, [wrapUp, wrapUp, older]);
});
