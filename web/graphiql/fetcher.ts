import type { GraphiQLProps } from 'graphiql';
import { type ExecutionResult, GraphQLError, getOperationAST, parse } from 'graphql';
import { subscribe } from './subscription';

type Fetcher = GraphiQLProps['fetcher'];
type Result = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

export interface Gateway {
  readonly endpoint: string;
  /** Returns the token at the time of a request. */
  readonly token: () => string;
  /** Called with the status of each response, and with the page's own token if the request used it. */
  readonly onResponse: (status: number, token: string) => void;
}

/**
 * Sends queries as GraphQL over HTTP and subscriptions as GraphQL over WebSocket. A failure becomes a GraphQL error in the
 * result.
 */
export function createFetcher(gateway: Gateway): Fetcher {
  return async (params, options) => {
    const headers = new Headers(options?.headers);
    headers.set('content-type', 'application/json');
    headers.set('accept', 'application/graphql-response+json, application/json;q=0.9');

    const own = headers.has('authorization') ? '' : gateway.token();
    if (own !== '') headers.set('authorization', `Bearer ${own}`);
    if (!headers.has('authorization')) {
      return failure('No bearer token, so no request was sent. Enter a token in the field at the top of the page.');
    }

    if (isSubscription(params)) {
      const authorization = headers.get('authorization') ?? '';
      return subscribe(gateway.endpoint, authorization, params, failure);
    }

    let response: Response;
    try {
      const body = JSON.stringify(params);
      response = await fetch(gateway.endpoint, { method: 'POST', headers, body });
    } catch (error) {
      return failure(`The gateway cannot be reached at ${gateway.endpoint}: ${String(error)}`);
    }
    gateway.onResponse(response.status, own);
    return readResult(response);
  };
}

/** A document that cannot be parsed is sent to the gateway, which reports the error. */
function isSubscription({ query, operationName }: { query: string; operationName?: string | null }): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}

/** An error status carries GraphQL errors as well, so the body decides and not the status. */
async function readResult(response: Response): Promise<Result> {
  const body = await response.text();
  try {
    const result: unknown = JSON.parse(body);
    if (typeof result === 'object' && result !== null) return result as Result;
  } catch {
    // Not JSON: most likely the error page of a proxy.
  }
  return failure(`HTTP ${response.status} with a response that is not GraphQL: ${body.slice(0, 300) || '(empty)'}`);
}

function failure(message: string): Result {
  return { errors: [new GraphQLError(message)] };
}
