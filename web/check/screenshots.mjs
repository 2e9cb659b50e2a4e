// Writes the pictures of docs/journey-tab.md from a running demo:
//   node check/screenshots.mjs WELCOME
// WELCOME is a file with the output of `journey-gateway demo --json`. CHROMIUM is the path of the browser.
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const LARGEST = 150_000;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: screenshots.mjs WELCOME');
const { graphql, customers } = JSON.parse(await readFile(file, 'utf8'));
const { origin } = new URL(graphql);
const [{ id: customerId }] = customers;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

await picture('journey-tab', { persona: 'demo-agent' }, async page => {
  await page.locator('conversations-panel .item[data-state="ringing"]').last().click();
  await page.locator('interaction-bar .tab').click();
});
await picture('journey-tab-dark', { persona: 'demo-supervisor', path: `/journey/${customerId}`, colorScheme: 'dark' });
await picture('journey-tab-details', { persona: 'demo-supervisor', path: `/journey/${customerId}` }, async page => {
  await page.locator('customer-journey .card', { hasText: 'Inbound call' }).first().click();
  await page.locator('customer-journey #details .timeline li').first().waitFor();
});
await picture('journey-tab-denied', { persona: 'demo-nobody', viewport: { width: 800, height: 520 } });
await browser.close();

async function picture(name, { persona, path = '/journey', ...options }, prepare = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1160, height: 720 }, locale: 'en-US', ...options });
  await context.addInitScript(token => sessionStorage.setItem('journey-gateway:journey-token', token), persona);
  const page = await context.newPage();
  await page.goto(origin + path);
  await page.locator('customer-journey .card, conversations-panel .item, .permissions').first().waitFor();
  await prepare(page);
  await page.locator('customer-journey .card, .permissions').first().waitFor();
  // Moves the pointer away from what was clicked, and waits until transitions and scroll bars have ended.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
  const image = fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url));
  await page.screenshot({ path: image });
  const { size } = await stat(image);
  if (size > LARGEST) throw new Error(`${image} has ${size} bytes, more than ${LARGEST}`);
  await context.close();
}
