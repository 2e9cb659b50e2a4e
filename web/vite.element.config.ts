import { defineConfig } from 'vite';

/** The element as one module, which the gateway serves at `/customer-journey.js`. Built after the pages. */
export default defineConfig({
  build: {
    target: 'es2023',
    emptyOutDir: false,
    license: { fileName: 'licenses/customer-journey.md' },
    rolldownOptions: {
      input: { 'customer-journey': 'element/index.ts' },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'journey/[name].js' },
    },
  },
});
