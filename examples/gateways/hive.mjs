import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { listen } from './listen.mjs';

const propagateHeaders = {
  fromClientToSubgraphs: ({ request, subgraphName }) => ({
    authorization: request.headers.get('authorization'),
    ...(subgraphName === 'journey' && { 'x-journey-error-positions': 'each' }),
  }),
};

export function startHive(supergraph) {
  return listen(createGatewayRuntime({ supergraph, propagateHeaders, logging: false }));
}

export function startHiveWithRustPlanner(supergraph) {
  return listen(createGatewayRuntime({ supergraph, propagateHeaders, unifiedGraphHandler, logging: false }));
}
