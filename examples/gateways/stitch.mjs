import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { stitchSchemas } from '@graphql-tools/stitch';
import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { crmSdl } from './crm.mjs';
import { listen } from './listen.mjs';

const { stitchingDirectivesTransformer } = stitchingDirectives();

// The gateway accepts at most 100 ids in one argument.
const dataLoaderOptions = { maxBatchSize: 100 };

const executor = (url, headers = {}) =>
  buildHTTPExecutor({
    endpoint: url,
    headers: (request) => ({ Authorization: request?.context?.request.headers.get('authorization'), ...headers }),
  });

const journey = (url, sdl) => ({
  schema: buildSchema(sdl, { assumeValidSDL: true }),
  executor: executor(url, { 'X-Journey-Error-Positions': 'each' }),
});

/** The gateway as a subschema, from the output of `journey-gateway schema --stitching`. */
export function journeyByDirectives(url, sdl) {
  const config = stitchingDirectivesTransformer(journey(url, sdl));
  for (const { entryPoints, ...type } of Object.values(config.merge)) {
    for (const entryPoint of entryPoints ?? [type]) entryPoint.dataLoaderOptions = dataLoaderOptions;
  }
  return config;
}

/** The gateway as a subschema, from `/schema.graphql` or introspection. */
export function journeyByConfiguration(url, sdl) {
  const byIds = (fieldName) => ({
    selectionSet: '{ id }',
    fieldName,
    key: ({ id }) => id,
    argsFromKeys: (ids) => ({ ids }),
    dataLoaderOptions,
  });
  return {
    ...journey(url, sdl),
    merge: {
      Customer: byIds('customers'),
      Queue: byIds('queues'),
      Agent: byIds('agents'),
      WrapUpCode: byIds('wrapUpCodes'),
    },
  };
}

const crm = (url) => ({
  schema: buildSchema(crmSdl, { assumeValidSDL: true }),
  executor: executor(url),
  merge: {
    Customer: {
      selectionSet: '{ id }',
      fieldName: 'accountHolders',
      key: ({ id }) => id,
      argsFromKeys: (ids) => ({ ids }),
    },
  },
});

export function startStitching(journeySubschema, crmUrl) {
  const schema = stitchSchemas({ subschemas: [journeySubschema, crm(crmUrl)] });
  return listen(createYoga({ schema, maskedErrors: false, logging: false }));
}
