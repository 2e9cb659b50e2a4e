// The demo that the tests run against. WELCOME is a file with the output of `journey-gateway demo --json`, JOURNEY_GATEWAY
// the program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const welcome = JSON.parse(await readFile(process.env.WELCOME, 'utf8'));
const program = process.env.JOURNEY_GATEWAY ?? '../../target/debug/journey-gateway';

export const journeyUrl = welcome.graphql;
export const customerId = welcome.customers.find(({ shows }) => shows.startsWith('the full journey tab')).id;

/** Prints the schema in one of its forms. */
export const schema = (...options) => execFileSync(program, ['schema', ...options], { encoding: 'utf8' });

/** The ids of the platform's customers, at most 200. */
export async function customerIds(count) {
  const headers = { Authorization: 'Bearer demo-supervisor' };
  const pages = [1, 2].map(async (page) => {
    const path = `/api/v2/externalcontacts/contacts?pageSize=100&pageNumber=${page}`;
    const response = await fetch(new URL(path, welcome.platform), { headers });
    return (await response.json()).entities.map(({ id }) => id);
  });
  const ids = (await Promise.all(pages)).flat().slice(0, count);
  assert.equal(new Set(ids).size, count);
  return ids;
}

/** Sends a query to a gateway. */
export async function query(url, token, text, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
}

export const codes = ({ errors = [] }) => [...new Set(errors.map(({ extensions }) => extensions?.code))];
