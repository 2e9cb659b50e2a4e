// Composes the gateway's subgraph with the CRM.
import { composeServices as withApollo } from '@apollo/composition';
import { composeServices as withGuild } from '@theguild/federation-composition';
import { federateSubgraphs } from '@wundergraph/composition';
import { parse, print } from 'graphql';
import { crmSdl } from './crm.mjs';

export const composers = { '@apollo/composition': withApollo, '@theguild/federation-composition': withGuild };

/** Returns the supergraph of a gateway and a CRM. `sdl` is the output of `journey-gateway schema --federation`. */
export function compose(sdl, { journeyUrl, crmUrl, composer = withApollo } = {}) {
  const { supergraphSdl, errors } = composer([
    { name: 'journey', url: journeyUrl, typeDefs: parse(sdl) },
    { name: 'crm', url: crmUrl, typeDefs: parse(crmSdl) },
  ]);
  if (errors?.length) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Composes the gateway with the CRM as the tools of the Cosmo router do. */
export function composeWithCosmo(sdl) {
  const subgraphs = [
    { name: 'journey', definitions: parse(sdl) },
    { name: 'crm', definitions: parse(crmSdl) },
  ];
  const { success, errors, federatedGraphAST } = federateSubgraphs({ subgraphs });
  if (!success) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
  return print(federatedGraphAST);
}
