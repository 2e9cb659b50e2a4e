import { defineConfig, type Plugin } from 'vite';

/** The notices of what is bundled without being a module of its own: the fonts, and what Monaco has in it. */
const notices: Plugin = {
  name: 'notices',
  async generateBundle() {
    const sources = {
      'licenses/fira-code.txt': 'node_modules/@fontsource-variable/fira-code/LICENSE',
      'licenses/roboto.txt': 'node_modules/@fontsource-variable/roboto/LICENSE',
      'licenses/monaco-editor.txt': 'node_modules/monaco-editor/ThirdPartyNotices.txt',
    };
    for (const [fileName, path] of Object.entries(sources)) {
      this.emitFile({ type: 'asset', fileName, source: await this.fs.readFile(path) });
    }
  },
};

export default defineConfig({
  // The gateway serves dist/assets/ at /assets/, whatever the page's own path is.
  base: '/',
  plugins: [notices],
  build: {
    target: 'es2022',
    // The page's CSP allows fonts from this origin only, so nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses/modules.md' },
    // Monaco, in a chunk of its own that is loaded after the first paint.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: 'graphiql/index.html',
      // "use client" means nothing outside a server framework, and dozens of dependencies say it.
      checks: { moduleLevelDirective: false },
    },
  },
  // A module worker has an address of its own: `worker-src 'self'` needs no blob:.
  worker: { format: 'es' },
});
