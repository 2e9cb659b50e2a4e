// Each state of the element in both themes: its text, its accessibility, and how it ends.
import { check, readWelcome } from './support/check.mjs';
import { eventsOf, hostPage, mount, setTheme, waitForEvent } from './support/element.mjs';

const { graphql, customers } = await readWelcome();
const { origin: gateway } = new URL(graphql);
const customerThat = shows => customers.find(customer => customer.shows.startsWith(shows)).id;
const full = customerThat('the full journey tab');
const live = customerThat('live now: a call in progress');
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const failure = (status, code, headers = {}) => ({
  status,
  headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after', ...headers },
  json: { errors: [{ message: `the gateway responds with ${code}`, extensions: { code } }] },
});

/** The states that a response of the gateway, or none, leads to. */
const STATES = [
  { name: 'empty' },
  { name: 'not-found', properties: { customerId: UNKNOWN } },
  { name: 'not-found', properties: { conversationId: UNKNOWN } },
  { name: 'forbidden', properties: { customerId: full, token: 'demo-nobody' } },
  { name: 'forbidden', properties: { customerId: full, token: 'demo-admin-tab' } },
  { name: 'failed', properties: { customerId: full }, respond: failure(500, 'INTERNAL'), recovers: 'by the button' },
  {
    name: 'rate-limited',
    properties: { customerId: full },
    respond: failure(429, 'RATE_LIMITED', { 'retry-after': '2' }),
    recovers: 'by itself',
  },
  { name: 'offline', properties: { customerId: full }, respond: 'abort', recovers: 'by itself' },
  { name: 'signed-out', properties: { customerId: full, token: 'expired' }, recovers: 'with a new token' },
];

const host = await hostPage(gateway);

