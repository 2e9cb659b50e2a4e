import type { CodegenConfig } from '@graphql-codegen/cli';

/** Writes the types and the texts of the operations of the element: `npm run codegen`. */
export default {
  schema: '../schema.graphql',
  documents: 'element/data/documents.graphql',
  generates: {
    'element/generated/operations.ts': {
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
    },
  },
} satisfies CodegenConfig;
