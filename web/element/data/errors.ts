/** An entry of `errors` of a GraphQL response, with the extensions that the gateway sends. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly any?: readonly string[];
    readonly all?: readonly string[];
    readonly scope?: readonly string[];
    readonly retryAfterSeconds?: number;
  };
}

/** The reason for which a request has no data that can be shown. */
export type FailureReason = 'signed-out' | 'rate-limited' | 'overloaded' | 'offline' | 'failed';

/** A failed request. `code` is the gateway's error code, or `NETWORK`, `TOKEN` or `HTTP_<status>`. */
export class RequestFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    readonly code: string,
    message: string,
    /** The seconds after which the request may be sent again, if the gateway named them. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** The failure that `value` stands for; an exception that is not one of the client is a bug of the element. */
export function toFailure(value: unknown): RequestFailure {
  if (value instanceof RequestFailure) return value;
  return new RequestFailure('failed', 'INTERNAL', value instanceof Error ? value.message : String(value));
}

/** The error that explains why a part of the response is missing, other than a denied permission. */
export function mainError(errors: readonly ResponseError[]): ResponseError | undefined {
  return errors.find(error => error.extensions?.code !== 'PERMISSION_DENIED');
}

/**
 * Replaces each null that an error explains by undefined, so that null is a fact of the gateway, such as a conversation
 * without a queue, and undefined is a value that is not known.
 */
export function removeFailed(data: unknown, errors: readonly ResponseError[]): void {
  for (const { path } of errors) {
    let parent = data as Record<string | number, unknown> | undefined;
    for (const key of path ?? []) {
      const value = parent?.[key];
      if (value === null && parent) parent[key] = undefined;
      parent = value as Record<string | number, unknown> | undefined;
      if (!parent) break;
    }
  }
}

export function failureOf(error: ResponseError): RequestFailure {
  const code = error.extensions?.code ?? 'INTERNAL';
  const reasons: Record<string, FailureReason> = {
    UNAUTHENTICATED: 'signed-out',
    RATE_LIMITED: 'rate-limited',
    OVERLOADED: 'overloaded',
  };
  return new RequestFailure(reasons[code] ?? 'failed', code, error.message, error.extensions?.retryAfterSeconds);
}
