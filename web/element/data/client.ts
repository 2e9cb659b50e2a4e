import type { TypedDocumentString } from '../generated/operations';
import type { Credentials } from './credentials';
import { failureOf, removeFailed, RequestFailure, type ResponseError } from './errors';

export interface Result<Data> {
  readonly data: Data;
  readonly errors: readonly ResponseError[];
}

/** Milliseconds. A request without a complete response by then has no connection, for example behind a proxy that hangs. */
const TIMEOUT = 30_000;

/** Sends queries as GraphQL over HTTP. */
export class Client {
  constructor(
    private readonly endpoint: () => string,
    private readonly credentials: Credentials,
  ) {}

  /**
   * Returns the data with the errors of single fields, whose values are undefined. A rejected token is replaced once. Throws a `RequestFailure` if
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
    // Before the request, whose failure means that the network failed.
    const url = this.endpoint();
    const headers = headersOf(token);
    try {
      return await fetch(url, {
        method: 'POST',
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
        credentials: 'omit',
        headers,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      throw unreachable();
    }
  }
}

const unreachable = () => new RequestFailure('offline', 'NETWORK', 'the gateway cannot be reached');

function headersOf(token: string): Headers {
  try {
    return new Headers({
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    });
  } catch {
    // The message of the exception can contain the token.
    throw new RequestFailure('failed', 'TOKEN', 'the token has characters that a header cannot contain');
  }
}

/** Reads a response of the gateway or of a proxy before it, which may send anything. */
export async function read<Data>(response: Response): Promise<Result<Data>> {
  const text = await response.text().catch(() => {
    throw unreachable();
  });
  const body = parse<Data>(text);
  const errors = body?.errors ?? [];
  if (response.ok && body?.data) {
    removeFailed(body.data, errors);
    return { data: body.data, errors };
  }
  const [error] = errors;
  const failure = error ? failureOf(error) : failureOfStatus(response.status);
  const retryAfter = Number(response.headers.get('retry-after') ?? undefined);
  if (!(retryAfter >= 0)) throw failure;
  throw new RequestFailure(failure.reason, failure.code, failure.message, retryAfter);
}

interface Body<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly ResponseError[];
}

function parse<Data>(text: string): Body<Data> | null | undefined {
  try {
    return JSON.parse(text) as Body<Data> | null;
  } catch {
    return undefined;
  }
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
