import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { parseSettings } = await load('settings.ts');
const { createTokenStore } = await load('token.ts');
const { pageStorage } = await load('storage.ts');

const defaults = { endpoint: '/graphql', token: '', personas: [], variables: {} };
const agent = { name: 'Agent', token: 'agent-token', about: 'Sees conversations.' };

function memory(entries = {}) {
  const items = new Map(Object.entries(entries));
  const area = {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => void (items.set(key, value), (area[key] = value)),
    removeItem: key => void (items.delete(key), delete area[key]),
  };
  for (const name of Object.keys(area)) Object.defineProperty(area, name, { enumerable: false });
  return Object.assign(area, entries);
}

test('no settings are the defaults', () => {
  for (const json of [{}, null, [], 'text', { endpoint: null, token: null, persona: null }]) {
    assert.deepEqual(parseSettings(json), defaults);
  }
});

test('whole settings are taken as they are', () => {
  const variables = { customerId: 'c1', phone: '+46700000001' };
  const settings = { endpoint: '/other', token: 't', personas: [agent], variables };
  assert.deepEqual(parseSettings({ ...settings, persona: 'Agent' }), settings);
});

test('without a token of its own, the page begins as the persona that is named', () => {
  assert.equal(parseSettings({ persona: 'Agent', personas: [agent] }).token, 'agent-token');
  assert.equal(parseSettings({ persona: 'Stranger', personas: [agent] }).token, '');
});

test('parts of the wrong shape count as absent', () => {
  const json = { endpoint: 7, token: {}, personas: [agent, { name: 'No token' }, null], variables: { a: 1, b: 'b' } };
  assert.deepEqual(parseSettings(json), { ...defaults, personas: [agent], variables: { b: 'b' } });
});

test('an entered token is kept across reloads and replaces the initial token', () => {
  const session = memory();
  const tokens = createTokenStore(session, 'offered');
  assert.equal(tokens.get(), 'offered');
  assert.deepEqual(Object.keys(session), [], 'the initial token is not stored');
  tokens.set(' Bearer entered\n');
  assert.equal(createTokenStore(session, 'offered').get(), 'entered');
  tokens.set('');
  assert.equal(createTokenStore(session, 'offered').get(), '', 'a token that was removed stays removed');
});

test('listeners are notified of a changed token', () => {
  const tokens = createTokenStore(memory(), '');
  const received = [];
  const stop = tokens.subscribe(() => received.push(tokens.get()));
  tokens.set('a');
  stop();
  tokens.set('b');
  assert.deepEqual(received, ['a']);
});

test('only the appearance is kept beyond the browser tab', () => {
  const [session, local] = [memory(), memory({ 'another-page': 'x' })];
  const storage = pageStorage(session, local);
  const keys = ['theme', 'editorFlex', 'tabState', 'variables', 'headers', 'queries'].map(key => `graphiql:${key}`);
  for (const key of keys) storage.setItem(key, 'v');
  assert.deepEqual(Object.keys(local), ['another-page', 'graphiql:theme', 'graphiql:editorFlex']);
  assert.ok(keys.every(key => storage.getItem(key) === 'v'));
  storage.clear();
  assert.deepEqual([Object.keys(session), Object.keys(local)], [[], ['another-page']]);
});
