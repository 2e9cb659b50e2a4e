import { type RequestFailure, toFailure } from '../data/errors';
import type { SessionStore } from '../data/session-store';
import type { ChannelGroup, Session } from '../data/types';
import { MoreSessionsDocument } from '../generated/operations';
import type { Context } from './context';
import { Retry } from './retry';

const PAGE_SIZE = 50;

/** Reads further pages of the list, or of a filter of it, when the end of the list comes into view. */
export class Pager {
  groups: readonly ChannelGroup[] = [];
  isLoading = false;
  failure: RequestFailure | undefined;
  readonly retry: Retry;

  constructor(
    private readonly context: Context,
    private readonly store: SessionStore,
    private readonly onPage: (added: readonly Session[]) => void,
  ) {
    this.retry = new Retry(() => context.changed());
  }

  get hasMore(): boolean {
    return this.store.position(this.groups).hasMore;
  }

  reset(): void {
    this.isLoading = false;
    this.failure = undefined;
    this.retry.cancel();
  }

  filter(groups: readonly ChannelGroup[]): void {
    this.groups = groups;
    this.reset();
    this.context.changed();
  }

  /** Reads the next page, unless one is being read or the last attempt failed and has not been repeated. */
  async more(customerId: string): Promise<void> {
    if (this.isLoading || this.failure !== undefined || !this.hasMore) return;
    const { groups } = this;
    const signal = this.context.signal();
    const { queues, wrapUps } = this.context.capabilities();
    this.isLoading = true;
    this.context.changed();
    try {
      const { data, errors } = await this.context.client.query(
        MoreSessionsDocument,
        {
          id: customerId,
          first: PAGE_SIZE,
          after: this.store.position(groups).after,
          filter: groups.length > 0 ? { channelGroups: [...groups] } : null,
          queues,
          wrapUps,
        },
        signal,
      );
      if (signal.aborted) return;
      if (!data.customer?.sessions) throw new Error(errors[0]?.message ?? 'the customer is no longer visible');
      this.onPage(this.store.addPage(groups, data.customer.sessions));
      this.retry.succeeded();
    } catch (error) {
      if (signal.aborted || groups !== this.groups) return;
      this.failure = toFailure(error);
      this.retry.plan(this.failure, () => this.again(customerId));
      this.context.failed(this.failure);
    } finally {
      if (!signal.aborted && groups === this.groups) this.isLoading = false;
      this.context.changed();
    }
  }

  again(customerId: string): void {
    this.failure = undefined;
    void this.more(customerId);
  }
}
