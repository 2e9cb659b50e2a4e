import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Client } from '../data/client';
import { Credentials, type TokenSource } from '../data/credentials';
import { type Denied, deniedParts } from '../data/denied';
import { failureOf, mainError, type RequestFailure, type ResponseError, toFailure } from '../data/errors';
import { type Change, LiveChanges } from '../data/live';
import { type CurrentSummary, LiveSummary } from '../data/live-summary';
import { SessionStore } from '../data/session-store';
import type { Capabilities, Customer, Session } from '../data/types';
import {
  type CustomerFragment,
  JourneyOfConversationDocument,
  JourneyOfCustomerDocument,
} from '../generated/operations';
import { type Context, EVERYTHING } from './context';
import { Pager } from './pager';
import { Retry } from './retry';
import { Selection } from './selection';

export type Phase = 'empty' | 'loading' | 'ready' | 'forbidden' | 'not-found' | 'no-customer' | 'failed' | 'signed-out';

export interface JourneyHost extends ReactiveControllerHost, TokenSource {
  readonly endpointUrl: string;
  readonly customerId: string | undefined;
  readonly conversationId: string | undefined;
  tokenExpired(): void;
  customerLoaded(customer: Customer): void;
  sessionAdded(session: Session): void;
  connectionChanged(isOnline: boolean): void;
  journeyFailed(failure: RequestFailure): void;
}

/** After a longer time without a connection, the list is read again: more than the newest 25 sessions can have changed. */
const LONG_OUTAGE = 60_000;

/** The state of the element: the customer, the sessions and the connection. */
export class Journey implements ReactiveController, Context {
  phase: Phase = 'empty';
  failure: RequestFailure | undefined;
  /** The failure of a part of the first query, while the other parts are shown. */
  partFailure: RequestFailure | undefined;
  customer: Customer | undefined;
  isOnline = true;
  denied: readonly Denied[] = [];
  readonly store = new SessionStore();
  readonly client: Client;
  readonly retry = new Retry(() => this.changed());
  readonly pager: Pager;
  readonly selection: Selection;
  readonly #credentials: Credentials;
  readonly #live: LiveChanges;
  #summary: LiveSummary | undefined;
  #capabilities: Capabilities | undefined;
  #errors: readonly ResponseError[] = [];
  #abort = new AbortController();

