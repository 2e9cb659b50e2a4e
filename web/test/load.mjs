import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** Imports a TypeScript module of a page or of the element as the build sees it. */
export async function load(name, folder = 'graphiql') {
  const path = fileURLToPath(new URL(`../${folder}/${name}`, import.meta.url));
  return (await runnerImport(path, { configFile: false, logLevel: 'error' })).module;
}
