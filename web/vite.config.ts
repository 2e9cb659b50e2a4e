import { defineConfig, type Plugin } from 'vite';

/** License notices of bundled parts that are not modules: the fonts, and the parts of Monaco. */
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
  // The gateway serves dist/assets/ at /assets/, independent of the page's path.
  base: '/',
  plugins: [notices],
  build: {
    target: 'es2022',
    // The page's CSP allows fonts from this origin only, so assets must not become data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses/modules.md' },
    // Monaco is a separate chunk that is loaded after the first paint.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: 'graphiql/index.html',
      // "use client" has no effect outside a server framework, and dozens of dependencies contain it.
      checks: { moduleLevelDirective: false },
    },
  },
  // Module workers have URLs of their own, so `worker-src 'self'` does not need blob:.
  worker: { format: 'es' },
});
