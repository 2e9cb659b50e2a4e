import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { PageModel } = await load('../journey/page-model.ts');
const { query } = await load('../journey/graph.ts');
const { loadSettings } = await load('../journey/settings.ts');

test('the response of a log-in leaves the address, also if the gateway has no log-in', async t => {
  const { window, model } = page(t, 'https://gateway.test/journey?code=secret&state=s&locale=de');
  t.mock.method(globalThis, 'fetch', async () => Response.json({ login: null }));
  await model.start();
  assert.equal(window.location.href, 'https://gateway.test/journey?locale=de');
  assert.equal(model.phase.kind, 'signed-out');
});

test('a request without an answer fails after half a minute', async t => {
  const limit = new AbortController();
  const timeout = t.mock.method(AbortSignal, 'timeout', () => limit.signal);
  t.mock.method(globalThis, 'fetch', (_, { signal }) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const requests = [query('/graphql', 'token', '{ a }', {}), loadSettings()];
  limit.abort();
  await assert.rejects(requests[0], { reason: 'offline' });
  await assert.rejects(requests[1], { name: 'AbortError' });
  assert.deepEqual(
    timeout.mock.calls.map(({ arguments: [milliseconds] }) => milliseconds),
    [30_000, 30_000],
  );
});

/** A page at the address, without a browser. */
function page(t, href) {
  const window = {
    location: { href },
    history: {
      replaceState: (_data, _title, path) => (window.location.href = new URL(path, window.location.href).href),
    },
    sessionStorage: { getItem: () => null },
  };
  for (const [name, value] of Object.entries(window)) {
    const old = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.after(() => (old ? Object.defineProperty(globalThis, name, old) : delete globalThis[name]));
  }
  const host = { addController() {}, requestUpdate() {} };
  return { window, model: new PageModel(host, () => {}) };
}
