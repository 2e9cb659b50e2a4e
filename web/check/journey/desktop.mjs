// The element in a page of another origin: examples/agent-desktop.
import { once } from 'node:events';
import { createDesktop } from '../../../examples/agent-desktop/server.mjs';
import { check } from './support/check.mjs';
import { startDemo } from './support/programs.mjs';
import { simulator } from './support/simulator.mjs';

// The gateway notices an expired token when it introspects it again.
const { welcome, stop } = await startDemo([], { VIEWER_TTL: '1s' });
const { graphql, platform, customers } = welcome;
const { origin: gateway } = new URL(graphql);
const { act, token: issue } = simulator(platform);
const [{ id: customer }, { id: otherCustomer }] = customers;

// The first token expires while the page is open.
let tokens = 0;
const fetchToken = () => issue('demo-agent', ++tokens === 1 ? 4 : 3600);
const desktop = createDesktop({ gateway, customer, fetchToken }).listen(0, '127.0.0.1');
await once(desktop, 'listening');
const origin = `http://127.0.0.1:${desktop.address().port}`;

await check(async ({ expect, open, step }) => {
  step('the element loads');
  const page = await open(origin, { path: '/', allowedOrigins: [gateway], allowedErrors: [/status of 401/] });
  const cards = page.locator('customer-journey .card');
  await cards.first().waitFor();
  expect(tokens === 1, `${tokens} tokens for the first cards`);
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.expectAccessible(`the desktop, ${theme}`);
  }

  step('a new token after the first has expired');
  const deadline = Date.now() + 60_000;
  while (tokens < 2 && Date.now() < deadline) await page.waitForResponse(`${origin}/token`, { timeout: 60_000 });
  const visit = await act(customer, 'StartVisit');
  await page.locator(`customer-journey .card[data-session="${visit}"]`).waitFor();
  expect(tokens === 2, `${tokens} tokens after one expired`);

  step('another customer');
  await page.getByLabel('Customer', { exact: true }).fill(otherCustomer);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.locator(`customer-journey .card[data-session="${visit}"]`).waitFor({ state: 'detached' });
  await cards.first().waitFor();
  await page.leave();
});
desktop.close();
await stop();
