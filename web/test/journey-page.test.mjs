import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { formatPlace, isSamePlace, parsePlace } = await load('../journey/place.ts');
const { findPersona, parseSettings } = await load('../journey/settings.ts');
const { Session } = await load('../journey/session.ts');
const { missingForTab } = await load('../journey/permissions.ts');
const { formatDuration } = await load('../journey/duration.ts');
const { runningSince, shownState } = await load('../journey/conversation.ts');
const { chooseLocale, translate } = await load('../journey/texts.ts');

const at = path => new URL(path, 'https://gateway.test');

function memory(entries = {}) {
  const items = new Map(Object.entries(entries));
  return {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: key => items.delete(key),
    values: () => [...items.values()],
  };
}

test('an address selects an interaction, a customer or nothing', () => {
  assert.deepEqual(parsePlace(at('/journey')), { kind: 'none' });
  assert.deepEqual(parsePlace(at('/journey/')), { kind: 'none' });
  assert.deepEqual(parsePlace(at('/journey?conversationId=c%201')), { kind: 'conversation', id: 'c 1' });
  assert.deepEqual(parsePlace(at('/journey/a%2Fb')), { kind: 'customer', id: 'a/b' });
  assert.deepEqual(parsePlace(at('/journey/%E0')), { kind: 'customer', id: '%E0' });
});

test('the address of a place keeps the locale and drops the response of a log-in', () => {
  const current = at('/journey?code=secret&state=s&locale=de-DE');
  assert.equal(formatPlace({ kind: 'none' }, current), '/journey?locale=de-DE');
  for (const place of [
    { kind: 'conversation', id: 'c&1' },
    { kind: 'customer', id: 'a/b' },
  ]) {
    const path = formatPlace(place, current);
    assert.ok(isSamePlace(parsePlace(at(path)), place), path);
    assert.ok(!path.includes('secret') && path.includes('locale=de-DE'), path);
  }
});

test('settings of the wrong shape count as absent', () => {
  const none = { endpoint: '/graphql', explorer: false, login: null, personas: [], token: '', customers: [] };
  for (const json of [null, [], {}, { login: {}, personas: [{}], customers: [null], token: 7 }]) {
    assert.deepEqual(parseSettings(json), none);
  }
  const all = {
    endpoint: '/g',
    explorer: true,
    login: { url: 'https://login.test', clientId: 'tab' },
    personas: [{ name: 'p', token: 't', about: 'a' }],
    token: 't',
    customers: [{ id: 'c', shows: 'live now' }],
  };
  assert.deepEqual(parseSettings(all), all);
});

test('the persona of a log-in is the one with the name of the viewer', () => {
  const [agent, supervisor] = [
    { name: 'agent', token: 'a', about: '' },
    { name: 'supervisor', token: 's', about: '' },
  ];
  const personas = [agent, supervisor];
  assert.equal(findPersona(personas, 's', 'agent'), supervisor);
  assert.equal(findPersona(personas, 'issued at the log-in', 'agent'), agent);
  assert.equal(findPersona(personas, 'other', null), undefined);
});

test('a token is kept for the browser tab, and a token that was replaced cannot expire the new one', () => {
  const storage = memory();
  const session = new Session(storage, 'offered');
  assert.equal(session.token, 'offered');
  assert.deepEqual(storage.values(), [], 'the offered token is not stored');
  session.use('mine');
  assert.equal(session.expire('offered'), false);
  assert.equal(new Session(storage, 'offered').token, 'mine');
  assert.equal(session.expire('mine'), true);
  assert.equal(new Session(storage, 'offered').token, '', 'a reload does not sign in again by itself');
});

test('the missing permissions are those of the tab, and wildcards count', () => {
  const missing = permissions => missingForTab(permissions).map(({ anyOf }) => anyOf);
  assert.deepEqual(missing([]), [
    ['externalContacts:session:view'],
    ['journey:event:view'],
    ['journey:session:view', 'journey:sessiontype:view'],
  ]);
  assert.deepEqual(missing(['externalcontacts:*:*', 'journey:event:view']), [
    ['journey:session:view', 'journey:sessiontype:view'],
  ]);
  assert.deepEqual(missing(['externalContacts:session:view', 'journey:event:view', 'journey:sessionType:view']), []);
  assert.deepEqual(missing(['*:*:*']), []);
});

test('a duration has hours only when it needs them', () => {
  assert.deepEqual([-5, 7_999, 725_000, 3_723_000].map(formatDuration), ['0:00', '0:07', '12:05', '1:02:03']);
});

test('the duration runs since the answer, and in after-call work since its beginning', () => {
  const times = {
    startedAt: '2026-01-01T10:00:00Z',
    connectedAt: '2026-01-01T10:01:00Z',
    afterCallWorkSince: '2026-01-01T10:09:00Z',
  };
  const since = (state, changes) => runningSince({ state, ...times, ...changes });
  assert.equal(since('ALERTING'), Date.parse(times.startedAt));
  assert.equal(since('CONNECTED'), Date.parse(times.connectedAt));
  assert.equal(since('CONNECTED', { connectedAt: null }), Date.parse(times.startedAt));
  assert.equal(since('AFTER_CALL_WORK'), Date.parse(times.afterCallWorkSince));
  assert.equal(since('AFTER_CALL_WORK', { afterCallWorkSince: null }), undefined, 'never that of the conversation');
  assert.equal(since('ENDED'), undefined);
  assert.equal(since('UNKNOWN', { startedAt: null }), undefined);
});

test('only a connected interaction is on hold', () => {
  assert.equal(shownState({ state: 'CONNECTED', held: true }), 'held');
  assert.equal(shownState({ state: 'CONNECTED', held: false }), 'connected');
  assert.equal(shownState({ state: 'AFTER_CALL_WORK', held: true }), 'afterCallWork');
});

test('the first locale with texts is used, otherwise English', () => {
  assert.equal(chooseLocale(['', 'fr-FR', 'de-CH', 'en']), 'de-CH');
  assert.equal(chooseLocale(['fr']), 'en');
  assert.equal(chooseLocale(['de_DE']), 'en', 'not a locale');
  assert.equal(translate('de-CH', 'openSessions', { count: 2 }), '2 offen');
  assert.equal(translate('en-GB', 'openSessions', { count: 2 }), '2 open');
});
