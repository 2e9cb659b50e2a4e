// The conversations panel, the Customer Journey icon and the addresses of the page.
import { check, readWelcome, until } from './support/check.mjs';
import { simulator } from './support/simulator.mjs';

const { graphql, platform, customers } = await readWelcome();
const { origin } = new URL(graphql);
const { act } = simulator(platform);
// Not the first customer, whose sessions other checks count.
const { id: customerId } = customers.find(({ shows }) => shows.startsWith('a merged customer'));

// Other conversations of the agent start and end at random.
const own = Object.fromEntries(
  await Promise.all(
    Object.entries({
      ringing: 'a call that rings at demo-agent',
      connected: 'a web messaging conversation with demo-agent',
      afterCallWork: 'a call that demo-agent has ended',
    }).map(async ([state, shows]) => [state, await conversationOf(shows)]),
  ),
);

/** The id of the conversation that demo-agent has with the customer whose description starts with `shows`. */
async function conversationOf(shows) {
  const { id } = customers.find(customer => customer.shows.startsWith(shows));
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-agent', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { conversations { id customer { id } } } }' }),
  });
  const { data } = await response.json();
  return data.viewer.conversations.find(({ customer }) => customer?.id === id).id;
}

await check(async ({ expect, open, step }) => {
  step('three interactions');
  const page = await open(origin, { token: 'demo-agent' });
  const item = id => page.locator(`conversations-panel .item[data-id="${id}"]`);
  for (const [state, id] of Object.entries(own)) {
    await item(id).waitFor();
    expect((await item(id).getAttribute('data-state')) === state, `the ${state} conversation has another state`);
  }
  expect((await item(own.connected).innerText()).includes('Web messaging'), 'the message has no channel');
  await page.getByRole('heading', { name: 'No conversation selected' }).waitFor();
  const duration = item(own.connected).locator('.duration');
  const shown = await duration.innerText();
  await page.waitForFunction(([element, text]) => element.innerText !== text, [await duration.elementHandle(), shown]);
  await page.expectAccessible('no conversation selected');

  step('a new call appears by itself, and the selected conversation stays selected');
  await item(own.connected).click();
  const selected = page.locator('conversations-panel .item[aria-current="true"]');
  const selectedId = () => selected.getAttribute('data-id');
  await page.getByRole('button', { name: /^Open Customer Journey, \d+ open$/ }).waitFor();
  const queries = () => page.requests.filter(({ operation }) => operation !== undefined).length;
  const sent = queries();
  const ringing = () =>
    page
      .locator('conversations-panel .item[data-state="ringing"]')
      .evaluateAll(items => items.map(({ dataset }) => dataset.id));
  const before = await ringing();
  await act(customerId, 'StartCall');
  await act(customerId, 'RingDemoAgent');
  const callId = await until(async () => (await ringing()).find(id => !before.includes(id)));
  expect((await selectedId()) === own.connected, 'another conversation is selected');
  await page
    .getByRole('status')
    .filter({ hasText: /^Incoming: Inbound call, / })
    .waitFor({ state: 'attached' });
  await page.expectAccessible('a conversation selected, the tab closed');
  expect(queries() === sent, `${queries() - sent} queries for a call that appears by itself`);

  step('answer, hold, resume, after-call work');
  const call = item(callId);
  for (const [action, state] of [
    ['AnswerAsDemoAgent', 'Connected'],
    ['Hold', 'On hold'],
    ['Resume', 'Connected'],
    ['EndCall', 'After-call work'],
  ]) {
    await act(customerId, action);
    await call.getByText(state, { exact: true }).waitFor();
  }
  await act(customerId, 'WrapUp');
  await call.waitFor({ state: 'detached' });

  step('the icon opens and closes the tab');
  const icon = page.locator('interaction-bar .tab');
  await icon.click();
  await page.locator('customer-journey .card').first().waitFor();
  expect((await icon.getAttribute('aria-pressed')) === 'true', 'the icon does not say that the tab is open');
  expect(
    page.url().endsWith(`/journey?conversationId=${own.connected}`),
    `the address does not name it: ${page.url()}`,
  );
  await page.expectAccessible('the tab of a conversation');

  step('another conversation');
  await item(own.ringing).click();
  await page.locator('customer-journey .card').first().waitFor();
  await page.goBack();
  expect((await selectedId()) === own.connected, 'the back button does not return to the conversation');
  await icon.click();
  await page.locator('customer-journey').waitFor({ state: 'detached' });
  await page.leave();

  step('the address of the interaction widget');
  for (const theme of ['light', 'dark']) {
    const widget = await open(origin, {
      path: `/journey?conversationId=${own.connected}`,
      token: 'demo-agent',
      colorScheme: theme,
      viewport: { width: 320, height: 600 },
    });
    await widget.locator('customer-journey .card').first().waitFor();
    expect(!(await widget.locator('conversations-panel').isVisible()), 'the panel covers the tab on a narrow screen');
    const widths = await widget.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0] <= widths[1], `the page is wider than the screen: ${widths}`);
    const room = await widget.getByLabel('Persona').evaluate(({ clientWidth }) => clientWidth);
    expect(room >= 150, `the persona has ${room} pixels`);
    await widget.expectAccessible(`320 pixels, ${theme}`);
    const toggle = widget.getByRole('button', { name: /^Conversations/ });
    await toggle.click();
    await widget.locator(`conversations-panel .item[data-id="${own.ringing}"]`).click();
    await widget.locator('conversations-panel').waitFor({ state: 'hidden' });
    await widget.leave();
  }

  step('the address of a customer');
  const german = await open(origin, { path: `/journey/${customerId}`, token: 'demo-supervisor', locale: 'de-DE' });
  await german.locator('customer-journey .card').first().waitFor();
  expect((await german.locator('html').getAttribute('lang')) === 'de-DE', 'the page does not say that it is German');
  await german.getByText('Keine Interaktionen').waitFor();
  await german.expectAccessible('a customer, in German');
  await german.leave();

  step('an interaction that does not exist');
  const unknown = await open(origin, {
    path: '/journey?conversationId=00000000-0000-4000-8000-000000000000',
    token: 'demo-agent',
  });
  await unknown.locator('customer-journey [data-state="not-found"]').waitFor();
  await unknown.expectAccessible('an unknown conversation');
  await unknown.leave();

  step('conversations that do not come');
  const late = await open(origin, {
    token: 'demo-agent',
    viewport: { width: 320, height: 600 },
    script: withholdLists,
  });
  await late.getByText('Your conversations are not available at the moment. Trying again').waitFor();
  expect((await late.locator('.skeleton').count()) === 0, 'the panel still says that it is loading');
  expect(
    (await late.getByRole('button', { name: 'Conversations' }).innerText()) === 'Conversations',
    'the switch of the panel counts conversations that are not known',
  );
  for (const theme of ['light', 'dark']) {
    await late.emulateMedia({ colorScheme: theme });
    await late.expectAccessible(`conversations that do not come, ${theme}`);
  }
  await late.leave();
});

/** Runs in a page: no socket opens, and the query for the viewer has no conversations. */
function withholdLists() {
  globalThis.WebSocket = class {
    close() {}
  };
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    const response = await fetch(...request);
    if (!String(request[0]).endsWith('/graphql')) return response;
    const { data } = await response.json();
    if (data.viewer) data.viewer.conversations = null;
    return Response.json({ data, errors: [{ message: 'failed', path: ['viewer', 'conversations'] }] });
  };
}
