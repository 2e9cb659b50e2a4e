// What the tests of the examples share: the demo that they run against, and the recipes of docs/queries.md.
// WELCOME is a file with the output of `journey-gateway demo --json`.
import { readFile } from 'node:fs/promises';

if (!process.env.WELCOME) throw new Error('set WELCOME to a file with the output of `journey-gateway demo --json`');
export const { graphql: url, platform, customers } = JSON.parse(await readFile(process.env.WELCOME, 'utf8'));

/** The id of the first demo customer whose description starts with `shows`. */
export const customerThat = shows => customers.find(customer => customer.shows.startsWith(shows)).id;

/** The variables that GraphiQL fills in for the recipes, such as the id of a visit with every kind of event. */
export const variables = (await (await fetch(new URL('/graphiql/settings.json', url))).json()).variables;

/** The data of a query as the gateway sends it, without type names. */
export async function rawData(query, variables, token = 'demo-supervisor') {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return withoutTypenames((await response.json()).data);
}

/** A copy of a result without the type names that a client adds. */
export const withoutTypenames = data =>
  JSON.parse(JSON.stringify(data, (key, value) => (key === '__typename' ? undefined : value)));

/** A sign-in that returns `tokens` one after another and then repeats the last one. `count` is the number of calls. */
export function signInWith(...tokens) {
  const signIn = async () => tokens[Math.min(signIn.count++, tokens.length - 1)];
  signIn.count = 0;
  return signIn;
}

/** A token of the demo's OAuth client, which may see everything and can be revoked without an effect on other tests. */
export async function signInAsClient() {
  const response = await fetch(new URL('/oauth/token', platform), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('demo-gateway:demo-secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return (await response.json()).access_token;
}

/** Revokes a token, as when its user signs out elsewhere. */
export function revoke(token) {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(new URL('/api/v2/tokens/me', platform), { method: 'DELETE', headers });
}

const queries = await readFile(new URL('../docs/queries.md', import.meta.url), 'utf8');

/** The document of the recipe with this title. */
export function recipe(title) {
  const section = queries.split(/^### /m).find(section => section.startsWith(`${title}\n`));
  return /^```graphql\n([\s\S]*?)^```$/m.exec(section)[1];
}

/** Waits until `condition` is true. The gateway can take a minute (`viewer.ttl`) to notice that a token was revoked. */
export async function until(condition) {
  const deadline = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`still false after 120 s: ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
