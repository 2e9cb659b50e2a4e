// The element's subscription: new cards, details that follow, announcements, and a connection that is lost.
import { check, readWelcome } from './support/check.mjs';
import { hostPage, mount } from './support/element.mjs';
import { simulator } from './support/simulator.mjs';

const { graphql, platform, customers } = await readWelcome();
const { origin: gateway } = new URL(graphql);
const customerId = customers.find(({ shows }) => shows.startsWith('the full journey tab')).id;
const { act } = simulator(platform);

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
  const before = await details.locator('[data-fact="queue"]').innerText();
  const steps = await details.locator('.timeline li').count();
  await act(customerId, 'Transfer');
  await details.locator('[data-fact="queue"]').filter({ hasNotText: before }).waitFor();
  await details.locator('.timeline li').nth(steps).waitFor();
  await act(customerId, 'Answer');
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
  const after = await listed();
  expect(new Set(after).size === after.length, 'a card is listed twice');
  expect(
    known.every(id => after.includes(id)),
    'a card is lost',
  );
  expect(operations().filter(name => name === 'JourneyOfCustomer').length === 1, `operations: ${operations()}`);
  await page.leave();
});
host.close();
