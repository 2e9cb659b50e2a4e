/** Why a request has no data. */
export class RequestFailure extends Error {
  constructor(
    readonly kind: 'unauthenticated' | 'denied' | 'unavailable',
    message: string,
    /** Seconds after which the gateway accepts the request again, if it says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

export interface Result<Data> {
  readonly data: Data;
  readonly errors: readonly GraphError[];
}

/** Sends a query. Fields that are null are in `errors`; a request without any data is a `RequestFailure`. */
export async function query<Data>(
  endpoint: string,
  token: string,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Result<Data>> {
  let response: Response;
  let body: { data?: Data | null; errors?: GraphError[] };
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: document, variables }),
    });
    body = (await response.json()) as typeof body;
  } catch {
    // No response, or one that is not JSON, such as the error page of a proxy.
    throw new RequestFailure('unavailable', '');
  }
  if (body.data) return { data: body.data, errors: body.errors ?? [] };
  const message = body.errors?.[0]?.message ?? `HTTP ${response.status}`;
  if (response.status === 401) throw new RequestFailure('unauthenticated', message);
  if (response.status === 403) throw new RequestFailure('denied', message);
  throw new RequestFailure('unavailable', message, Number(response.headers.get('retry-after')) || undefined);
}
