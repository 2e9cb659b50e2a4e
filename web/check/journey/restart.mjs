// A gateway that crashes and starts again under the page: it recovers alone, and no card is missing or shown twice.
import { check, until } from './support/check.mjs';
import { freePort, startGateway, startPlatform } from './support/programs.mjs';
import { simulator } from './support/simulator.mjs';

const platform = await startPlatform();
const { act, token: issue } = simulator(platform.url);
const port = await freePort();
const settings = { JOURNEY_TAB_ENABLED: 'true', JOURNEY_TAB_CLIENT_ID: 'demo-journey-tab' };
let gateway = await startGateway(platform.url, port, settings);
// The customer "the full journey tab" of every simulated platform.
const customerId = 'cf4d771f-9f98-4c0c-83a1-80555c2cef2f';
const otherCustomerId = 'ca4e1ec0-537e-4a1e-98a5-0cea754b3668';

await check(async ({ expect, open, step }) => {
  step('before the restart');
  const page = await open(gateway.origin, {
    path: `/journey/${customerId}`,
    token: await issue('demo-agent'),
    // The browser logs every attempt to connect to a gateway that is not there.
    allowedErrors: [/ERR_CONNECTION_REFUSED/, /WebSocket connection to/],
  });
  expect((await page.getByLabel('Persona').count()) === 0, 'a gateway that is no demo offers personas');
  const cards = page.locator('customer-journey .card');
  const items = page.locator('conversations-panel .item');
  await cards.first().waitFor();
  const known = await act(customerId, 'StartCall');
  await page.locator(`customer-journey .card[data-session="${known}"]`).waitFor();

  for (const signal of ['SIGKILL', 'SIGTERM']) {
    step(`restart after ${signal}`);
    const before = await ids();
    const listed = await conversations();
    await gateway.stop(signal);
    await page.getByText('Connection lost. Reconnecting').waitFor();
    await page.expectAccessible(`the gateway is gone after ${signal}`);
    // Changes of the meantime are not lost.
    const visit = await act(customerId, 'StartVisit');
    await act(otherCustomerId, 'StartCall');
    await act(otherCustomerId, 'RingDemoAgent');
    gateway = await startGateway(platform.url, port, settings);
    await page.locator(`customer-journey .card[data-session="${visit}"]`).waitFor();
    await until(async () => (await conversations()).some(id => !listed.includes(id)));
    await page.getByText('Connection lost. Reconnecting').waitFor({ state: 'hidden' });
    const after = await ids();
    expect(new Set(after).size === after.length, `cards are shown twice after ${signal}`);
    expect(
      before.every(id => after.includes(id)),
      `cards are missing after ${signal}`,
    );
    expect(after.length === before.length + 1, `${after.length} cards after ${signal}, expected ${before.length + 1}`);
    const current = await conversations();
    expect(new Set(current).size === current.length, `conversations are listed twice after ${signal}`);
    const change = await act(customerId, 'StartMessaging');
    await page.locator(`customer-journey .card[data-session="${change}"]`).waitFor();
    await act(customerId, 'EndCall');
    await act(otherCustomerId, 'EndCall');
  }
  await page.leave();

  function conversations() {
    return items.evaluateAll(elements => elements.map(({ dataset }) => dataset.id));
  }

  function ids() {
    return cards.evaluateAll(elements => elements.map(({ dataset }) => dataset.session));
  }
});
await gateway.stop();
await platform.stop();
