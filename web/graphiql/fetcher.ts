import type { GraphiQLProps } from 'graphiql';
import { type ExecutionResult, GraphQLError, getOperationAST, parse } from 'graphql';
import { subscribe } from './subscription';

type Fetcher = GraphiQLProps['fetcher'];
type Result = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

export interface Gateway {
  readonly endpoint: string;
  /** The token at the time of a request. */
  readonly token: () => string;
  /** Told of the status of each answer, and of the page's own token where that is what was sent. */
  readonly onAnswer: (status: number, token: string) => void;
}

/**
 * Sends operations to the gateway as GraphQL over HTTP, subscriptions as GraphQL over WebSocket. Whatever goes wrong is
 * answered as a GraphQL error.
 */
export function createFetcher(gateway: Gateway): Fetcher {
  return async (params, options) => {
    const headers = new Headers(options?.headers);
    headers.set('content-type', 'application/json');
    headers.set('accept', 'application/graphql-response+json, application/json;q=0.9');

    const own = headers.has('authorization') ? '' : gateway.token();
    if (own !== '') headers.set('authorization', `Bearer ${own}`);
    if (!headers.has('authorization')) {
      return failure('No bearer token, so nothing was sent: enter one in the field at the top of the page.');
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
    gateway.onAnswer(response.status, own);
    return readResult(response);
  };
}

/** What cannot be parsed is for the gateway to judge. */
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
    // Not JSON: most likely a proxy's own page.
  }
  return failure(`HTTP ${response.status} with an answer that is not GraphQL: ${body.slice(0, 300) || '(empty)'}`);
}

function failure(message: string): Result {
  return { errors: [new GraphQLError(message)] };
}
