import { createClient } from 'graphql-sse';

/** Subscriptions as server-sent events. Each has a request of its own, so there is no socket to keep open. */
export function createEvents({ url, tokens }) {
  let token;
  const events = createClient({
    url,
    // Called for each request, so that a repeated one has the current token.
    headers: async () => {
      token = await tokens.get();
      return { Authorization: `Bearer ${token}` };
    },
    // graphql-sse repeats every request that was not answered with 200.
    fetchFn: async (...request) => {
      const response = await fetch(...request);
      if (response.status === 401) tokens.reject(token);
      return response;
    },
    retryAttempts: Infinity,
  });

  return {
    dispose: () => events.dispose(),
    /** Calls `onResult` with each result, and `onEnd` if the stream ends by itself. Returns a function that ends it. */
    watch(request, onResult, onEnd) {
      let isRevoked = false;
      let isStopped = false;
      let unsubscribe;
      const start = () => {
        unsubscribe = events.subscribe(request, {
          next(result) {
            if (isStopped) return;
            // The last result of a stream whose token was revoked.
            isRevoked = hasCode(result, 'UNAUTHENTICATED');
            if (isRevoked) tokens.reject(token);
            else onResult(result);
          },
          error: onEnd,
          complete() {
            // graphql-sse calls this also when the subscription is ended here.
            if (isStopped) return;
            if (isRevoked) start();
            else onEnd();
          },
        });
      };
      start();
      return () => {
        isStopped = true;
        unsubscribe();
      };
    },
  };
}

const hasCode = ({ errors }, code) => errors?.some(({ extensions }) => extensions?.code === code) ?? false;
