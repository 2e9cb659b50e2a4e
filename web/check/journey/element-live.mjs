// The element's subscription: new cards, details that follow, announcements, and a connection that is lost.
import { check } from './support/check.mjs';
import { hostPage, mount } from './support/element.mjs';
import { startDemo } from './support/programs.mjs';
import { simulator } from './support/simulator.mjs';

const { welcome, stop } = await startDemo();
const { graphql, platform, customers } = welcome;
const { origin: gateway } = new URL(graphql);
const customerId = customers.find(({ shows }) => shows.startsWith('the full journey tab')).id;
const { act } = simulator(platform);

/** Of four queues, one transfer in four stays in the same. */
const MOST_TRANSFERS = 20;

const host = await hostPage(gateway);

await check(async ({ expect, open, step }) => {
  const page = await open(host.origin, { path: '/', allowedOrigins: [gateway] });
  const sockets = [];
  await page.routeWebSocket(/graphql$/, socket => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await mount(page, { endpoint: graphql, token: 'demo-supervisor', customerId });
  const cards = page.locator('customer-journey .card');
  const card = id => page.locator(`customer-journey .card[data-session="${id}"]`);
  const details = page.locator('customer-journey #details');
  const figure = name => page.locator(`customer-journey [data-figure="${name}"]`);
  const operations = () => page.requests.flatMap(({ operation }) => operation ?? []);
  const listed = () => cards.evaluateAll(items => items.map(({ dataset }) => dataset.session));
  await cards.first().waitFor();
  const openNow = Number(await figure('openNow').innerText());
  const contacts = Number(await figure('last7Days').innerText());

  step('a new call is on top, counted and announced');
  const call = await act(customerId, 'StartCall');
  await card(call).locator('.badge.live').waitFor();
  expect((await listed())[0] === call, 'the new card is not on top');
  expect((await figure('openNow').innerText()) === `${openNow + 1}`, 'the summary does not count the open call');
  expect((await figure('last7Days').innerText()) === `${contacts + 1}`, 'the summary does not count the contact');
  await page
    .locator('customer-journey [role="status"]', { hasText: 'New interaction: Inbound call' })
    .waitFor({ state: 'attached' });

  step('open details follow the call');
  await act(customerId, 'Answer');
  await card(call).click();
  await details.locator('.timeline li').first().waitFor();
  const queue = details.locator('[data-fact="queue"]');
  const before = await queue.innerText();
  const steps = () => details.locator('.timeline li').count();
  // The simulator may transfer a call to the queue from which it came.
  for (let transfers = 0; transfers < MOST_TRANSFERS && (await queue.innerText()) === before; transfers += 1) {
    const known = await steps();
    await act(customerId, 'Transfer');
    await details.locator('.timeline li').nth(known).waitFor();
    const waiting = await steps();
    await act(customerId, 'Answer');
    await details.locator('.timeline li').nth(waiting).waitFor();
  }
  const after = await queue.innerText();
  expect(after !== before, `the queue is still ${before}`);
  expect((await card(call).innerText()).includes(after), `the card does not show the queue ${after}`);
  await act(customerId, 'EndCall');
  await act(customerId, 'WrapUp');
  await details.locator('.wrap-up-list li').first().waitFor();
  await card(call).locator('.badge.live').waitFor({ state: 'detached' });
  await page.waitForFunction(
    ([element, expected]) => element.innerText === expected,
    [await figure('openNow').elementHandle(), `${openNow}`],
  );
  await page.keyboard.press('Escape');
  expect(operations().filter(name => name === 'JourneyOfCustomer').length === 1, `operations: ${operations()}`);

  step('a lost connection is replaced, with nothing lost or twice');
  const known = await listed();
  const offline = page.locator('customer-journey .banner');
  let isDown = true;
  await page.routeWebSocket(/graphql$/, socket => (isDown ? socket.close({ code: 1013 }) : socket.connectToServer()));
  await sockets.at(-1).close({ code: 1001 });
  await offline.waitFor();
  const visit = await act(customerId, 'StartVisit');
  isDown = false;
  await card(visit).waitFor();
  await offline.waitFor({ state: 'detached' });
  const current = await listed();
  expect(new Set(current).size === current.length, 'a card is listed twice');
  expect(
    known.every(id => current.includes(id)),
    'a card is lost',
  );
  expect(operations().filter(name => name === 'JourneyOfCustomer').length === 1, `operations: ${operations()}`);
  await page.leave();
});
host.close();
await stop();