  constructor(private readonly host: JourneyHost) {
    host.addController(this);
    const endpoint = () => host.endpointUrl;
    this.#credentials = new Credentials(host, () => host.tokenExpired());
    this.client = new Client(endpoint, this.#credentials);
    this.pager = new Pager(this, this.store, added => this.#count(added));
    this.selection = new Selection(this, errors => this.#addErrors(errors));
    this.#live = new LiveChanges(endpoint, this.#credentials, {
      onChange: change => this.#apply(change),
      onConnected: milliseconds => this.#connected(milliseconds),
      onOffline: () => this.#setOnline(false),
      onEnd: failure => this.#ended(failure),
      onErrors: errors => this.#addErrors(errors),
    });
  }

  get summary(): CurrentSummary | undefined {
    return this.#summary?.value(this.store.all());
  }

  hostConnected(): void {
    window.addEventListener('online', this.#networkIsBack);
  }

  hostDisconnected(): void {
    window.removeEventListener('online', this.#networkIsBack);
    this.stop();
  }

  capabilities = (): Capabilities => this.#capabilities ?? EVERYTHING;

  signal = (): AbortSignal => this.#abort.signal;

  changed = (): void => this.host.requestUpdate();

  failed(failure: RequestFailure): void {
    this.host.journeyFailed(failure);
    if (failure.reason === 'signed-out') this.#ended(failure);
  }

  /** Shows the customer or conversation of the host, from the beginning. */
  start(): void {
    this.stop();
    this.store.clear();
    this.customer = undefined;
    this.#summary = undefined;
    this.selection.close();
    this.pager.groups = [];
    this.phase = this.host.customerId || this.host.conversationId ? 'loading' : 'empty';
    if (this.phase === 'loading') void this.#load();
  }

  /** The host has another token. What is shown stays until it is replaced by what the new token shows. */
  tokenChanged(): void {
    this.#credentials.reset();
    this.#capabilities = undefined;
    if (this.phase === 'ready') void this.#load('replace');
    else this.start();
  }

  /**
   * The host has another function. It is used for the next token; frameworks may pass a new function with each render, so
   * only an element that has no valid token, or waits for one, asks at once.
   */
  getTokenChanged(): void {
    const isNeeded = this.phase === 'signed-out' || this.phase === 'failed' || this.#credentials.isPending;
    if (isNeeded) this.tokenChanged();
  }

  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#live.stop();
    this.retry.cancel();
    this.pager.reset();
    this.failure = undefined;
    this.partFailure = undefined;
    this.isOnline = true;
  }

  more(): void {
    if (this.phase === 'ready' && this.customer) void this.pager.more(this.customer.id);
  }

  /** Reads the first page again, whose parts did not all succeed. */
  retryParts = (): void => void this.#load('refresh');

  retryPage(): void {
    if (this.customer) this.pager.again(this.customer.id);
  }

  async #load(mode: 'start' | 'replace' | 'refresh' = 'start'): Promise<void> {
    if (mode === 'replace') this.stop();
    const { signal } = this.#abort;
    this.changed();
    try {
      const { customer, absence, errors } = await this.#query(signal);
      if (signal.aborted) return;
      this.retry.succeeded();
      this.failure = undefined;
      this.#errors = errors;
      this.#updateDenied();
      const error = mainError(errors);
      if (!customer?.sessions && error) throw failureOf(error);
      if (!customer) {
        this.phase = absence;
        return;
      }
      this.partFailure = error && failureOf(error);
      if (this.partFailure) this.host.journeyFailed(this.partFailure);
      this.#show(customer, mode);
    } catch (error) {
      if (signal.aborted) return;
      const failure = toFailure(error);
      this.failure = failure;
      if (failure.reason === 'signed-out') this.phase = 'signed-out';
      // The id is not a UUID, so nothing has it.
      else if (failure.code === 'BAD_USER_INPUT') this.phase = 'not-found';
      else if (mode !== 'refresh') this.phase = 'failed';
      this.retry.plan(failure, () => void this.#load(mode));
      this.host.journeyFailed(failure);
    } finally {
      this.changed();
    }
  }

  async #query(signal: AbortSignal) {
    const { customerDetails, customerSegments, segments, queues, wrapUps } = this.capabilities();
    const parts = { customerDetails, customerSegments, segments, queues, wrapUps };
    const { customerId, conversationId } = this.host;
    if (customerId) {
      const variables = { id: customerId, ...parts };
      const { data, errors } = await this.client.query(JourneyOfCustomerDocument, variables, signal);
      this.#capabilities = data.viewer.capabilities;
      return { customer: data.customer, absence: 'not-found' as const, errors };
    }
    const variables = { id: conversationId ?? '', ...parts };
    const { data, errors } = await this.client.query(JourneyOfConversationDocument, variables, signal);
    this.#capabilities = data.viewer.capabilities;
    const { conversation } = data;
    const absence = conversation ? ('no-customer' as const) : ('not-found' as const);
    return { customer: conversation?.customer, absence, errors };
  }

  #show({ sessions, summary, ...customer }: CustomerFragment, mode: 'start' | 'replace' | 'refresh'): void {
    this.customer = customer;
    this.host.customerLoaded(customer);
    if (!sessions) {
      this.phase = 'forbidden';
      return;
    }
    this.phase = 'ready';
    if (mode === 'refresh') this.store.replaceFirstPage(sessions);
    else {
      this.store.clear();
      this.store.addPage([], sessions);
    }
    this.#summary = summary ? new LiveSummary(summary, sessions.nodes[0]?.startedAt ?? '') : undefined;
    this.#count(this.store.all());
    if (mode === 'replace') this.selection.reopen(this.store);
    const { queues, wrapUps } = this.capabilities();
    this.#live.start({ id: customer.id, queues, wrapUps });
  }

  #count(sessions: readonly Session[]): void {
    for (const session of sessions) this.#summary?.addCounted(session);
  }

  #apply({ kind, session }: Change): void {
    if (kind === 'SESSION_REMOVED') {
      this.store.remove(session.id);
      this.selection.sessionRemoved(session.id);
    } else {
      this.#summary?.addChanged(session, kind);
      const newest = this.store.all()[0]?.startedAt ?? '';
      // Not only `SESSION_STARTED`: a session can start before the subscription does, or while it is lost.
      if (this.store.put(session) && session.startedAt > newest) this.host.sessionAdded(session);
      this.selection.sessionChanged(session);
    }
    this.changed();
  }

  #connected(milliseconds: number): void {
    this.#setOnline(true);
    if (milliseconds > LONG_OUTAGE) void this.#load('refresh');
  }

  #setOnline(isOnline: boolean): void {
    if (isOnline === this.isOnline) return;
    this.isOnline = isOnline;
    this.host.connectionChanged(isOnline);
    this.changed();
  }

  #ended(failure: RequestFailure): void {
    if (failure.reason === 'signed-out') {
      this.stop();
      this.phase = 'signed-out';
    } else if (failure.code === 'NOT_FOUND') {
      this.stop();
      this.phase = 'not-found';
    } else if (failure.code === 'PERMISSION_DENIED') {
      this.stop();
      this.phase = 'forbidden';
    } else {
      this.stop();
      this.failure = failure;
      this.phase = 'failed';
      this.host.journeyFailed(failure);
    }
    this.changed();
  }

  #addErrors(errors: readonly ResponseError[]): void {
    if (errors.length === 0) return;
    this.#errors = [...this.#errors, ...errors].slice(-50);
    this.#updateDenied();
  }

  #updateDenied(): void {
    this.denied = deniedParts(this.#capabilities, this.#errors);
    this.changed();
  }

  #networkIsBack = (): void => {
    this.#live.reconnectNow();
    this.retry.now();
    this.pager.retry.now();
    this.selection.retry.now();
  };
}
