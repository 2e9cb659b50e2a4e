import { createClient } from 'graphql-ws';

/** `webSocketImpl` is only needed where there is no global `WebSocket`, as in Node 20. */
export function createSocket({ url, tokens, webSocketImpl }) {
  let socketToken;
  return createClient({
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
}

/**
 * Calls `onResult` with each result of a subscription, and `onEnd` with the reason if it ends by itself. Returns a
 * function that ends it. After a new connection the gateway sends the current state first.
 */
export function watch(socket, request, onResult, onEnd) {
  let isRepeated = false;
  let unsubscribe;
  const start = () => {
    unsubscribe = socket.subscribe(request, {
      next(result) {
        isRepeated = false;
        onResult(result);
      },
      // An array of GraphQL errors, the event that closed the socket, or an Error.
      error(reason) {
        // graphql-ws connects again after every other code for which that can help, but not after 4401.
        if (reason.code !== 4401 || isRepeated) return onEnd(reason);
        isRepeated = true;
        start();
      },
      complete() {},
    });
  };
  start();
  return () => unsubscribe();
}
