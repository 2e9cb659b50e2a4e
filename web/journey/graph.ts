import { type Result, read } from '../element/data/client';
import { RequestFailure } from '../element/data/errors';
import type { TypedDocumentString } from './generated/operations';
import { timeLimit } from './time-limit';

/** Sends a query. Errors of fields are in the result; a request without any data is a `RequestFailure`. */
export async function query<Data, Variables>(
  endpoint: string,
  token: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Result<Data>> {
  let response: Response;
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      signal: timeLimit(),
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
  } catch {
    throw new RequestFailure('offline', 'NETWORK', 'the gateway cannot be reached');
  }
  return read<Data>(response);
}
