import { type RequestFailure, mainError, failureOf, type ResponseError, toFailure } from '../data/errors';
import type { SessionStore } from '../data/session-store';
import type { Session, SessionDetails } from '../data/types';
import { MoreEventsDocument, SessionDetailsDocument } from '../generated/operations';
import type { Context } from './context';
import { Retry } from './retry';

/** Changes of an open session come in bursts, for example at a transfer; its details are read once for each burst. */
const REFRESH_DELAY = 1_000;

/** The session whose card is open, and its details. */
export class Selection {
  id: string | undefined;
  details: SessionDetails | undefined;
  failure: RequestFailure | undefined;
  /** The failure of a part of the details, while the other parts are shown. */
  partFailure: RequestFailure | undefined;
  isGone = false;
  isLoadingEvents = false;
  readonly retry: Retry;
  #request: AbortController | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  /** The state of the session for which the details were read. */
  #version = '';

  constructor(
    private readonly context: Context,
    private readonly onErrors: (errors: readonly ResponseError[]) => void,
  ) {
    this.retry = new Retry(() => context.changed());
  }

  open(session: Session): void {
    this.close();
    this.id = session.id;
    this.#version = versionOf(session);
    void this.#read();
  }

  close(): void {
    this.#request?.abort();
    clearTimeout(this.#refresh);
    this.retry.cancel();
    this.id = undefined;
    this.details = undefined;
    this.failure = undefined;
    this.partFailure = undefined;
    this.isGone = false;
    this.isLoadingEvents = false;
  }

  again(): void {
    this.failure = undefined;
    void this.#read();
  }

  /** Reads the open details again for another viewer, who may see more or less of them. */
  reopen(sessions: Pick<SessionStore, 'get'>): void {
    const session = this.id === undefined ? undefined : sessions.get(this.id);
    if (session) this.open(session);
    else this.close();
  }

  /** Reads the details again if more of the open session has changed than its status. */
  sessionChanged(session: Session): void {
    if (session.id !== this.id || versionOf(session) === this.#version) return;
    this.#version = versionOf(session);
    clearTimeout(this.#refresh);
    this.#refresh = setTimeout(() => void this.#read(), REFRESH_DELAY);
  }

  sessionRemoved(id: string): void {
    if (id !== this.id) return;
    this.isGone = true;
    this.context.changed();
  }

  async #read(): Promise<void> {
    const { id } = this;
    if (id === undefined) return;
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const { events, eventDetails, queues, wrapUps, segments } = this.context.capabilities();
    this.context.changed();
    try {
      const { data, errors } = await this.context.client.query(
        SessionDetailsDocument,
        { id, events, eventDetails, queues, wrapUps, segments },
        signal,
      );
      this.onErrors(errors);
      const error = mainError(errors);
      if (!data.session && error) throw failureOf(error);
      this.isGone = !data.session;
      if (data.session) this.details = data.session;
      this.failure = undefined;
      this.partFailure = error && failureOf(error);
      if (this.partFailure) this.context.failed(this.partFailure);
      this.retry.succeeded();
    } catch (error) {
      if (signal.aborted) return;
      this.failure = toFailure(error);
      this.retry.plan(this.failure, () => this.again());
      this.context.failed(this.failure);
    } finally {
      if (!signal.aborted) this.context.changed();
    }
  }

  /** Reads the next page of the events and adds it to the details. */
  async moreEvents(): Promise<void> {
    const { details } = this;
    const after = details?.events?.pageInfo.endCursor;
    const signal = this.#request?.signal;
    if (this.isLoadingEvents || !details?.events || !after || !signal) return;
    this.isLoadingEvents = true;
    this.context.changed();
    const { eventDetails, queues, wrapUps, segments } = this.context.capabilities();
    try {
      const variables = { id: details.id, after, eventDetails, queues, wrapUps, segments };
      const { data, errors } = await this.context.client.query(MoreEventsDocument, variables, signal);
      const page = data.session?.events;
      if (!page) throw new Error(errors[0]?.message ?? 'the session is no longer visible');
      this.details = { ...details, events: { ...page, nodes: [...details.events.nodes, ...page.nodes] } };
    } catch (error) {
      if (signal.aborted) return;
      this.partFailure = toFailure(error);
      this.context.failed(this.partFailure);
    } finally {
      if (!signal.aborted) {
        this.isLoadingEvents = false;
        this.context.changed();
      }
    }
  }
}

/** Changes whenever a change of the session can have changed its details. */
function versionOf(session: Session): string {
  const { eventCount, endedAt } = session;
  if (session.__typename !== 'ConversationSession') return JSON.stringify([eventCount, endedAt]);
  const { queue, agent, wrapUp, phase } = session;
  return JSON.stringify([eventCount, endedAt, queue?.id, agent?.id, wrapUp, phase]);
}
