import { defineConfig } from 'vite';
import relay from 'vite-plugin-relay';

// Builds a module that the tests import in Node.
export default defineConfig({ plugins: [relay], build: { ssr: 'src/index.ts', outDir: 'build' } });
