import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, session } from './element-sessions.mjs';
import { load } from './load.mjs';

const { SessionStore } = await load('data/session-store.ts', 'element');

const ids = sessions => sessions.map(({ id }) => id);

test('sessions of pages and messages are listed once, newest first', () => {
  const store = new SessionStore();
  store.addPage([], page([session(3), session(2)], 'c1'));
  assert.equal(store.put(session(4)), true);
  assert.equal(store.put(session(3, { status: 'LIVE' })), false);
  store.addPage([], page([session(2), session(1)]));
  assert.deepEqual(ids(store.visible([])), ['s4', 's3', 's2', 's1']);
});

test('a page does not replace the newer state of a message', () => {
  const store = new SessionStore();
  store.put(session(1, { status: 'LIVE' }));
  assert.deepEqual(store.addPage([], page([session(1)])), []);
  assert.equal(store.get('s1').status, 'LIVE');
});

test('a removed session does not return with a page that was requested before', () => {
  const store = new SessionStore();
  store.addPage([], page([session(3)], 'c1'));
  store.remove('s2');
  store.addPage([], page([session(2), session(1)]));
  assert.deepEqual(ids(store.visible([])), ['s3', 's1']);
  store.put(session(2));
  assert.deepEqual(ids(store.visible([])), ['s3', 's2', 's1']);
});

test('a session on a channel that the tab does not show is removed', () => {
  const store = new SessionStore();
  store.addPage([], page([session(1)]));
  const { channel } = session(1);
  assert.equal(store.put(session(1, { channel: { ...channel, supported: false } })), false);
  assert.equal(store.size, 0);
});

test('a filter continues where the whole list ends, and leaves no gaps in it', () => {
  const store = new SessionStore();
  const social = { group: 'SOCIAL' };
  store.addPage([], page([session(9), session(8, social)], 'all-1'));
  assert.equal(store.position(['SOCIAL']).after, 'all-1');
  store.addPage(['SOCIAL'], page([session(5, social), session(3, social)], 'social-1'));
  assert.deepEqual(ids(store.visible(['SOCIAL'])), ['s8', 's5', 's3']);
  // The neighbors of s5 and s3 in the whole list are not known.
  assert.deepEqual(ids(store.visible([])), ['s9', 's8']);
  assert.equal(store.position([]).after, 'all-1');
  assert.equal(store.position(['SOCIAL']).after, 'social-1');

  store.addPage([], page([session(7), session(5, social), session(2)], 'all-2'));
  assert.deepEqual(ids(store.visible([])), ['s9', 's8', 's7', 's5', 's3', 's2']);
  assert.equal(store.position(['SOCIAL']).after, 'all-2', 'the whole list is further now');
  store.addPage([], page([session(1)]));
  assert.equal(store.position(['SOCIAL']).hasMore, false);
});

test('a page without matches continues behind it', () => {
  const store = new SessionStore();
  store.addPage([], page([session(9)], 'all-1'));
  store.addPage(['SOCIAL'], page([], 'social-1'));
  assert.equal(store.position(['SOCIAL']).after, 'social-1');
  store.addPage([], page([]));
  assert.equal(store.position(['SOCIAL']).hasMore, false);
});

test('a first page that is read again removes what is gone and keeps older sessions', () => {
  const store = new SessionStore();
  store.addPage([], page([session(5), session(4)], 'c1'));
  store.addPage([], page([session(2), session(1)], 'c2'));
  store.replaceFirstPage(page([session(6), session(5)], 'c0'));
  assert.deepEqual(ids(store.visible([])), ['s6', 's5', 's4', 's2', 's1']);
  store.replaceFirstPage(page([session(6), session(4)], 'c0'));
  assert.deepEqual(ids(store.visible([])), ['s6', 's4', 's2', 's1']);
  assert.equal(store.position([]).after, 'c2');
});

test('a first page without a known session starts the list again', () => {
  const store = new SessionStore();
  store.addPage([], page([session(2), session(1)], 'c1'));
  store.replaceFirstPage(page([session(9), session(8)], 'c9'));
  assert.deepEqual(ids(store.visible([])), ['s9', 's8']);
  assert.equal(store.position([]).after, 'c9');
});
