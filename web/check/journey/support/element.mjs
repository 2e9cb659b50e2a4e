import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const MODULE = new URL('../../../dist/journey/customer-journey.js', import.meta.url);

/**
 * Serves a page of another origin than the gateway's that loads the built element and nothing else. Its policy allows no
 * inline script or style and only the gateway.
 */
export async function hostPage(gateway) {
  const { host } = new URL(gateway);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${gateway} ws://${host}`,
  ].join('; ');
  const files = {
    '/': [
      'text/html; charset=utf-8',
      `<!doctype html><html lang="en"><title>Host</title><link rel="stylesheet" href="/host.css">
       <link rel="icon" href="/icon.svg"><script type="module" src="/customer-journey.js"></script>
       <main><h1>Host</h1></main></html>`,
    ],
    '/host.css': [
      'text/css',
      'html, body { margin: 0; height: 100% } main { display: grid; grid-template-rows: auto minmax(0, 1fr); height: 100% } h1 { margin: 0; font-size: 1rem }',
    ],
    '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    '/customer-journey.js': ['text/javascript', await readFile(MODULE)],
  };
  const server = createServer((request, response) => {
    const file = files[request.url];
    if (file === undefined) return response.writeHead(404).end();
    const [type, content] = file;
    return response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Replaces the element of a host page by one with the properties. Returns its locator. */
export async function mount(page, properties) {
  await page.evaluate(async assigned => {
    await customElements.whenDefined('customer-journey');
    document.querySelector('customer-journey')?.remove();
    const element = document.createElement('customer-journey');
    globalThis.events = [];
    for (const name of ['journey-token-expired', 'journey-customer', 'journey-session', 'journey-error']) {
      element.addEventListener(name, ({ detail }) => globalThis.events.push({ name, detail }));
    }
    document.querySelector('main').append(Object.assign(element, assigned));
  }, properties);
  return page.locator('customer-journey');
}

/** Sets the theme, and waits until it is shown. */
export async function setTheme(page, theme) {
  await page.locator('customer-journey').evaluate(async (element, value) => {
    element.theme = value;
    await element.updateComplete;
  }, theme);
}

/** The events of the element since it was mounted. */
export const eventsOf = page => page.evaluate(() => globalThis.events);

/** Waits until the events include one with the name and, if given, a detail that has the properties. */
export async function waitForEvent(page, name, detail = {}) {
  await page.waitForFunction(
    ([wanted, properties]) =>
      globalThis.events.some(
        event =>
          event.name === wanted && Object.entries(properties).every(([key, value]) => event.detail?.[key] === value),
      ),
    [name, detail],
  );
}
