import { defineConfig } from 'vite';

/** The page `/journey`. It shares no chunk with GraphiQL, so that a change of one leaves the files of the other. */
export default defineConfig({
  // The gateway serves dist/assets/ at /assets/, independent of the page's path.
  base: '/',
  build: {
    target: 'es2022',
    // The page's CSP allows images and styles from files, not scripts or styles inside the page.
    assetsInlineLimit: 0,
    // dist/ also has the files of GraphiQL and of the element.
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses/journey.md' },
    rolldownOptions: { input: { journey: 'journey/index.html' } },
  },
});
