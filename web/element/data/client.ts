import type { TypedDocumentString } from '../generated/operations';
import type { Credentials } from './credentials';
import { failureOf, RequestFailure, type ResponseError } from './errors';

export interface Result<Data> {
  readonly data: Data;
  readonly errors: readonly ResponseError[];
}

/** Sends queries as GraphQL over HTTP. */
export class Client {
  constructor(
    private readonly endpoint: () => string,
    private readonly credentials: Credentials,
  ) {}

  /**
   * Returns the data with the errors of single fields. A rejected token is replaced once. Throws a `RequestFailure` if
   * there is no data.
   */
  async query<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): Promise<Result<Data>> {
    const body = JSON.stringify({ query: document.toString(), variables });
    let token = await this.credentials.get();
    let response = await this.#post(token, body, signal);
    if (response.status === 401) {
      this.credentials.reject(token);
      token = await this.credentials.get();
      response = await this.#post(token, body, signal);
      if (response.status === 401) this.credentials.reject(token);
    }
    return read<Data>(response);
  }

  async #post(token: string, body: string, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(this.endpoint(), {
        method: 'POST',
        body,
        signal,
        credentials: 'omit',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
        },
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new RequestFailure('offline', 'NETWORK', 'the gateway cannot be reached');
    }
  }
}

/** Reads a response of the gateway or of a proxy before it, which may send anything. */
export async function read<Data>(response: Response): Promise<Result<Data>> {
  const body = (await response.json().catch(() => undefined)) as
    | { data?: Data | null; errors?: readonly ResponseError[] }
    | undefined;
  const errors = body?.errors ?? [];
  if (response.ok && body?.data) return { data: body.data, errors };
  const [error] = errors;
  const failure = error ? failureOf(error) : failureOfStatus(response.status);
  const retryAfter = Number(response.headers.get('retry-after') ?? undefined);
  if (!(retryAfter >= 0)) throw failure;
  throw new RequestFailure(failure.reason, failure.code, failure.message, retryAfter);
}

function failureOfStatus(status: number): RequestFailure {
  const code = `HTTP_${status}`;
  if (status === 401) return new RequestFailure('signed-out', 'UNAUTHENTICATED', 'the token is not valid');
  if (status === 429) return new RequestFailure('rate-limited', code, 'too many requests');
  // Proxies answer with these while the gateway restarts.
  if (status === 502 || status === 503 || status === 504)
    return new RequestFailure('offline', code, 'no gateway responds');
  return new RequestFailure('failed', code, `the gateway responded with status ${status}`);
}
