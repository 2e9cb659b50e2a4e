// Prints how long the first card takes after the module has loaded, on a platform that answers after 20 ms. Asserts nothing
// about the time, because the machine decides it. Asserts the number of requests.
import { check } from './support/check.mjs';
import { startDemo } from './support/programs.mjs';

const ROUNDS = 5;

const { welcome, stop } = await startDemo(['--latency', '20ms']);
const { origin } = new URL(welcome.graphql);

await check(async ({ expect, open, step }) => {
  const times = [];
  for (const { id } of welcome.customers.slice(0, ROUNDS)) {
    step(`customer ${id}`);
    const page = await open(origin, { path: `/journey/${id}`, script: noteFirstCard });
    await page.locator('customer-journey .card').first().waitFor();
    const { loaded, painted } = await page.evaluate(() => ({
      loaded: performance.getEntriesByType('resource').find(({ name }) => /\/assets\/journey-.*\.js$/.test(name))
        .responseEnd,
      painted: globalThis.firstCardAt,
    }));
    times.push(painted - loaded);
    await page.waitForLoadState('networkidle');
    const operations = page.requests.flatMap(({ operation }) => operation ?? []);
    expect(operations.length === 2, `${operations} sent, expected one query of the page and one of the element`);
    await page.leave();
  }
  times.sort((a, b) => a - b);
  const [median] = times.slice(Math.floor(ROUNDS / 2));
  console.log(
    `first card after the module: p50 ${median.toFixed(0)} ms, max ${times.at(-1).toFixed(0)} ms, ${ROUNDS} customers`,
  );
});
await stop();

/** Runs in the page: notes the time of the frame in which the first card is painted. */
function noteFirstCard() {
  const look = () => {
    const tab = document.querySelector('journey-app')?.shadowRoot?.querySelector('customer-journey');
    if (tab?.shadowRoot?.querySelector('.card')) globalThis.firstCardAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}
