// The conversations panel, the Customer Journey icon and the addresses of the page.
import { check, readWelcome, until } from './support/check.mjs';
import { simulator } from './support/simulator.mjs';

const { graphql, platform, customers } = await readWelcome();
const { origin } = new URL(graphql);
const { act } = simulator(platform);
const [{ id: customerId }] = customers;

await check(async ({ expect, open, step }) => {
  step('three interactions');
  const page = await open(origin, { token: 'demo-agent' });
  const items = page.locator('conversations-panel .item');
  const inState = state => page.locator(`conversations-panel .item[data-state="${state}"]`);
  for (const state of ['ringing', 'connected', 'afterCallWork']) await inState(state).first().waitFor();
  expect(
    (await inState('connected').first().innerText()).includes('Web messaging'),
    'the connected message has no channel',
  );
  await page.getByRole('heading', { name: 'No conversation selected' }).waitFor();
  const duration = inState('connected').first().locator('.duration');
  const shown = await duration.innerText();
  await page.waitForFunction(([element, text]) => element.innerText !== text, [await duration.elementHandle(), shown]);
  await page.expectAccessible('no conversation selected');

  step('a new call appears by itself, and the selected conversation stays selected');
  await inState('connected').first().click();
  const selected = page.locator('conversations-panel .item[aria-current="true"]');
  const selectedId = await selected.getAttribute('data-id');
  await page.getByRole('button', { name: /^Open Customer Journey, \d+ open$/ }).waitFor();
  const queries = () => page.requests.filter(({ operation }) => operation !== undefined).length;
  const sent = queries();
  const ringing = () => inState('ringing').evaluateAll(items => items.map(({ dataset }) => dataset.id));
  const before = await ringing();
  await act(customerId, 'StartCall');
  await act(customerId, 'RingDemoAgent');
  const callId = await until(async () => (await ringing()).find(id => !before.includes(id)));
  expect((await selected.getAttribute('data-id')) === selectedId, 'another conversation is selected');
  await page
    .getByRole('status')
    .filter({ hasText: /^Incoming: Inbound call, / })
    .waitFor({ state: 'attached' });
  await page.expectAccessible('a conversation selected, the tab closed');
  expect(queries() === sent, `${queries() - sent} queries for a call that appears by itself`);

  step('answer, hold, resume, after-call work');
  const call = page.locator(`conversations-panel .item[data-id="${callId}"]`);
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
  expect(page.url().endsWith(`/journey?conversationId=${selectedId}`), `the address does not name it: ${page.url()}`);
  await page.expectAccessible('the tab of a conversation');

  step('another conversation');
  await inState('ringing').first().click();
  await page.locator('customer-journey .card').first().waitFor();
  await page.goBack();
  expect(
    (await selected.getAttribute('data-id')) === selectedId,
    'the back button does not return to the conversation',
  );
  await icon.click();
  await page.locator('customer-journey').waitFor({ state: 'detached' });
  await page.leave();

  step('the address of the interaction widget');
  for (const theme of ['light', 'dark']) {
    const widget = await open(origin, {
      path: `/journey?conversationId=${selectedId}`,
      token: 'demo-agent',
      colorScheme: theme,
      viewport: { width: 320, height: 600 },
    });
    await widget.locator('customer-journey .card').first().waitFor();
    expect(!(await widget.locator('conversations-panel').isVisible()), 'the panel covers the tab on a narrow screen');
    const widths = await widget.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0] <= widths[1], `the page is wider than the screen: ${widths}`);
    await widget.expectAccessible(`320 pixels, ${theme}`);
    const toggle = widget.getByRole('button', { name: /^Conversations/ });
    await toggle.click();
    await widget.locator('conversations-panel .item').first().click();
    await widget.locator('conversations-panel').waitFor({ state: 'hidden' });
    await widget.leave();
  }

  step('the address of a customer');
  const german = await open(origin, { path: `/journey/${customerId}`, token: 'demo-supervisor', locale: 'de-DE' });
  await german.locator('customer-journey .card').first().waitFor();
  expect((await german.locator('html').getAttribute('lang')) === 'de-DE', 'the page does not say that it is German');
  await german.getByText('Keine Konversationen').waitFor();
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
});
