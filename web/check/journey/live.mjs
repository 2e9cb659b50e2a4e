// Cards that change by themselves: idle and inactive visits, transfers, wrap-ups, past dates.
import { check, until } from './support/check.mjs';
import { startDemo } from './support/programs.mjs';
import { simulator } from './support/simulator.mjs';

const IDLE = 2_000;
const AWAY = 4_000;
/** A badge changes at its time, never before. The gateway and the browser round to milliseconds, and clocks are read apart. */
const EARLY = 50;
/** Usually below 100 ms. */
const LATE = 3_000;
/** Two are usually enough. */
const MOST_TRANSFERS = 20;

const { welcome, stop } = await startDemo(['--idle-after', '2s', '--away-after', '4s']);
const { graphql, platform, customers } = welcome;
const { origin } = new URL(graphql);
const { act } = simulator(platform);
const customerThat = shows => customers.find(customer => customer.shows.startsWith(shows)).id;
const customerId = customerThat('the full journey tab');

await check(async ({ expect, open, step }) => {
  const page = await open(origin, {
    path: `/journey/${customerId}`,
    token: 'demo-supervisor',
    timezoneId: 'Asia/Tokyo',
  });
  const card = id => page.locator(`customer-journey .card[data-session="${id}"]`);
  const badge = (id, status) => card(id).locator(`.badge.${status}`);
  await page.locator('customer-journey .card').first().waitFor();

  step('a past card shows the local date');
  for (const past of await page.locator('customer-journey .card time.date').all()) {
    const time = new Date(await past.getAttribute('datetime'));
    const local = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'Asia/Tokyo' }).format(time);
    expect((await past.innerText()) === local, `the card of ${time.toISOString()} shows ${await past.innerText()}`);
  }

  step('a visit becomes idle, inactive and live again');
  const visit = await act(customerId, 'StartVisit');
  await badge(visit, 'live').waitFor();
  const queries = () => page.requests.filter(({ operation }) => operation !== undefined).length;
  const sent = queries();
  for (const round of ['the first time', 'again']) {
    const before = Date.now();
    expect((await act(customerId, 'WebEvent')) === visit, 'the event belongs to another visit');
    const after = Date.now();
    await badge(visit, 'live').waitFor();
    for (const [status, delay] of [
      ['idle', IDLE],
      ['inactive', AWAY],
    ]) {
      await badge(visit, status).waitFor();
      const now = Date.now();
      expect(now >= before + delay - EARLY, `${status} ${round} after ${now - before} ms, expected ${delay}`);
      expect(now <= after + delay + LATE, `${status} ${round} after ${now - after} ms, expected ${delay}`);
    }
  }
  await act(customerId, 'WebEvent');
  await badge(visit, 'live').waitFor();
  expect(queries() === sent, `${queries() - sent} queries while badges changed`);

  step('a transfer changes queue and agent');
  const call = await act(customerId, 'StartCall');
  await badge(call, 'live').waitFor();
  await act(customerId, 'Answer');
  const first = await shownAs(call);
  // The simulator chooses queues and agents at random, also the same ones again.
  let last = first;
  for (let transfers = 0; last[0] === first[0] || last[1] === first[1]; transfers += 1) {
    if (transfers === MOST_TRANSFERS) throw new Error(`still ${last} after ${transfers} transfers`);
    await act(customerId, 'Transfer');
    await act(customerId, 'Answer');
    last = await shownAs(call);
  }
  await card(call).click();
  const details = page.locator('customer-journey #details');
  for (const text of last) await details.getByText(text, { exact: true }).first().waitFor();
  await badge(call, 'live').waitFor();

  step('a wrap-up makes a call inactive, and its end shows the date');
  await act(customerId, 'EndCall');
  expect((await badge(call, 'live').count()) === 1, 'a call without a wrap-up is not live');
  await act(customerId, 'FileWrapUp');
  await badge(call, 'inactive').waitFor();
  await act(customerId, 'Close');
  await card(call).locator('time.date').waitFor();
  await page.leave();

  /** Waits until the card shows the queue and the agent that the gateway reports now, and returns both. */
  async function shownAs(id) {
    const headers = { authorization: 'Bearer demo-supervisor', 'content-type': 'application/json' };
    const query = `{ session(id: "${id}") { ... on ConversationSession { queue { name } agent { name } } } }`;
    const shown = card(id).locator('.queue, .agent');
    return until(async () => {
      const response = await fetch(graphql, { method: 'POST', headers, body: JSON.stringify({ query }) });
      const { session } = (await response.json()).data;
      const names = [session.queue?.name, session.agent?.name];
      return names.every(Boolean) && String(await shown.allInnerTexts()) === String(names) && names;
    });
  }
});
await stop();
