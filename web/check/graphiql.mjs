// Opens the explorer of a running gateway in a browser and fails unless it works as it should:
//   node check/graphiql.mjs BASE_URL [--token TOKEN] [--screenshot FILE] [--dark]
// With the personas of the demo on offer, every recipe has to work for the one and be denied to the other.
// CHROMIUM names the browser's executable.
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
  // What the policy forbids shows up as an error of the console, so it has to be in force.
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(/script-src 'self'(;|$)/.test(policy), `the policy for scripts is not 'self': ${policy || '(none)'}`);
  if (options.token !== undefined) await page.getByLabel('Bearer token').fill(options.token);

  const execute = page.locator('.graphiql-execute-button');
  await execute.waitFor();
  const tabs = await page.locator('.graphiql-tab-button').allInnerTexts();
  for (const operation of operations) expect(tabs.includes(operation), `no tab for the recipe ${operation}`);
  await expectText('.graphiql-query-editor', `query ${operations[0]}`);
  await expectText('.graphiql-editor-tool', '"customerId"');

  // The schema has arrived when the documentation lists its root types.
  await page.getByLabel('Show Documentation Explorer').click();
  await expectText('.graphiql-doc-explorer-content', 'Query');
  await page.getByLabel('Hide Documentation Explorer').click();

  const { data, errors } = await run(operations[0]);
  expect(data, `${operations[0]}: ${JSON.stringify(errors)}`);
  await expectText('.result-window', /"(data|errors)"/);

  expect(posts.length >= 2, `${posts.length} requests sent, of at least an introspection and a query`);
  for (const post of posts) {
    expect(post.headers()['authorization']?.startsWith('Bearer '), `no Authorization header: ${post.postData()}`);
  }
  if (options.screenshot !== undefined) {
    // Not over the button that was clicked, and after the scroll bars have faded.
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
    // First everything is told, then changes.
    await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${subscription}$`) }).click();
    await expectText('.graphiql-query-editor', `subscription ${subscription}`);
    await page.waitForTimeout(300);
    const opened = page.waitForEvent('websocket');
    await execute.click();
    const socket = await opened;
    expect(new URL(socket.url()).host === new URL(base).host, `a socket to another host: ${socket.url()}`);
    let told = 0;
    const turns = new Map();
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(payload);
      const change = message.payload?.data?.journeyChanged;
      if (message.type === 'next') {
        told += 1;
        turns.set(change?.session.id, change?.session.statusChangesAt);
      } else expect(message.type === 'connection_ack', `${subscription}: ${payload}`);
    });
    await expectText('.result-window', '"journeyChanged"');
    // At first each session is told once. A status that is to turn by itself is waited for; where none is, the
    // customer is no longer live.
    const hasChanged = () => told > turns.size;
    const isToTurn = () => [...turns.values()].some(Boolean);
    for (let seconds = 0; seconds < 90 && !hasChanged() && isToTurn(); seconds += 1) await page.waitForTimeout(1000);
    expect(hasChanged() || !isToTurn(), 'a status was to turn, and nothing was told');
    expect(told > 0, 'the subscription has told nothing');
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

  /** Chooses a persona; the page then reads the schema again. */
  async function become(persona) {
    const button = page.locator('.persona-button');
    if ((await button.innerText()).includes(persona)) return;
    const introspected = answerTo('IntrospectionQuery');
    await button.click();
    await page.getByRole('menuitem', { name: new RegExp(`^${persona}\\b(?!-)`) }).click();
    await introspected;
  }

  /** Runs a recipe in its tab and tells the gateway's answer. */
  async function run(operation) {
    await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${operation}$`) }).click();
    await expectText('.graphiql-query-editor', `query ${operation}`);
    // GraphiQL reads an operation's name a moment after its text.
    await page.waitForTimeout(300);
    const answer = answerTo(operation);
    await execute.click();
    return (await answer).json();
  }

  function answerTo(operation) {
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
