// Prints how long the first card takes after the module has loaded, on a platform that answers after 20 ms: in the page,
// which asks for the viewer first, and in a desktop that embeds the element. Asserts nothing about the time, because the
// machine decides it. Asserts the number of requests.
import { once } from 'node:events';
import { createDesktop } from '../../../examples/agent-desktop/server.mjs';
import { check } from './support/check.mjs';
import { startDemo } from './support/programs.mjs';

const CUSTOMERS = 7;

const { welcome, stop } = await startDemo(['--latency', '20ms']);
const { origin: gateway } = new URL(welcome.graphql);
const customers = welcome.customers.slice(0, CUSTOMERS);

await check(async ({ expect, open, step }) => {
  const ofPage = [];
  for (const { id } of customers) {
    step(`the page of ${id}`);
    ofPage.push(await measure(gateway, { path: `/journey/${id}` }, ['JourneyPage', 'JourneyOfCustomer']));
  }
  report('page', ofPage);

  // Another viewer, so that the gateway has cached nothing.
  const fetchToken = async () => 'demo-supervisor';
  const ofElement = [];
  for (const { id: customer } of customers) {
    step(`the element of ${customer}`);
    const desktop = createDesktop({ gateway, customer, fetchToken }).listen(0, '127.0.0.1');
    await once(desktop, 'listening');
    const options = { path: '/', allowedOrigins: [gateway] };
    ofElement.push(await measure(`http://127.0.0.1:${desktop.address().port}`, options, ['JourneyOfCustomer']));
    desktop.close();
  }
  report('element', ofElement);

  /** Milliseconds from the last byte of the module to the frame with the first card. */
  async function measure(origin, options, operations) {
    const page = await open(origin, { ...options, script: noteFirstCard });
    await page.locator('customer-journey .card').first().waitFor();
    const time = await page.evaluate(() => {
      const isModule = ({ name }) => /journey-[\w-]+\.js$|customer-journey\.js$/.test(name);
      return globalThis.firstCardAt - performance.getEntriesByType('resource').find(isModule).responseEnd;
    });
    await page.waitForLoadState('networkidle');
    const sent = page.requests.flatMap(({ operation }) => operation ?? []);
    expect(String(sent) === String(operations), `${sent} sent, expected ${operations}`);
    await page.leave();
    return time;
  }
});
await stop();

function report(name, times) {
  const sorted = times.toSorted((a, b) => a - b).map(time => `${time.toFixed(0)} ms`);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`first card after the module, ${name}: p50 ${median}, max ${sorted.at(-1)}, ${sorted.length} customers`);
}

/** Runs in the page: notes the time of the frame in which the first card is painted. */
function noteFirstCard() {
  const look = () => {
    const app = document.querySelector('journey-app')?.shadowRoot ?? document;
    if (app.querySelector('customer-journey')?.shadowRoot?.querySelector('.card')) {
      globalThis.firstCardAt = performance.now();
    } else requestAnimationFrame(look);
  };
  look();
}
