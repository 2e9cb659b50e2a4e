// Signing in with PKCE, errors of the log-in host, and a session that ends.
import { check } from './support/check.mjs';
import { startDemo } from './support/programs.mjs';
import { simulator } from './support/simulator.mjs';

// The gateway notices a revoked token when it introspects it again.
const { welcome, stop } = await startDemo([], { VIEWER_TTL: '1s' });
const { graphql, platform, customers } = welcome;
const { origin } = new URL(graphql);
const { revoke, token: issue } = simulator(platform);
const [{ id: customerId }] = customers;
const place = `/journey/${customerId}`;

/** The browser logs every response with an error status. */
const refusals = [/status of 40[01]/];

await check(async ({ expect, open, step }) => {
  const storage = page =>
    page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href]);

  step('signing out');
  const page = await open(origin, { path: place, allowedOrigins: [platform], allowedErrors: refusals });
  await page.locator('customer-journey .card').first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const heading = name => page.getByRole('heading', { name });
  await heading('Sign in to see customer journeys').waitFor();
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    await page.expectAccessible(`signed out, ${theme}`);
  }
  await page.reload();
  await heading('Sign in to see customer journeys').waitFor();

  step('signing in');
  await signIn(page, 'demo-supervisor');
  await page.locator('customer-journey .card').first().waitFor();
  expect(page.url() === origin + place, `the log-in returns to ${page.url()}`);
  const persona = await page.getByLabel('Persona').evaluate(({ selectedOptions: [option] }) => option.innerText);
  expect(persona === 'demo-supervisor', `the persona after the log-in is ${persona}`);
  const [local, session] = await storage(page);
  expect(local === '{}', `the local storage has ${local}`);
  const token = JSON.parse(session)['journey-gateway:journey-token'];
  expect(token?.length > 20 && !token.startsWith('demo-'), 'the session storage has no token of the log-in');
  expect(!session.includes('verifier'), 'the verifier is kept after the log-in');
  for (const { url } of page.requests) expect(!url.href.includes(token), `the token is in an address: ${url.pathname}`);

  step('the session ends');
  await revoke(token);
  await heading('Your session has ended').waitFor();
  expect((await page.locator('customer-journey').count()) === 0, 'the tab is still shown');
  expect(!(await storage(page)).join().includes(token), 'the token that ended is kept');
  await page.expectAccessible('the session has ended');
  await signIn(page, 'demo-agent');
  await page.locator('customer-journey .card').first().waitFor();
  expect(page.url() === origin + place, `the second log-in returns to ${page.url()}`);
  await page.leave();

  step('a token expires');
  const expiring = await open(origin, {
    path: place,
    token: await issue('demo-agent', 3),
    allowedErrors: refusals,
  });
  await expiring.locator('customer-journey .card').first().waitFor();
  await expiring.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await expiring.leave();

  step('the log-in is denied');
  const denied = await open(origin, { path: place, token: '', allowedOrigins: [platform], allowedErrors: refusals });
  await denied.getByRole('button', { name: 'Sign in' }).click();
  await denied.waitForURL(`${platform}/**`);
  const back = new URL(denied.url()).searchParams.get('redirect_uri');
  await denied.getByRole('link', { name: 'Cancel' }).click();
  await denied.getByText('The log-in was cancelled, or your account may not use this application.').waitFor();
  await denied.getByText('Reported by the log-in host: access_denied').waitFor();
  expect(denied.url() === origin + place, `the address after an error is ${denied.url()}`);
  for (const theme of ['light', 'dark']) {
    await denied.emulateMedia({ colorScheme: theme });
    await denied.expectAccessible(`log-in failed, ${theme}`);
  }

  step('a code that the log-in host does not know');
  await denied.getByRole('button', { name: 'Try again' }).click();
  await denied.waitForURL(`${platform}/**`);
  const second = new URL(denied.url()).searchParams.get('state');
  await denied.goto(`${back}?${new URLSearchParams({ code: 'unknown', state: second })}`);
  await denied.getByText('Reported by the log-in host: invalid_grant').waitFor();

  step('the response to a log-in that this tab did not start');
  await denied.goto(`${back}?code=stolen&state=other`);
  await denied.getByText('was not started in this browser tab').waitFor();
  await denied.getByRole('button', { name: 'Try again' }).click();
  await denied.waitForURL(`${platform}/**`);
  await denied.leave();

  step('the language remains over a log-in');
  const german = await open(origin, {
    path: `${place}?locale=de-DE`,
    token: '',
    allowedOrigins: [platform],
    allowedErrors: refusals,
  });
  await german.getByRole('button', { name: 'Anmelden' }).click();
  await german.getByRole('link', { name: 'Cancel' }).click();
  await german.getByRole('heading', { name: 'Die Anmeldung ist fehlgeschlagen' }).waitFor();
  await signIn(german, 'demo-agent', 'Erneut versuchen');
  await german.getByRole('button', { name: 'Abmelden' }).waitFor();
  await german.locator('customer-journey .card').first().waitFor();
  const language = await german.evaluate(() => document.documentElement.lang);
  expect(language === 'de-DE', `the language after the log-in is ${language}`);
  expect(german.url() === `${origin}${place}?locale=de-DE`, `the German log-in returns to ${german.url()}`);
  await german.leave();

  /** Starts a log-in and chooses a persona on the page of the log-in host. */
  async function signIn(page, persona, button = 'Sign in') {
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(`${platform}/oauth/authorize**`);
    await page
      .locator('a, button')
      .filter({ hasText: new RegExp(`^\\s*${persona}\\b(?!-)`) })
      .first()
      .click();
    await page.waitForURL(`${origin}/**`);
  }
});
await stop();
