// Tests GraphiQL of a running gateway in a browser:
//   node check/graphiql.mjs BASE_URL [--token TOKEN] [--screenshot FILE] [--dark]
// If the gateway offers the personas of the demo, every recipe must work for one and be denied to another.
// CHROMIUM is the path of the browser.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { token: { type: 'string' }, screenshot: { type: 'string' }, dark: { type: 'boolean' } },
});
const [base] = positionals;
if (base === undefined) throw new Error('usage: graphiql.mjs BASE_URL [--token TOKEN] [--screenshot FILE] [--dark]');
const { origin } = new URL(base);

const recipes = await readFile(new URL('../../docs/queries.md', import.meta.url), 'utf8');
const operations = [...recipes.matchAll(/^query (\w+)/gm)].map(match => match[1]);
const [subscription] = [...recipes.matchAll(/^subscription (\w+)/gm)].map(match => match[1]);

const settings = await fetch(new URL('/graphiql/settings.json', base)).then(answer => (answer.ok ? answer.json() : {}));
const personas = settings.personas?.map(({ name }) => name) ?? [];

const problems = [];
const expect = (holds, problem) => holds || problems.push(problem);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: { width: 1440, height: 900 },
  });
  page.setDefaultTimeout(20_000);
  const posts = [];
  page.on('console', message => expect(message.type() !== 'error', `console: ${message.text()}`));
  page.on('pageerror', error => problems.push(`uncaught: ${error.message}`));
  page.context().on('request', request => {
    const url = new URL(request.url());
    expect(!url.protocol.startsWith('http') || url.origin === origin, `request to another origin: ${url}`);
    if (request.method() === 'POST') posts.push(request);
  });

  const response = await page.goto(new URL('/graphiql', base).href);
  // A violation of the policy is reported as a console error, so the policy must be active.
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(/script-src 'self'(;|$)/.test(policy), `the policy for scripts is not 'self': ${policy || '(none)'}`);
  if (options.token !== undefined) await page.getByLabel('Bearer token').fill(options.token);

  const execute = page.locator('.graphiql-execute-button');
  await execute.waitFor();
  const tabs = await page.locator('.graphiql-tab-button').allInnerTexts();
  for (const operation of operations) expect(tabs.includes(operation), `no tab for the recipe ${operation}`);
  await expectText('.graphiql-query-editor', `query ${operations[0]}`);
  await expectText('.graphiql-editor-tool', '"customerId"');

  // The schema is loaded when the documentation lists its root types.
  await page.getByLabel('Show Documentation Explorer').click();
  await expectText('.graphiql-doc-explorer-content', 'Query');
  await page.getByLabel('Hide Documentation Explorer').click();

  const { data, errors } = await run(operations[0]);
  expect(data, `${operations[0]}: ${JSON.stringify(errors)}`);
  await expectText('.result-window', /"(data|errors)"/);

  expect(posts.length >= 2, `${posts.length} requests sent, expected an introspection and a query`);
  for (const post of posts) {
    expect(post.headers()['authorization']?.startsWith('Bearer '), `no Authorization header: ${post.postData()}`);
  }
  if (options.screenshot !== undefined) {
    // Moves the pointer away from the clicked button, and waits until the scroll bars have faded.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: options.screenshot });
  }

  if (personas.includes('demo-supervisor')) {
    await become('demo-supervisor');
    for (const operation of operations) {
      const { data, errors } = await run(operation);
      expect(data && !errors, `${operation} as demo-supervisor: ${JSON.stringify(errors ?? data)}`);
    }
  }
  if (personas.includes('demo-supervisor')) {
    // The first messages contain the current sessions, later ones contain changes.
    await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${subscription}$`) }).click();
    await expectText('.graphiql-query-editor', `subscription ${subscription}`);
    await page.waitForTimeout(300);
    const opened = page.waitForEvent('websocket');
    await execute.click();
    const socket = await opened;
    expect(new URL(socket.url()).host === new URL(base).host, `a socket to another host: ${socket.url()}`);
    let received = 0;
    const changeTimes = new Map();
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(payload);
      const change = message.payload?.data?.journeyChanged;
      if (message.type === 'next') {
        received += 1;
        changeTimes.set(change?.session.id, change?.session.statusChangesAt);
      } else expect(message.type === 'connection_ack', `${subscription}: ${payload}`);
    });
    await expectText('.result-window', '"journeyChanged"');
    // Each session is sent once at first. If a status changes with time, the test waits for that change. If none
    // does, the customer has no live session.
    const hasChanged = () => received > changeTimes.size;
    const willChange = () => [...changeTimes.values()].some(Boolean);
    for (let seconds = 0; seconds < 90 && !hasChanged() && willChange(); seconds += 1) await page.waitForTimeout(1000);
    expect(hasChanged() || !willChange(), 'a status should have changed, but no message arrived');
    expect(received > 0, 'the subscription sent no message');
    const closed = socket.isClosed() ? undefined : socket.waitForEvent('close');
    await execute.click();
    await closed;
  }
  if (personas.includes('demo-nobody')) {
    await become('demo-nobody');
    const { errors } = await run(operations[0]);
    const denied = errors?.some(error => error.extensions?.code === 'PERMISSION_DENIED');
    expect(denied, `${operations[0]} is not denied to demo-nobody: ${JSON.stringify(errors)}`);
    await expectText('.result-window', 'PERMISSION_DENIED');
  }

  /** Selects a persona. The page then loads the schema again. */
  async function become(persona) {
    const button = page.locator('.persona-button');
    if ((await button.innerText()).includes(persona)) return;
    const introspected = responseTo('IntrospectionQuery');
    await button.click();
    await page.getByRole('menuitem', { name: new RegExp(`^${persona}\\b(?!-)`) }).click();
    await introspected;
  }

  /** Runs a recipe in its tab and returns the response. */
  async function run(operation) {
    await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${operation}$`) }).click();
    await expectText('.graphiql-query-editor', `query ${operation}`);
    // GraphiQL parses the operation's name shortly after its text.
    await page.waitForTimeout(300);
    const response = responseTo(operation);
    await execute.click();
    return (await response).json();
  }

  function responseTo(operation) {
    return page.waitForResponse(response => {
      const request = response.request();
      return request.method() === 'POST' && request.postDataJSON().operationName === operation;
    });
  }

  async function expectText(selector, text) {
    const found = page.locator(selector).filter({ hasText: text }).first();
    await found.waitFor().catch(() => problems.push(`${selector} does not show ${text}`));
  }
} catch (error) {
  problems.push(`gave up: ${error.message}`);
} finally {
  await browser.close();
}

for (const problem of new Set(problems)) console.error(problem);
console.log(problems.length === 0 ? 'graphiql: all checks passed' : 'graphiql: FAILED');
process.exitCode = problems.length === 0 ? 0 : 1;
