import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { chooseLocale, onLocaleRegistered, registerLocale, translator } = await load('texts/index.ts', 'element');
const { en } = await load('texts/en.ts', 'element');
const { de } = await load('texts/de.ts', 'element');
const { Format, httpUrl } = await load('format.ts', 'element');
const { initials } = await load('views/header.ts', 'element');

const placeholders = message =>
  [...(typeof message === 'string' ? message : message.other).matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

test('every language has every text with the same placeholders', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) assert.deepEqual(placeholders(de[key]), placeholders(en[key]), key);
});

test('texts have plural forms and numbers of the language', () => {
  const t = translator('en');
  assert.equal(t('card.pages', { count: 1 }), '1 page');
  assert.equal(t('card.pages', { count: 1234 }), '1,234 pages');
  assert.equal(translator('de-AT')('card.pages', { count: 3 }), '3 Seiten');
});

test('an unknown language is English, with English plural forms', () => {
  assert.equal(translator('xx')('card.pages', { count: 1 }), '1 page');
});

test('a language can be added, and missing texts are English', () => {
  let calls = 0;
  const end = onLocaleRegistered(() => (calls += 1));
  registerLocale('pl', { 'card.pages': { one: '{count} strona', few: '{count} strony', other: '{count} stron' } });
  end();
  registerLocale('pl', {});
  assert.equal(calls, 1);
  const t = translator('pl-PL');
  assert.deepEqual(
    [1, 3, 5].map(count => t('card.pages', { count })),
    ['1 strona', '3 strony', '5 stron'],
  );
  assert.equal(t('filter.all'), 'All');
});

test('the first valid language tag is chosen', () => {
  assert.equal(chooseLocale([undefined, '', 'not a tag', 'de-ch', 'en']), 'de-CH');
  assert.equal(chooseLocale([]), 'en');
});

test('dates are those of the locale, and headings are days and years', () => {
  const format = new Format('de');
  const now = new Date(2026, 10, 20, 0, 30);
  const at = (...parts) => new Date(...parts).toISOString();
  assert.equal(format.date(at(2026, 10, 2, 12)), '2. Nov. 2026');
  assert.equal(format.period(at(2026, 10, 20, 0, 1), now), 'Heute');
  assert.equal(format.period(at(2026, 10, 19, 23, 59), now), 'Gestern');
  assert.equal(format.period(at(2026, 9, 21), now), 'Letzte 30 Tage');
  assert.equal(format.period(at(2026, 9, 20, 12), now), 'Früher im Jahr 2026');
  assert.equal(format.period(at(2025, 11, 31, 12), now), '2025');
  assert.match(format.dateTime(at(2025, 9, 1, 9, 5), now), /2025/);
  assert.doesNotMatch(format.dateTime(at(2026, 9, 1, 9, 5), now), /2026/);
});

test('a locale without texts has the dates and the language of the texts', () => {
  const format = new Format('es-ES');
  assert.deepEqual([format.locale, format.date('2026-11-02T12:00:00Z')], ['en', 'Nov 2, 2026']);
  assert.equal(new Format('de-CH').locale, 'de-CH');
});

test('durations have at most two units', () => {
  const format = new Format('en');
  assert.deepEqual(
    [0, 59, 60, 3_599, 3_600, 3_900].map(seconds => format.duration(seconds)),
    ['0 sec', '59 sec', '1 min', '1 hr', '1 hr', '1 hr 5 min'],
  );
});

test('only addresses of the web are links', () => {
  assert.equal(httpUrl('https://example.com/a'), 'https://example.com/a');
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '/relative', '', null, undefined]) {
    assert.equal(httpUrl(url), undefined);
  }
});

test('initials are the first letters of the first and last name', () => {
  assert.deepEqual(['Lena Krüger', 'Ada', ' José de la Cruz ', '李 明'].map(initials), ['LK', 'A', 'JC', '李明']);
});
