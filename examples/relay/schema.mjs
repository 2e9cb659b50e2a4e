// Downloads the schema from a running gateway, for the compiler. WELCOME is a file with the output of
// `journey-gateway demo --json`; GRAPHQL is the URL of another gateway.
import { readFile, writeFile } from 'node:fs/promises';

const url = process.env.GRAPHQL ?? JSON.parse(await readFile(process.env.WELCOME, 'utf8')).graphql;
const response = await fetch(new URL('/schema.graphql', url));
if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
await writeFile(new URL('schema.graphql', import.meta.url), await response.text());
