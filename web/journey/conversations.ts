import type { Client, ClientOptions } from 'graphql-ws/client';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Conversation } from './conversation';
import { MyConversationsDocument, type MyConversationsSubscription } from './generated/operations';
import { Subscription } from './subscription';

/**
 * `late`: no message has come within the time limit, and further attempts are made. `unavailable`: the gateway ended the
 * subscription for good, for example because the platform denies it.
 */
export type Connection = 'connecting' | 'live' | 'interrupted' | 'late' | 'unavailable';

/** Milliseconds until the first list counts as late. Usually it is there within one second. */
const FIRST_LIST = 10_000;

interface Events {
  /** The gateway refused the token, or no longer accepts it. */
  expired(token: string): void;
  /** Interactions that ring and were not in the last list. Not called for the first list. */
  ringing(conversations: readonly Conversation[]): void;
}

/**
 * The viewer's interactions. Each message of the subscription has the complete list, so that after a new connection
 * none is missing and none is listed twice.
 */
export class Conversations implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #events: Events;
  #subscription: Subscription<MyConversationsSubscription> | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;

  list: readonly Conversation[] | undefined;
  connection: Connection = 'connecting';
  /** Milliseconds by which the gateway's clock is ahead of the browser's. */
  clockOffset = 0;

  constructor(
    host: ReactiveControllerHost,
    events: Events,
    private readonly create?: (options: ClientOptions) => Client,
  ) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  start(endpoint: string, token: string, list: readonly Conversation[] | undefined): void {
    this.stop();
    this.list = list;
    this.connection = 'connecting';
    const url = new URL(endpoint, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const handlers = {
      next: ({ myConversationsChanged: change }: MyConversationsSubscription) => {
        this.#apply(change.conversations, Date.parse(change.at));
      },
      interrupted: () => {
        if (this.connection !== 'late') this.#become('interrupted');
      },
      refused: () => {
        clearTimeout(this.#lateTimer);
        this.#become('unavailable');
      },
      expired: () => this.#events.expired(token),
    };
    this.#subscription = new Subscription(url.href, token, MyConversationsDocument, handlers, this.create);
    this.#lateTimer = setTimeout(() => this.#become('late'), FIRST_LIST);
  }

  stop(): void {
    clearTimeout(this.#lateTimer);
    this.#subscription?.stop();
    this.#subscription = undefined;
    this.list = undefined;
  }

  #apply(conversations: readonly Conversation[], at: number): void {
    clearTimeout(this.#lateTimer);
    const known = this.list;
    this.list = conversations;
    this.clockOffset = at - Date.now();
    this.#become('live');
    if (known === undefined) return;
    const rang = new Set(known.filter(isRinging).map(({ id }) => id));
    const ringing = conversations.filter(conversation => isRinging(conversation) && !rang.has(conversation.id));
    if (ringing.length > 0) this.#events.ringing(ringing);
  }

  #become(connection: Connection): void {
    this.connection = connection;
    this.#host.requestUpdate();
  }
}

function isRinging({ state }: Conversation): boolean {
  return state === 'ALERTING';
}
