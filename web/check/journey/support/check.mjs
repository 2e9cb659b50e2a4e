import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Milliseconds until a condition counts as not met. The usual time is below a second. */
const TIMEOUT = 20_000;
const TOKEN_KEY = 'journey-gateway:journey-token';

/** The content of the file WELCOME, the first argument of every check. */
export async function readWelcome() {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('usage: node check/journey/NAME.mjs WELCOME');
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Waits until a function returns something, and returns it. */
export async function until(read) {
  const deadline = Date.now() + TIMEOUT;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`still ${value} after ${TIMEOUT} ms: ${read}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Runs a check with a browser, prints its problems and sets the exit code. */
export async function check(body) {
  const problems = new Set();
  const expect = (holds, problem) => void (holds || problems.add(problem));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  let step = 'start';
  try {
    await body({
      expect,
      open: (origin, options) => open(browser, expect, origin, options),
      /** Names the part of the check that runs, for the report of a failure. */
      step: name => (step = name),
    });
  } catch (error) {
    problems.add(`${step}: gave up: ${error.message}`);
    if (process.env.FAILURE_SCREENSHOT) {
      for (const [index, page] of browser
        .contexts()
        .flatMap(context => context.pages())
        .entries()) {
        await page.screenshot({ path: `${process.env.FAILURE_SCREENSHOT}-${index}.png` });
      }
    }
  } finally {
    await browser.close();
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.size === 0 ? 0 : 1;
}

/**
 * Opens a page of a gateway. Errors of the console and requests to other origins are problems, except those that match
 * `allowedErrors` and go to `allowedOrigins`. The browser itself logs every response with an error status. `script` is a
 * function that runs in the page before the page's own scripts.
 */
async function open(browser, expect, origin, options = {}) {
  const { path = '/journey', token, script, allowedOrigins = [], allowedErrors = [], ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    ...contextOptions,
  });
  context.setDefaultTimeout(TIMEOUT);
  if (token !== undefined) {
    // Only for the first page, so that a log-in or log-out of the test is not undone by a reload.
    const state = { key: TOKEN_KEY, token };
    await context.addInitScript(({ key, token }) => {
      if (sessionStorage.getItem(key) === null) sessionStorage.setItem(key, token);
    }, state);
  }
  if (script !== undefined) await context.addInitScript(script);
  const page = await context.newPage();
  const requests = [];
  const isAllowed = text => allowedErrors.some(pattern => pattern.test(text));
  page.on('console', message => {
    const text = `${message.text()} ${message.location().url}`;
    expect(message.type() !== 'error' || isAllowed(text), `console of ${path}: ${text}`);
  });
  page.on('pageerror', error => expect(false, `uncaught on ${path}: ${error.stack}`));
  context.on('request', request => {
    const url = new URL(request.url());
    if (!url.protocol.startsWith('http')) return;
    const isKnown = url.origin === origin || allowedOrigins.includes(url.origin);
    expect(isKnown, `request to another origin: ${url.origin}${url.pathname}`);
    expect(!url.href.includes('demo-') || url.href.includes('client_id=demo-'), `a token in an address: ${url}`);
    requests.push({ method: request.method(), url, operation: operationOf(request) });
  });
  page.on('websocket', socket => {
    const url = new URL(socket.url());
    const isKnown = [origin, ...allowedOrigins].some(known => new URL(known).host === url.host);
    expect(isKnown, `socket to another host: ${url}`);
  });
  await page.goto(origin + path);
  return Object.assign(page, {
    requests,
    leave: () => context.close(),
    expectAccessible: state => audit(page, expect, state),
  });
}

/** Checks the accessibility of the whole page with its shadow trees. */
async function audit(page, expect, state) {
  // Evaluated by the browser's debugger, so that the page's CSP need not allow it.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    // Colors are final after their transitions, which begin with the next frame. Endless animations, such as that of a
    // ringing call, change no color.
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const roots = root => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : [])),
    ];
    const animations = roots(document).flatMap(root => root.getAnimations());
    const finite = animations.filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(animation => animation.finished));
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.flat().join(' ')} ${failureSummary}`).join('; ')}`,
    );
  });
  for (const violation of violations) expect(false, `accessibility, ${state}: ${violation}`);
}

function operationOf(request) {
  if (request.method() !== 'POST' || !request.url().endsWith('/graphql')) return undefined;
  return /(?:query|subscription) (\w+)/.exec(request.postDataJSON()?.query ?? '')?.[1];
}