await check(async ({ expect, open, step }) => {
  // Without transitions, so that colors are final at once.
  const page = await open(host.origin, {
    path: '/',
    reducedMotion: 'reduce',
    allowedOrigins: [gateway],
    allowedErrors: [/Failed to load resource/],
  });
  const show = properties => mount(page, { endpoint: graphql, token: 'demo-agent', ...properties });
  const cards = page.locator('customer-journey .card');
  const state = name => page.locator(`customer-journey [data-state="${name}"]`);

  async function expectAccessible(name) {
    for (const theme of ['light', 'dark']) {
      await setTheme(page, theme);
      await page.expectAccessible(`${name}, ${theme}`);
    }
  }

  for (const { name, properties, respond, recovers } of STATES) {
    step(`${name} ${JSON.stringify(properties)}`);
    if (respond) {
      await page.route(graphql, (route, request) => {
        if (request.method() !== 'POST') return route.continue();
        return respond === 'abort' ? route.abort('connectionrefused') : route.fulfill(respond);
      });
    }
    await show(properties);
    await state(name).waitFor();
    await expectAccessible(name);
    if (respond) {
      const { code } = respond === 'abort' ? { code: 'NETWORK' } : respond.json.errors[0].extensions;
      await waitForEvent(page, 'journey-error', { code });
      await page.unroute(graphql);
    }
    if (recovers === 'by the button')
      await page.locator('customer-journey').getByRole('button', { name: 'Try again' }).click();
    if (recovers === 'with a new token') {
      await waitForEvent(page, 'journey-token-expired');
      await page.locator('customer-journey').evaluate(element => Object.assign(element, { token: 'demo-agent' }));
    }
    if (recovers) await cards.first().waitFor();
  }

  step('loading');
  let release;
  const held = new Promise(resolve => (release = resolve));
  await page.route(graphql, async route => {
    await held;
    await route.continue();
  });
  await show({ customerId: full });
  await state('loading').waitFor();
  await expectAccessible('loading');
  release();
  await cards.first().waitFor();
  await page.unroute(graphql);

  step('parts of the details that failed, and details that are no longer visible');
  let detailsOf = session => session;
  await page.route(graphql, async (route, request) => {
    if (request.postDataJSON()?.query.includes('query SessionDetails') !== true) return route.continue();
    const response = await route.fetch();
    const body = await response.json();
    body.data.session = detailsOf(body.data.session, body);
    return route.fulfill({ response, json: body });
  });
  const details = page.locator('customer-journey #details');
  const call = cards.filter({ hasText: 'Inbound call' }).first();
  detailsOf = (session, body) => {
    const extensions = { code: 'UPSTREAM_UNAVAILABLE' };
    body.errors = ['events', 'wrapUps'].map(field => ({ message: 'no', path: ['session', field], extensions }));
    return { ...session, events: null, wrapUps: null };
  };
  await show({ customerId: full });
  await call.click();
  await details.getByText('Some parts could not be loaded.').waitFor();
  await waitForEvent(page, 'journey-error', { code: 'UPSTREAM_UNAVAILABLE' });
  expect(!(await details.innerText()).includes('No wrap-up'), 'a wrap-up that failed is shown as none');
  await expectAccessible('details that failed in part');
  detailsOf = session => session;
  await details.getByRole('button', { name: 'Try again' }).click();
  await details.locator('.timeline li').first().waitFor();
  expect((await details.getByText('Some parts').count()) === 0, 'the failure is still shown');
  await details.getByRole('button', { name: 'Close details' }).click();
  detailsOf = () => null;
  await call.click();
  await details.getByText('no longer visible').waitFor();
  expect((await details.locator('.facts').count()) === 0, 'facts of a session that is not visible are shown');
  await page.unroute(graphql);

  step('no interactions');
  await page.route(graphql, async (route, request) => {
    if (request.method() !== 'POST') return route.continue();
    const response = await route.fetch();
    const body = await response.json();
    body.data.customer.sessions = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    return route.fulfill({ response, json: body });
  });
  await page.routeWebSocket(/graphql$/, () => {});
  await show({ customerId: full });
  await state('no-sessions').waitFor();
  await expectAccessible('no interactions');
  await page.unroute(graphql);
  await page.leave();

  for (const [name, width, properties] of [
    ['cards of a supervisor', 1280, { token: 'demo-supervisor', customerId: full }],
    ['cards with notices', 320, { token: 'demo-agent-no-queues', customerId: full }],
    ['live cards', 480, { token: 'demo-supervisor', customerId: live }],
    ['German', 900, { token: 'demo-agent', customerId: full, locale: 'de' }],
  ]) {
    step(`${name}, ${width} px`);
    const page = await open(host.origin, {
      path: '/',
      reducedMotion: 'reduce',
      allowedOrigins: [gateway],
      viewport: { width, height: 800 },
    });
    await mount(page, { endpoint: graphql, ...properties });
    const cards = page.locator('customer-journey .card');
    await cards.first().waitFor();
    for (const opened of [undefined, /call|Anruf/, /visit|Besuch/]) {
      if (opened) {
        await cards.filter({ hasText: opened }).first().click();
        await page.locator('customer-journey #details .timeline li').first().waitFor();
      }
      for (const theme of ['light', 'dark']) {
        await setTheme(page, theme);
        await page.expectAccessible(`${name}, details of ${opened}, ${theme}`);
      }
    }
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow <= 0, `${name}: ${overflow} px wider than ${width}`);
    await page.leave();
  }

  step('getToken is asked once more, and no third time');
  {
    const page = await open(host.origin, { path: '/', allowedOrigins: [gateway], allowedErrors: [/status of 401/] });
    await page.evaluate(
      async ([endpoint, customerId]) => {
        await customElements.whenDefined('customer-journey');
        const element = document.createElement('customer-journey');
        globalThis.events = [];
        globalThis.calls = 0;
        element.addEventListener('journey-token-expired', () =>
          globalThis.events.push({ name: 'journey-token-expired' }),
        );
        const getToken = async () => {
          globalThis.calls += 1;
          return 'expired';
        };
        document.querySelector('main').append(Object.assign(element, { endpoint, customerId, getToken }));
      },
      [graphql, full],
    );
    await page.locator('customer-journey [data-state="signed-out"]').waitFor();
    const calls = await page.evaluate(() => globalThis.calls);
    expect(calls === 2, `${calls} calls of getToken, expected 2`);
    expect((await eventsOf(page)).length === 1, 'the event for an expired token is not sent once');
    await page
      .locator('customer-journey')
      .evaluate(element => Object.assign(element, { getToken: () => 'demo-agent' }));
    await page.locator('customer-journey .card').first().waitFor();
    await page.leave();
  }
});
host.close();
