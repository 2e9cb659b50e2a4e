import type { CodegenConfig } from '@graphql-codegen/cli';

const config = {
  plugins: ['typescript-operations', 'typed-document-node'],
  config: {
    documentMode: 'string',
    pureMagicComment: true,
    scalars: { DateTime: 'string', ID: 'string' },
    strictScalars: true,
    useTypeImports: true,
    enumType: 'string-literal',
    skipTypename: true,
  },
};

/** Writes the types and the texts of the operations of the element and of the page: `npm run codegen`. */
export default {
  schema: '../schema.graphql',
  generates: {
    'element/generated/operations.ts': { documents: 'element/data/documents.graphql', ...config },
    'journey/generated/operations.ts': { documents: 'journey/documents.graphql', ...config },
  },
} satisfies CodegenConfig;
