import { type Client, type ClientOptions, createClient } from 'graphql-ws/client';
import {
  JourneyChangedDocument,
  type JourneyChangedSubscription,
  type JourneyChangedSubscriptionVariables,
} from '../generated/operations';
import { backoff } from './backoff';
import type { Credentials } from './credentials';
import { failureOf, removeFailed, type RequestFailure, type ResponseError, toFailure } from './errors';

export type Change = JourneyChangedSubscription['journeyChanged'];

export interface LiveHandlers {
  /** A session in its new state. After each connection the newest 25 sessions come first. */
  onChange(change: Change): void;
  /** The connection was established again after `milliseconds` without one; 0 for the first connection. */
  onConnected(milliseconds: number): void;
  onOffline(): void;
  /** The subscription ended for a reason that another connection does not remove. */
  onEnd(failure: RequestFailure): void;
  onErrors(errors: readonly ResponseError[]): void;
}

/** The gateway did not accept the token: at `connection_init`, or later. */
const TOKEN_REJECTED = new Set([4401, 4403]);
/** Milliseconds. A connection that is not acknowledged by then is replaced, for example behind a proxy that hangs. */
const CONNECT_TIMEOUT = 10_000;
/** A connection without an answer to a ping for this time is dead, for example after the computer slept. */
const PONG_TIMEOUT = 5_000;
const PING_INTERVAL = 20_000;

/** The one subscription of the element. It connects again, with growing delays, until it is stopped. */
export class LiveChanges {
  #client: Client | undefined;
  #unsubscribe: (() => void) | undefined;
  #attempts = 0;
  #lostAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Closes the connection if the gateway does not answer. */
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** Results of an earlier run are ignored. */
  #run = 0;
  #variables: JourneyChangedSubscriptionVariables | undefined;

  constructor(
    private readonly endpoint: () => string,
    private readonly credentials: Credentials,
    private readonly handlers: LiveHandlers,
    private readonly create: (options: ClientOptions) => Client = createClient,
  ) {}

  start(variables: JourneyChangedSubscriptionVariables): void {
    this.stop();
    this.#variables = variables;
    void this.#connect();
  }

  stop(): void {
    this.#run += 1;
    this.#variables = undefined;
    this.#attempts = 0;
    this.#lostAt = undefined;
    this.#disconnect();
  }

  /** Connects at once instead of after the delay, for example when the network is back. */
  reconnectNow(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const run = this.#run;
    let token: string;
    try {
      token = await this.credentials.get();
    } catch (error) {
      if (run !== this.#run) return;
      const failure = toFailure(error);
      // Only another token helps. Any other failure of the source, such as a lost network, may be over soon.
      if (failure.reason === 'signed-out') this.#end(failure);
      else this.#connectAgain();
      return;
    }
    if (run !== this.#run || this.#variables === undefined) return;
    const client = this.create({
      url: this.endpoint().replace(/^http/, 'ws'),
      connectionParams: { Authorization: `Bearer ${token}` },
      // The delays and the token are decided here.
      retryAttempts: 0,
      keepAlive: PING_INTERVAL,
      on: {
        connected: () => run === this.#run && this.#connected(),
        ping: received => {
          if (received || run !== this.#run) return;
          this.#deadline = setTimeout(() => client.terminate(), PONG_TIMEOUT);
        },
        pong: received => received && clearTimeout(this.#deadline),
      },
    });
    this.#client = client;
    this.#deadline = setTimeout(() => client.terminate(), CONNECT_TIMEOUT);
    this.#unsubscribe = client.subscribe<JourneyChangedSubscription>(
      { query: JourneyChangedDocument.toString(), variables: { ...this.#variables } },
      {
        next: ({ data, errors }) => {
          if (run !== this.#run) return;
          if (errors) {
            removeFailed(data, errors as readonly ResponseError[]);
            this.handlers.onErrors(errors as readonly ResponseError[]);
          }
          if (data) this.handlers.onChange(data.journeyChanged);
        },
        error: reason => run === this.#run && this.#lost(reason, token),
        // The gateway completes the subscription when it stops.
        complete: () => run === this.#run && this.#lost(undefined, token),
      },
    );
  }

  #connected(): void {
    clearTimeout(this.#deadline);
    this.#attempts = 0;
    const lostAt = this.#lostAt;
    this.#lostAt = undefined;
    this.handlers.onConnected(lostAt === undefined ? 0 : Date.now() - lostAt);
  }

  /** `reason` is the event that closed the socket, an array of GraphQL errors, or an `Error`. */
  #lost(reason: unknown, token: string): void {
    const failure = Array.isArray(reason) && reason[0] ? failureOf(reason[0] as ResponseError) : undefined;
    if (failure && isFinal(failure.code)) {
      this.handlers.onErrors(reason as readonly ResponseError[]);
      this.#end(failure);
      return;
    }
    const code = (reason as { code?: unknown } | undefined)?.code;
    if (failure?.reason === 'signed-out' || TOKEN_REJECTED.has(code as number)) this.credentials.reject(token);

    const run = this.#run;
    this.#disconnect();
    // The handlers of a rejected token may have stopped this subscription or started another.
    if (run !== this.#run || this.#variables === undefined) return;
    this.#connectAgain(failure?.retryAfterSeconds);
  }

  /** Connects again after a delay that grows with each attempt. */
  #connectAgain(leastSeconds = 0): void {
    if (this.#lostAt === undefined) {
      this.#lostAt = Date.now();
      this.handlers.onOffline();
    }
    const delay = Math.max(backoff(this.#attempts), leastSeconds * 1000);
    this.#attempts += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#connect();
    }, delay);
  }

  #end(failure: RequestFailure): void {
    this.stop();
    this.handlers.onEnd(failure);
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#timer = undefined;
    // First, so that a connection that is being opened does not send the subscription to a closed socket.
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    void this.#client?.dispose();
    this.#client = undefined;
  }
}

function isFinal(code: string): boolean {
  return ['PERMISSION_DENIED', 'NOT_FOUND', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'COST_LIMIT'].includes(code);
}
