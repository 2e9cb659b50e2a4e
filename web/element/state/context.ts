import type { Client } from '../data/client';
import type { RequestFailure } from '../data/errors';
import type { Capabilities } from '../data/types';

/** The client, the capabilities and the signals that the parts of the state share. */
export interface Context {
  readonly client: Client;
  /** The viewer's capabilities, so that no part is queried that would be denied. Everything before they are known. */
  capabilities(): Capabilities;
  /** Ends with the journey that is shown: a response for another one is ignored. */
  signal(): AbortSignal;
  /** Shows the new state. */
  changed(): void;
  /** Called for a failure of a part, such as a page or details. A rejected token signs the whole element out. */
  failed(failure: RequestFailure): void;
}

/** Assumed until the gateway has sent the capabilities, so that the first query asks for everything. */
export const EVERYTHING: Capabilities = {
  sessions: true,
  conversationSessions: true,
  events: true,
  eventDetails: true,
  wrapUps: true,
  queues: true,
  customerDetails: true,
  segments: true,
  customerSegments: true,
};
