import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Announcer } = await load('announcer.ts', 'element');

test('the same announcement again is another text, so that it is read again', () => {
  const texts = [];
  const announcer = new Announcer(String, () => texts.push(announcer.text));
  for (let call = 0; call < 3; call += 1) announcer.say('New interaction: Inbound call');
  assert.notEqual(texts[0], texts[1]);
  assert.notEqual(texts[1], texts[2]);
  assert.deepEqual(new Set(texts.map(text => text.trim())).size, 1);
});
