import type { GraphiQLProps } from 'graphiql';
import { getOperationAST, type DocumentNode } from 'graphql';
import { readEvents } from './sse';

type Fetcher = GraphiQLProps['fetcher'];
type Result = { data?: unknown; errors?: unknown[] };

export interface Gateway {
  readonly endpoint: string;
  /** The token at the time of a request. */
  readonly token: () => string;
  /** Told of the status of each answer, and of the page's own token where that is what was sent. */
  readonly onAnswer: (status: number, token: string) => void;
}

/**
 * Sends operations to the gateway: queries as GraphQL over HTTP, subscriptions as server-sent events (a WebSocket
 * could not carry the Authorization header). Whatever goes wrong is answered in the shape of a GraphQL error.
 */
export function createFetcher(gateway: Gateway): Fetcher {
  return async (params, options) => {
    const controller = new AbortController();
    const live = isSubscription(options?.documentAST, params.operationName);
    const headers = new Headers(options?.headers);
    headers.set('content-type', 'application/json');
    headers.set('accept', live ? 'text/event-stream' : 'application/graphql-response+json, application/json;q=0.9');

    const own = headers.has('authorization') ? '' : gateway.token();
    if (own !== '') headers.set('authorization', `Bearer ${own}`);
    if (!headers.has('authorization')) {
      return failure('No bearer token, so nothing was sent: enter one in the field at the top of the page.');
    }

    let response: Response;
    try {
      const body = JSON.stringify(params);
      response = await fetch(gateway.endpoint, { method: 'POST', headers, body, signal: controller.signal });
    } catch (error) {
      return failure(`The gateway cannot be reached at ${gateway.endpoint}: ${String(error)}`);
    }
    gateway.onAnswer(response.status, own);
    if (live && response.body && response.headers.get('content-type')?.startsWith('text/event-stream')) {
      return stoppable(results(response.body), controller);
    }
    return readResult(response);
  };
}

function isSubscription(document: DocumentNode | undefined, operationName: string | null | undefined): boolean {
  return document !== undefined && getOperationAST(document, operationName)?.operation === 'subscription';
}

/** An error status carries GraphQL errors as well, so the body decides and not the status. */
async function readResult(response: Response): Promise<Result> {
  const body = await response.text();
  try {
    const result: unknown = JSON.parse(body);
    if (typeof result === 'object' && result !== null) return result;
  } catch {
    // Not JSON: most likely a proxy's own page.
  }
  return failure(`HTTP ${response.status} with an answer that is not GraphQL: ${body.slice(0, 300) || '(empty)'}`);
}

async function* results(body: ReadableStream<Uint8Array>): AsyncGenerator<Result> {
  for await (const { event, data } of readEvents(body)) {
    if (event === 'complete') return;
    if (event === 'next') yield JSON.parse(data);
  }
}

/** GraphiQL stops a subscription through `return()`, which a generator that awaits the network would only queue. */
function stoppable(events: AsyncGenerator<Result>, controller: AbortController): AsyncIterable<Result> {
  const done: IteratorResult<Result> = { done: true, value: undefined };
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          return await events.next();
        } catch (error) {
          if (controller.signal.aborted) return done;
          return { done: false, value: failure(`The subscription broke off: ${String(error)}`) };
        }
      },
      async return() {
        controller.abort();
        return done;
      },
    }),
  };
}

function failure(message: string): Result {
  return { errors: [{ message }] };
}
