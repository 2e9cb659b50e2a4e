import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';

type Params = { query: string; operationName?: string | null; variables?: unknown };
type Result = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

/**
 * Returns the results of a subscription. It uses a socket of its own, which is closed with the subscription. This is not an
 * async generator, because one that waits for a result cannot be ended before the result arrives.
 */
export function subscribe(
  endpoint: string,
  authorization: string,
  params: Params,
  failure: (message: string) => Result,
): AsyncIterableIterator<Result> {
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  let isAccepted = false;
  let isStopped = false;
  const client = createClient({
    url: url.href,
    connectionParams: { Authorization: authorization },
    lazyCloseTimeout: 0,
    on: {
      connected: () => {
        isAccepted = true;
      },
    },
    // The page shows that the subscription ended, and the user can restart it with one click.
    retryAttempts: 0,
  });
  const payload = {
    query: params.query,
    ...(params.operationName && { operationName: params.operationName }),
    ...(params.variables ? { variables: params.variables as Record<string, unknown> } : {}),
  };
  const results = client.iterate(payload) as AsyncGenerator<Result>;
  return {
    next: () =>
      results.next().catch(reason => (isStopped ? { done: true, value: undefined } : { value: ended(reason, failure) })),
    return: () => {
      isStopped = true;
      // Otherwise the client would wait until the gateway accepts the connection.
      if (!isAccepted) client.terminate();
      return results.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Returns the errors that the gateway sent, or the reason why the socket was closed. */
function ended(reason: unknown, failure: (message: string) => Result): Result {
  if (Array.isArray(reason)) return { errors: reason as NonNullable<Result['errors']> };
  if (typeof reason === 'object' && reason !== null && 'code' in reason) {
    const { code, reason: text } = reason as { code: number; reason?: string };
    return failure(`The gateway closed the socket: ${code} ${text ?? ''}`.trim());
  }
  return failure(`The gateway cannot be reached over WebSocket: ${String(reason)}`);
}
