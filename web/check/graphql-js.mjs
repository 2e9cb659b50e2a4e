// Compares a running gateway with graphql-js over the gateway's own schema: syntax, every validation rule, coercion of
// variables, and execution. Fails on any difference:
//   node check/graphql-js.mjs URL_OF_GRAPHQL --token TOKEN --customer ID [--documents 2000] [--seed 1]
// `--token` and `--customer` may be repeated. Hand-written documents use the first of each, whose viewer must see
// everything; generated documents use all. `--without-locations` ignores the locations of refusals, and `--output FILE`
// writes all differences as JSON.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from './graphql-js/client.mjs';
import { writtenCases } from './graphql-js/corpus.mjs';
import { generatedCases } from './graphql-js/generated.mjs';
import { readPool, withIds } from './graphql-js/pool.mjs';
import { report } from './graphql-js/report.mjs';
import { Resolvers } from './graphql-js/resolvers.mjs';
import { Runner } from './graphql-js/runner.mjs';
import { schemaOf } from './graphql-js/schema.mjs';

const CONCURRENCY = 8;
/** Share of documents that may have no result to compare, because of a limit for example. */
const MAX_SKIPPED = 0.01;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    token: { type: 'string', multiple: true, default: [] },
    customer: { type: 'string', multiple: true, default: [] },
    documents: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    output: { type: 'string' },
    'without-locations': { type: 'boolean', default: false },
  },
});
const [url] = positionals;
const { token: tokens, customer: customers } = options;
if (url === undefined || tokens.length === 0 || customers.length === 0) {
  throw new Error('usage: graphql-js.mjs URL --token TOKEN --customer ID [--documents N] [--seed N]');
}

const client = new Client(url, CONCURRENCY);
const schema = schemaOf(await client.schema());
const pool = await readPool(client, tokens[0], customers);
const runner = new Runner(schema, client, new Resolvers(client, schema), !options['without-locations']);
const written = writtenCases().map(request => ({ ...withIds(request, pool.placeholders), token: tokens[0] }));
const generated = generatedCases(schema, pool, tokens, Number(options.seed), Number(options.documents));
await runner.run([...written, ...generated], CONCURRENCY);

const { differences, skipped, counts } = runner;
if (options.output !== undefined) writeFileSync(options.output, JSON.stringify([...differences, ...runner.minor]));
console.log(await report(runner));
const isEnough = skipped.length <= MAX_SKIPPED * counts.documents;
if (!isEnough) console.error('too many documents were not compared');
process.exitCode = differences.length === 0 && isEnough ? 0 : 1;
