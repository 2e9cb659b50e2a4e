import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient as createSocket } from 'graphql-ws';

/** The types of each interface, for fragments on `Session` and `Event`. A build can download the file instead. */
export async function loadPossibleTypes(url) {
  return (await fetch(new URL('/possibleTypes.json', url))).json();
}

/** A cache that merges the pages of lists. */
export function createCache(possibleTypes) {
  return new InMemoryCache({
    possibleTypes,
    typePolicies: {
      Customer: { fields: { sessions: pages('first', 'filter', 'includeMerged') } },
      Session: { fields: { events: pages('first') } },
      // Their ids are shared or unique in their session only: two events of an offer have one action with two states.
      ...Object.fromEntries(
        ['Event', 'Action', 'ContentOffer', 'Flow', 'FlowOutcome'].map(name => [name, { keyFields: false }]),
      ),
    },
  });
}

/** Appends a page to the list that it continues. Lists with other values of `keyArgs` are separate. */
function pages(...keyArgs) {
  return {
    keyArgs,
    merge(existing, incoming, { args }) {
      // Null if the viewer lacks the permission. Keep it, because an empty list means something else.
      if (!args?.after || !existing || !incoming) return incoming;
      // A page that was requested twice.
      if (args.after !== existing.pageInfo.endCursor) return existing;
      return { ...incoming, nodes: [...existing.nodes, ...incoming.nodes] };
    },
  };
}

/** Needs a global `WebSocket`, which Node 20 lacks. */
export function createClient({ url, tokens, cache }) {
  const authorize = new SetContextLink(async ({ headers }) => {
    const token = await tokens.get();
    return { token, headers: { ...headers, authorization: `Bearer ${token}` } };
  });

  // Sends a rejected operation once more, with a new token.
  const signInAgain = new ErrorLink(({ error, operation, forward }) => {
    if (!isUnauthenticated(error)) return;
    tokens.reject(operation.getContext().token);
    return forward(operation);
  });

  let socketToken;
  const socket = createSocket({
    url: url.replace(/^http/, 'ws'),
    // Called for each connection, so that a new connection has the current token.
    connectionParams: async () => {
      socketToken = await tokens.get();
      return { Authorization: `Bearer ${socketToken}` };
    },
    on: {
      closed: ({ code }) => {
        if (code === 4401 || code === 4403) tokens.reject(socketToken);
      },
    },
    retryAttempts: Infinity,
  });

  const transport = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url }),
  );
  const client = new ApolloClient({
    cache,
    link: ApolloLink.from([signInAgain, authorize, transport]),
    // Without it, one denied field discards the whole response.
    defaultOptions: { query: { errorPolicy: 'all' }, watchQuery: { errorPolicy: 'all' } },
  });
  return { client, socket };
}

function isUnauthenticated(error) {
  if (CombinedGraphQLErrors.is(error)) {
    return error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  }
  // graphql-ws connects again after 4403, but not after 4401. The link has the close code in its message only.
  return (
    (ServerError.is(error) && error.statusCode === 401) || error.message.startsWith('Socket closed with event 4401')
  );
}
