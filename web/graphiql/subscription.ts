import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';

type Params = { query: string; operationName?: string | null; variables?: unknown };
type Result = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

/** What comes of a subscription, over a socket of its own that ends with it. */
export async function* subscribe(
  endpoint: string,
  authorization: string,
  params: Params,
  failure: (message: string) => Result,
): AsyncGenerator<Result> {
  const url = new URL(endpoint, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    connectionParams: { Authorization: authorization },
    // Whoever watches sees that it ended; starting again is one click.
    retryAttempts: 0,
  });
  const payload = {
    query: params.query,
    ...(params.operationName && { operationName: params.operationName }),
    ...(params.variables ? { variables: params.variables as Record<string, unknown> } : {}),
  };
  try {
    for await (const result of client.iterate(payload)) yield result as Result;
  } catch (reason) {
    yield ended(reason, failure);
  } finally {
    await client.dispose();
  }
}

/** The errors that the gateway sent, or why the socket was closed. */
function ended(reason: unknown, failure: (message: string) => Result): Result {
  if (Array.isArray(reason)) return { errors: reason as NonNullable<Result['errors']> };
  if (typeof reason === 'object' && reason !== null && 'code' in reason) {
    const { code, reason: text } = reason as { code: number; reason?: string };
    return failure(`The gateway has closed the socket: ${code} ${text ?? ''}`.trim());
  }
  return failure(`The gateway cannot be reached by WebSocket: ${String(reason)}`);
}
