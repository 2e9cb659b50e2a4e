import { type Client, type ClientOptions, createClient } from 'graphql-ws/client';
import { backoff } from '../element/data/backoff';
import { failureOf, type ResponseError } from '../element/data/errors';
import type { TypedDocumentString } from './generated/operations';

/** Milliseconds between two pings. */
const PING_INTERVAL = 20_000;
/** A connection without an answer to a ping for this time is dead, for example after the computer slept. */
const PONG_TIMEOUT = 5_000;
/** An attempt that the gateway has not accepted by then fails. The browser waits minutes for an answer. */
const CONNECT_TIMEOUT = 10_000;

/** Errors that another connection does not remove. */
const FINAL = new Set(['PERMISSION_DENIED', 'NOT_FOUND', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'COST_LIMIT']);

interface Handlers<Data> {
  next(data: Data): void;
  /** The connection was lost. It is established again, with growing delays. */
  interrupted(): void;
  /** The gateway did not accept the token, or no longer does. */
  expired(): void;
  /** The gateway ended the subscription for good. */
  refused(): void;
}

/** A subscription that connects again until it is stopped or its token is refused. */
export class Subscription<Data extends Record<string, unknown>> {
  #client: Client | undefined;
  #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #isStopped = false;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly document: TypedDocumentString<Data, Record<string, never>>,
    private readonly handlers: Handlers<Data>,
    private readonly create: (options: ClientOptions) => Client = createClient,
  ) {
    addEventListener('online', this.#reconnectNow);
    this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    removeEventListener('online', this.#reconnectNow);
    this.#disconnect();
  }

  #connect(): void {
    let pongTimer: ReturnType<typeof setTimeout> | undefined;
    const connectTimer = setTimeout(() => client.terminate(), CONNECT_TIMEOUT);
    const client = this.create({
      url: this.url,
      connectionParams: { Authorization: `Bearer ${this.token}` },
      // The delays are decided here, because the gateway completes its subscriptions when it stops.
      retryAttempts: 0,
      keepAlive: PING_INTERVAL,
      on: {
        connected: () => clearTimeout(connectTimer),
        ping: received => {
          if (!received) pongTimer = setTimeout(() => client.terminate(), PONG_TIMEOUT);
        },
        pong: () => clearTimeout(pongTimer),
        closed: () => {
          clearTimeout(connectTimer);
          clearTimeout(pongTimer);
        },
      },
    });
    this.#client = client;
    this.#unsubscribe = client.subscribe<Data>(
      { query: this.document.toString() },
      {
        next: ({ data }) => {
          if (client !== this.#client) return;
          this.#failures = 0;
          if (data) this.handlers.next(data);
        },
        error: reason => client === this.#client && this.#ended(reason),
        complete: () => client === this.#client && this.#ended(undefined),
      },
    );
  }

  /** `reason` is the event that closed the socket, an array of GraphQL errors, or an `Error`. */
  #ended(reason: unknown): void {
    this.#disconnect();
    const failure = Array.isArray(reason) && reason[0] ? failureOf(reason[0] as ResponseError) : undefined;
    const code = failure?.code ?? (reason as { code?: unknown } | undefined)?.code;
    if (code === 4401 || code === 4403 || code === 'UNAUTHENTICATED') this.handlers.expired();
    else if (FINAL.has(String(code))) this.handlers.refused();
    else this.#reconnectLater(failure?.retryAfterSeconds);
  }

  /** Connects again after a delay that grows with each attempt. */
  #reconnectLater(leastSeconds = 0): void {
    if (this.#failures === 0) this.handlers.interrupted();
    if (this.#isStopped) return;
    this.#timer = setTimeout(this.#reconnectNow, Math.max(backoff(this.#failures), leastSeconds * 1000));
    this.#failures += 1;
  }

  readonly #reconnectNow = (): void => {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#connect();
  };

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const client = this.#client;
    this.#client = undefined;
    // First, so that a connection that is being opened does not send the subscription to a closed socket.
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    void client?.dispose();
  }
}
