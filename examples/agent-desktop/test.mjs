import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { customers, url } from '../demo.mjs';
import { demoToken } from './demo-token.mjs';
import { createDesktop } from './server.mjs';

const { origin: gateway } = new URL(url);

async function start(t, fetchToken = demoToken) {
  const server = createDesktop({ gateway, customer: customers[0].id, fetchToken }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

test('the page loads the element from the gateway, and its policy allows that origin only', async t => {
  const desktop = await start(t);
  const response = await fetch(desktop);
  const page = await response.text();
  const [, module] = /<script type="module" src="(http[^"]+)"/.exec(page);
  assert.equal(module, `${gateway}/customer-journey.js`);
  assert.ok(page.includes(`endpoint="${gateway}/graphql"`) && page.includes(`value="${customers[0].id}"`));
  const policy = response.headers.get('content-security-policy');
  assert.match(policy, new RegExp(`script-src 'self' ${gateway};`));
  assert.ok(!policy.includes('unsafe'));

  const script = await fetch(module, { headers: { origin: desktop } });
  assert.equal(script.status, 200);
  assert.equal(script.headers.get('access-control-allow-origin'), '*', 'module scripts of another origin need it');
  assert.match(script.headers.get('content-type'), /javascript/);
  await script.body.cancel();
});

test('the gateway accepts the token of the desktop from a page of the desktop', async t => {
  const desktop = await start(t);
  const token = await (await fetch(`${desktop}/token`, { method: 'POST' })).text();
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', origin: desktop },
    body: JSON.stringify({ query: '{ viewer { capabilities { journeyTab } } }' }),
  });
  assert.equal(response.headers.get('access-control-allow-origin'), desktop);
  assert.equal((await response.json()).data.viewer.capabilities.journeyTab, true);
});

test('a back end without a token answers with an error, and other paths do not exist', async t => {
  const desktop = await start(t, () => Promise.reject(new Error('the session has ended')));
  const token = await fetch(`${desktop}/token`, { method: 'POST' });
  assert.equal(token.status, 500);
  assert.equal(await token.text(), 'the session has ended');
  for (const path of ['/token', '/server.mjs', '/../package.json']) {
    const response = await fetch(desktop + path);
    assert.equal(response.status, 404);
    await response.text();
  }
});

test('the page asks for a token again after a request for one has failed, and keeps one that it got', async t => {
  const element = Object.assign(new EventTarget(), { setAttribute() {} });
  const form = Object.assign(new EventTarget(), { elements: { customer: { value: '' } } });
  const found = { 'customer-journey': element, form, '[role="status"]': {} };
  globalThis.document = { querySelector: selector => found[selector] };
  t.after(() => delete globalThis.document);
  const answers = [new Response('', { status: 503 }), new Response('first'), new Response('second')];
  t.mock.method(globalThis, 'fetch', async () => answers.shift());
  await import('./desktop.mjs');
  await assert.rejects(element.getToken(), /HTTP 503/);
  assert.equal(await element.getToken(), 'first');
  assert.equal(await element.getToken(), 'first');
  element.dispatchEvent(new Event('journey-token-expired'));
  assert.equal(await element.getToken(), 'second');
});
