// The element customer-journey on a page of another origin: cards, filters, scrolling, details, keyboard, notices.
import { check, readWelcome } from './support/check.mjs';
import { eventsOf, hostPage, mount, waitForEvent } from './support/element.mjs';

const { graphql, customers } = await readWelcome();
const { origin: gateway } = new URL(graphql);
const customerThat = shows => customers.find(customer => customer.shows.startsWith(shows)).id;
const full = customerThat('the full journey tab');
const many = customerThat('462 sessions');
const PAGE = 25;

const NOTICES = {
  'demo-supervisor': [],
  'demo-agent': ['customerDetails', 'customerSegments'],
  'demo-agent-no-queues': ['customerDetails', 'customerSegments', 'queues'],
  'demo-conversations-only': ['otherSessions', 'customerDetails', 'customerSegments'],
};

const host = await hostPage(gateway);

await check(async ({ expect, open, step }) => {
  const page = await open(host.origin, { path: '/', allowedOrigins: [gateway] });
  const show = properties => mount(page, { endpoint: graphql, token: 'demo-supervisor', ...properties });
  const operations = () => page.requests.flatMap(({ operation }) => operation ?? []);
  const cards = page.locator('customer-journey .card');
  const details = page.locator('customer-journey #details');
  const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.dataset.session);

  step('one query and one subscription');
  const sockets = [];
  const subscriptions = [];
  page.on('websocket', socket => {
    sockets.push(socket);
    socket.on('framesent', ({ payload }) => {
      if (JSON.parse(payload).type === 'subscribe') subscriptions.push(payload.length);
    });
  });
  const answered = page.waitForResponse(response => response.request().method() === 'POST');
  await show({ customerId: full });
  const response = await answered;
  await cards.first().waitFor();
  await waitForEvent(page, 'journey-customer', { id: full });
  const { requestBodySize, responseBodySize } = await response.request().sizes();

  step('cards, the newest first, each once');
  const listed = () => cards.evaluateAll(items => items.map(({ dataset }) => dataset.session));
  const times = () =>
    page.locator('customer-journey .card time.date').evaluateAll(items => items.map(({ dateTime }) => dateTime));
  const ids = await listed();
  expect(ids.length === PAGE, `${ids.length} cards, expected ${PAGE}`);
  expect(new Set(ids).size === ids.length, 'a card is listed twice');
  const shown = await times();
  expect(shown.length > 0 && shown.every((time, index) => index === 0 || time <= shown[index - 1]), `order: ${shown}`);

  step('filters');
  const filter = name => page.locator('customer-journey .filters').getByRole('button', { name, exact: true });
  const groups = () =>
    page
      .locator('customer-journey .card .node')
      .evaluateAll(items => [...new Set(items.map(({ classList }) => classList[1]))]);
  await filter('Voice').click();
  expect((await groups()).join() === 'voice', `Voice shows ${await groups()}`);
  await filter('Website').click();
  expect((await groups()).sort().join() === 'voice,website', `Voice and Website show ${await groups()}`);
  await filter('All').click();
  expect((await listed()).join() === ids.join(), 'All does not show the same cards again');

  step('details of a call');
  const call = cards.filter({ hasText: 'Inbound call' }).first();
  const callId = await call.getAttribute('data-session');
  await call.click();
  await waitForEvent(page, 'journey-session', { id: callId });
  await details.locator('.timeline li').first().waitFor();
  for (const fact of ['queue', 'agent']) {
    const text = await details.locator(`[data-fact="${fact}"]`).innerText();
    expect(text !== '–' && (await call.innerText()).includes(text), `the card does not show the last ${fact} ${text}`);
  }
  expect((await details.locator('.wrap-up-list li').count()) > 0, 'the call has no wrap-up');
  expect((await details.locator('.note').count()) === 0, 'the timeline of a supervisor is not complete');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  await waitForEvent(page, 'journey-session', { id: null });
  expect((await focused()) === callId, 'the focus does not return to the card');

  step('details of a visit');
  await cards.filter({ hasText: 'Website visit' }).first().click();
  const links = details.locator('.timeline a');
  await links.first().waitFor();
  for (const { href, rel, target } of await links.evaluateAll(items =>
    items.map(({ href, rel, target }) => ({ href, rel, target })),
  )) {
    expect(
      /^https?:/.test(href) && rel === 'noopener noreferrer' && target === '_blank',
      `link ${href} ${rel} ${target}`,
    );
  }
  const facts = await details.innerText();
  for (const name of ['Device', 'Browser', 'Location', 'Last page'])
    expect(facts.includes(name), `the visit has no ${name}`);
  await details.getByRole('button', { name: 'Close details' }).click();
  await details.waitFor({ state: 'detached' });
  // On a demo that other checks have used, the customer has further pages, and the filters read one.
  const other = operations().filter(name => name !== 'MoreSessions');
  expect(other.join() === 'JourneyOfCustomer,SessionDetails,SessionDetails', `operations: ${operations()}`);
  expect(
    sockets.length === 1 && subscriptions.length === 1,
    `${sockets.length} sockets, ${subscriptions.length} subscriptions`,
  );
  console.log(
    `first query: ${requestBodySize} bytes, response: ${responseBodySize} bytes, subscription: ${subscriptions[0]} bytes`,
  );

  step('keyboard');
  await cards.first().focus();
  await page.keyboard.press('ArrowDown');
  expect((await focused()) === ids[1], 'the arrow does not move to the next card');
  await page.keyboard.press('End');
  expect((await focused()) === ids.at(-1), 'End does not move to the last card');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await details.waitFor();
  const title = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id);
  expect((await title()) === 'details-title', 'the focus does not move to the details');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  expect((await focused()) === ids[0], 'the focus does not return to the first card');

  step('scroll to the end of a long journey');
  await show({ customerId: many });
  await cards.nth(PAGE - 1).waitFor();
  const started = Date.now();
  const before = operations().length;
  const end = page.locator('customer-journey .end', { hasText: /^All \d+ interactions$/ });
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  while ((await end.count()) === 0) {
    const known = await cards.count();
    await page.locator('customer-journey .scroll').evaluate(element => element.scrollTo(0, element.scrollHeight));
    await Promise.race([cards.nth(known).waitFor(), end.waitFor()]);
  }
  const all = await listed();
  const total = Number(/\d+/.exec(await end.innerText())[0]);
  expect(all.length === total && total > 400, `${all.length} cards, expected ${total}`);
  expect(new Set(all).size === all.length, 'scrolling lists a card twice');
  const longest = await page.evaluate(() => Math.round(globalThis.longest));
  console.log(
    `${total} cards in ${operations().length - before} pages, ${Date.now() - started} ms, longest task ${longest} ms`,
  );

  step('a filter of a long journey reads on where the list ends');
  await show({ customerId: many });
  await cards.nth(PAGE - 1).waitFor();
  await filter('Social').click();
  await page.locator('customer-journey .end', { hasText: /^All \d+ interactions$/ }).waitFor();
  expect((await groups()).join() === 'social', `Social shows ${await groups()}`);
  const social = await listed();
  expect(new Set(social).size === social.length && social.length > 0, `${social.length} social cards`);

  step('notices');
  for (const [token, parts] of Object.entries(NOTICES)) {
    await show({ customerId: full, token });
    await cards.first().waitFor();
    const found = await page
      .locator('customer-journey .notices li')
      .evaluateAll(items => items.map(({ dataset }) => dataset.part));
    expect(found.sort().join() === [...parts].sort().join(), `${token}: notices about ${found}`);
    if (parts.includes('queues')) {
      await page.locator('customer-journey .notices summary').click();
      const text = await page.locator('customer-journey .notices [data-part="queues"]').innerText();
      expect(
        text === 'Queues are hidden: you need Routing > Queue > Search (routing:queue:search).',
        `notice: ${text}`,
      );
    }
    await cards.filter({ hasText: 'Inbound call' }).first().click();
    await details.locator('.timeline li').first().waitFor();
    const after = await page.locator('customer-journey .notices li').count();
    expect(after === parts.length, `${token}: ${after} notices after details, expected ${parts.length}`);
    const errors = (await eventsOf(page)).filter(({ name }) => name === 'journey-error');
    expect(errors.length === 0, `${token}: ${JSON.stringify(errors)}`);
  }
  await page.leave();
});
host.close();
