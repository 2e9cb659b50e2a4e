import { type Client, createClient } from 'graphql-ws';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { CONVERSATION_FIELDS, type Conversation } from './conversation';

const DOCUMENT = `subscription MyConversations {
  myConversationsChanged {
    at
    conversations { ...ConversationFields }
  }
}
${CONVERSATION_FIELDS}`;

interface Data {
  readonly myConversationsChanged: { readonly at: string; readonly conversations: readonly Conversation[] } | null;
}

/** Milliseconds before the first and the last attempts to connect again. */
const FIRST_RETRY = 500;
const LAST_RETRY = 10_000;

/** `unavailable`: the gateway ended the subscription, for example because the platform denies it. */
export type Connection = 'connecting' | 'live' | 'interrupted' | 'unavailable';

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
  #client: Client | undefined;

  list: readonly Conversation[] | undefined;
  connection: Connection = 'connecting';
  /** Milliseconds by which the gateway's clock is ahead of the browser's. */
  clockOffset = 0;

  constructor(host: ReactiveControllerHost, events: Events) {
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
    const client = createClient({
      url: url.href,
      connectionParams: { Authorization: `Bearer ${token}` },
      keepAlive: 15_000,
      retryAttempts: Infinity,
      retryWait: waitForRetry,
      shouldRetry: event => !isExpiry(event),
      on: {
        closed: event => {
          if (client !== this.#client) return;
          if (isExpiry(event)) this.#events.expired(token);
          else this.#become('interrupted');
        },
      },
    });
    this.#client = client;
    client.subscribe<Data>(
      { query: DOCUMENT },
      {
        next: ({ data }) => {
          const change = data?.myConversationsChanged;
          if (client === this.#client && change) this.#apply(change.conversations, Date.parse(change.at));
        },
        error: () => {
          if (client === this.#client) this.#become('unavailable');
        },
        complete: () => {
          if (client === this.#client) this.#become('unavailable');
        },
      },
    );
    this.#host.requestUpdate();
  }

  stop(): void {
    const client = this.#client;
    this.#client = undefined;
    this.list = undefined;
    void client?.dispose();
  }

  #apply(conversations: readonly Conversation[], at: number): void {
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

/** 4401: the token was not valid at the start. 4403: it was revoked, or its rights do not suffice. */
function isExpiry(event: unknown): boolean {
  const code = (event as { code?: unknown } | undefined)?.code;
  return code === 4401 || code === 4403;
}

/** Waits twice as long after each failure, with jitter, but no longer than until the browser is online again. */
function waitForRetry(retries: number): Promise<void> {
  const delay = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** retries) * (0.5 + Math.random() / 2);
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    addEventListener('online', done);
  });
}
