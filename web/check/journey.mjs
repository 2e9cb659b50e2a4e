// Tests the Customer Journey tab in a browser:
//   node check/journey.mjs WELCOME [NAME …]
// WELCOME is a file with the output of `journey-gateway demo --json`. Each NAME is a file of check/journey, without `.mjs`;
// the default is all of them. Some start demos of their own with the binary JOURNEY_GATEWAY, by default that of
// `cargo build`. CHROMIUM is the path of the browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const [welcome, ...names] = process.argv.slice(2);
if (welcome === undefined) throw new Error('usage: journey.mjs WELCOME [NAME …]');

const folder = new URL('journey/', import.meta.url);
const files = (await readdir(folder)).filter(file => file.endsWith('.mjs')).sort();
const chosen = names.length === 0 ? files : names.map(name => `${name}.mjs`);

for (const file of chosen) {
  const started = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, folder)), welcome], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`journey/${file}: ${code === 0 ? 'all checks passed' : 'FAILED'} (${seconds} s)`);
  if (code !== 0) process.exitCode = 1;
}
