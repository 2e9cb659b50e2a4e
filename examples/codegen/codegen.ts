import type { CodegenConfig } from '@graphql-codegen/cli';

export default {
  // The address of a gateway, or a copy of its schema in the front end's repository.
  schema: `${process.env.GATEWAY}/schema.graphql`,
  documents: 'src/*.ts',
  importExtension: '.js',
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        // RFC 3339 in UTC. A scalar without an entry is an error instead of `unknown`.
        scalars: { DateTime: 'string' },
        strictScalars: true,
        useTypeImports: true,
      },
    },
    'src/possible-types.json': { plugins: ['fragment-matcher'] },
  },
} satisfies CodegenConfig;
