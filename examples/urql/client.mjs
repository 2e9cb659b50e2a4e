import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { createClient as createSocket } from 'graphql-ws';
import { updateSessions } from './sessions.mjs';

/** The gateway's schema as introspection. A front end can download the file when it is built. */
export async function loadSchema(url) {
  return (await fetch(new URL('/schema.introspection.json', url))).json();
}

/** A cache that knows the schema and merges the pages of lists. */
export function createCache(schema) {
  const sessionTypes = typesOf(schema, 'Session').map(name => [name, { events: relayPagination() }]);
  return cacheExchange({
    schema,
    keys: Object.fromEntries(withoutKey(schema).map(name => [name, () => null])),
    resolvers: { Customer: { sessions: relayPagination() }, ...Object.fromEntries(sessionTypes) },
    updates: { Subscription: { journeyChanged: updateSessions } },
  });
}

const typesOf = ({ __schema }, name) =>
  __schema.types.find(type => type.name === name).possibleTypes.map(type => type.name);

/**
 * The types that the cache stores inside their parents: those without an `id: ID!`, and events, whose ids are unique in
 * their session only. A nullable `id` is shared: two events of an offer have one action with two states.
 */
function withoutKey(schema) {
  const hasKey = ({ fields }) => fields.some(({ name, type }) => name === 'id' && type.kind === 'NON_NULL');
  const keyless = schema.__schema.types.filter(type => type.kind === 'OBJECT' && !hasKey(type)).map(({ name }) => name);
  return [...keyless, ...typesOf(schema, 'Event')];
}

/** `webSocketImpl` is only needed where there is no global `WebSocket`, as in Node 20. */
export function createClient({ url, tokens, cache, webSocketImpl }) {
  const authorize = authExchange(async ({ appendHeaders }) => {
    let token = await tokens.get();
    return {
      addAuthToOperation: operation => appendHeaders(operation, { Authorization: `Bearer ${token}` }),
      didAuthError({ response, networkError }, { context }) {
        // graphql-ws connects again after 4403, but not after 4401.
        if (response?.status !== 401 && networkError?.code !== 4401) return false;
        // The token of this operation, because another one may have renewed it.
        tokens.reject(context.fetchOptions.headers.Authorization.replace('Bearer ', ''));
        return true;
      },
      // The operation is sent once more after this.
      async refreshAuth() {
        token = await tokens.get();
      },
    };
  });

  let socketToken;
  const socket = createSocket({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl,
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

  const subscribe = subscriptionExchange({
    forwardSubscription: ({ query, variables }) => ({
      subscribe: sink => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
    }),
  });
  const client = new Client({ url, preferGetMethod: false, exchanges: [cache, authorize, fetchExchange, subscribe] });
  return { client, socket };
}
