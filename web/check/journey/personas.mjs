// Each persona of the demo sees exactly what its permissions open.
import { check, readWelcome } from './support/check.mjs';

const { graphql, customers } = await readWelcome();
const { origin } = new URL(graphql);
// The first customer has every kind of session.
const [{ id: customerId }] = customers;

const TAB = {
  'demo-supervisor': { notices: [], name: true, queue: true, visits: true },
  'demo-agent': { notices: ['customerDetails'], name: false, queue: true, visits: true },
  'demo-agent-no-queues': { notices: ['customerDetails', 'queues'], name: false, queue: false, visits: true },
  'demo-conversations-only': { notices: ['customerDetails', 'otherSessions'], name: false, queue: true, visits: false },
};

const DENIED = {
  'demo-admin-tab': ['Journey > Event > View', 'Journey > Session > View', 'Journey > Session Type > View'],
  'demo-nobody': [
    'External contacts > Session > View',
    'Journey > Event > View',
    'Journey > Session > View',
    'Journey > Session Type > View',
  ],
};

await check(async ({ expect, open, step }) => {
  const page = await open(origin, { path: `/journey/${customerId}` });
  const persona = page.getByLabel('Persona');
  await persona.waitFor();
  expect((await persona.inputValue()) === 'demo-agent', `the demo starts as ${await persona.inputValue()}`);

  for (const [name, sees] of Object.entries(TAB)) {
    step(name);
    await persona.selectOption(name);
    const tab = page.locator('customer-journey');
    await tab.locator('.card').first().waitFor();
    const notices = await tab
      .locator('.notices [data-part]')
      .evaluateAll(items => items.map(({ dataset }) => dataset.part));
    for (const part of sees.notices) expect(notices.includes(part), `${name}: no notice about ${part}`);
    for (const part of ['customerDetails', 'queues', 'otherSessions', 'sessions', 'events']) {
      expect(sees.notices.includes(part) || !notices.includes(part), `${name}: a notice about ${part}`);
    }
    expect(new Set(notices).size === notices.length, `${name}: a notice is repeated: ${notices}`);
    const heading = await tab.getByRole('heading', { level: 2 }).first().innerText();
    expect((heading !== 'Customer') === sees.name, `${name}: the customer is ${heading}`);
    expect(
      (await tab.locator('.card .queue').count()) > 0 === sees.queue,
      `${name}: queues are ${sees.queue ? 'missing' : 'shown'}`,
    );
    const visits = await tab.locator('.card', { hasText: 'Website visit' }).count();
    expect(visits > 0 === sees.visits, `${name}: ${visits} visits`);
    await page.expectAccessible(`the tab as ${name}`);
  }

  for (const [name, permissions] of Object.entries(DENIED)) {
    for (const theme of ['light', 'dark']) {
      step(`${name}, ${theme}`);
      await page.emulateMedia({ colorScheme: theme });
      await persona.selectOption('demo-agent');
      await page.locator('customer-journey .card').first().waitFor();
      const sent = page.requests.length;
      await persona.selectOption(name);
      await page.getByRole('heading', { name: 'You may not use Customer Journey' }).waitFor();
      const listed = await page.locator('.permission strong').allInnerTexts();
      expect(String(listed) === String(permissions), `${name}: the page lists ${listed}`);
      expect(
        (await page.locator('customer-journey, conversations-panel').count()) === 0,
        `${name}: a part of the tab is shown`,
      );
      const operations = page.requests.slice(sent).map(({ operation }) => operation);
      expect(String(operations) === 'JourneyPage', `${name}: requests ${operations}`);
      await page.expectAccessible(`denied to ${name}, ${theme}`);
    }
  }

  step('the persona is kept for the browser tab');
  await page.reload();
  await page.getByRole('heading', { name: 'You may not use Customer Journey' }).waitFor();
  await page.leave();
});
