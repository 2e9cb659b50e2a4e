import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** Imports a TypeScript module of the page as the build sees it. */
export async function load(name) {
  const path = fileURLToPath(new URL(`../graphiql/${name}`, import.meta.url));
  return (await runnerImport(path, { configFile: false, logLevel: 'error' })).module;
}
