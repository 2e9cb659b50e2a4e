import { generate } from './generate.mjs';
import { withIgnored } from './ignored.mjs';
import { mutate } from './mutate.mjs';
import { Random } from './random.mjs';

/** Share of documents that are changed after generation, in percent. */
const CHANGED = 45;
/** Share of documents with ignored tokens at random positions, in percent. */
const WITH_IGNORED = 15;

/** Generates requests with different documents. The same seed gives the same requests. */
export function generatedCases(schema, pool, tokens, seed, count) {
  const cases = new Map();
  for (let number = 0; cases.size < count; number++) {
    const random = new Random(seed * 1_000_003 + number);
    const generated = generate(schema, random, pool);
    if (random.chance(WITH_IGNORED)) generated.text = withIgnored(random, generated.text);
    const request = random.chance(CHANGED) ? mutate(random, generated) : generated;
    cases.set(request.text, { ...request, name: `${request.name} ${number}`, token: random.pick(tokens) });
  }
  return [...cases.values()];
}
