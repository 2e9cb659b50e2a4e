// A second subgraph: a CRM that knows the accounts of customers by the platform's ids.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { listen } from './listen.mjs';

export const crmSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Query {
    account(id: ID!): Account
    accountHolders(ids: [ID!]!): [Customer]!
  }

  type Account {
    id: ID!
    name: String!
    customers: [Customer!]!
  }

  type Customer @key(fields: "id") {
    id: ID!
    accountTier: String
    account: Account
  }
`;

/** Starts the CRM with one account, to which the customers with these ids belong. */
export function startCrm(customerIds) {
  const known = new Set(customerIds);
  const account = { id: 'acme', name: 'Acme', customers: customerIds.map((id) => ({ id })) };
  const resolvers = {
    Query: {
      account: (_, { id }) => (id === account.id ? account : null),
      accountHolders: (_, { ids }) => ids.map((id) => (known.has(id) ? { id } : null)),
    },
    Customer: {
      accountTier: ({ id }) => (known.has(id) ? 'GOLD' : null),
      account: ({ id }) => (known.has(id) ? account : null),
    },
  };
  return listen(createYoga({ schema: buildSubgraphSchema({ typeDefs: parse(crmSdl), resolvers }), logging: false }));
}
