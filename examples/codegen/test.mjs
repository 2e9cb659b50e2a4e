import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { customerThat, url } from '../demo.mjs';

const run = (command, ...args) =>
  execFileSync('npx', [command, ...args], { env: { ...process.env, GATEWAY: new URL(url).origin } });
run('graphql-codegen', '--silent');
run('tsc');
const { showTab } = await import('./build/tab.js');
const customerId = customerThat('the full journey tab');

test('the program shows what each viewer may see', async () => {
  const supervisor = await showTab(url, 'demo-supervisor', customerId);
  assert.equal(supervisor.length, 11);
  assert.equal(supervisor[0], 'Lena Krüger');
  assert.match(supervisor.join('\n'), /Website visit · ENDED · \d+ pages/);
  const agent = await showTab(url, 'demo-agent', customerId);
  assert.equal(agent[0], 'name hidden');
  assert.equal(agent.length, 11);
  assert.equal(await showTab(url, 'demo-nobody', customerId), undefined);
});

test('tsc refuses a guarded field that is used without a check, and another component’s fields', async () => {
  const file = new URL('src/mistake.ts', import.meta.url);
  const refusal = async source => {
    await writeFile(file, source);
    try {
      const { status, stdout } = spawnSync('npx', ['tsc', '--noEmit'], { encoding: 'utf8' });
      assert.notEqual(status, 0);
      return stdout;
    } finally {
      await rm(file);
    }
  };
  const types = "import type { TabQuery } from './gql/graphql.js';\ndeclare const tab: TabQuery;\n";
  assert.match(await refusal(`${types}tab.customer!.sessions.nodes;`), /is possibly 'null'/);
  assert.match(await refusal(`${types}tab.customer!.sessions!.nodes[0]!.channel;`), /'channel' does not exist/);
});

test('the generated possibleTypes are those that the gateway serves', async () => {
  const generated = JSON.parse(await readFile(new URL('src/possible-types.json', import.meta.url)));
  const served = await (await fetch(new URL('/possibleTypes.json', url))).json();
  const sorted = types =>
    Object.fromEntries(
      Object.entries(types)
        .map(([name, list]) => [name, list.toSorted()])
        .toSorted(),
    );
  assert.deepEqual(sorted(generated.possibleTypes), sorted(served));
});
