import type { ChannelGroup, Session } from './types';

/** How far a list of sessions, all or those of some groups, has been read. */
export interface ListPosition {
  readonly after: string | null;
  readonly hasMore: boolean;
  /** The start of the oldest session that was read. Sessions before it may have neighbors that are not known. */
  readonly oldest: string | null;
}

export interface SessionPage {
  readonly nodes: readonly Session[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export const newestFirst = (a: Session, b: Session): number =>
  b.startedAt < a.startedAt ? -1 : b.startedAt > a.startedAt ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/**
 * The known sessions of a customer, merged from the pages of queries and the messages of the subscription. A message is
 * never older than a page: a page does not replace a session that is already known.
 */
export class SessionStore {
  #sessions = new Map<string, Session>();
  /** Sessions that the viewer can no longer see. A page that was requested before may still contain them. */
  #removed = new Set<string>();
  #sorted: readonly Session[] | undefined;
  #lists = new Map<string, ListPosition>();

  get size(): number {
    return this.#sessions.size;
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** All known sessions, newest first. */
  all(): readonly Session[] {
    this.#sorted ??= [...this.#sessions.values()].sort(newestFirst);
    return this.#sorted;
  }

  /** The sessions of a filter without gaps: none that is older than what was read for the filter. */
  visible(groups: readonly ChannelGroup[]): readonly Session[] {
    const { hasMore, oldest } = this.position(groups);
    return this.all().filter(
      session =>
        (groups.length === 0 || groups.includes(session.channel.group)) &&
        (!hasMore || (oldest !== null && session.startedAt >= oldest)),
    );
  }

  /**
   * How far the list of a filter was read. Cursors are positions among all sessions, so a filter continues where the
   * whole list ends.
   */
  position(groups: readonly ChannelGroup[]): ListPosition {
    const whole = this.#lists.get('') ?? { after: null, hasMore: true, oldest: null };
    const own = this.#lists.get(keyOf(groups));
    const isFurther = own !== undefined && (whole.oldest === null || (own.oldest ?? '') <= whole.oldest);
    return whole.hasMore && isFurther ? own : whole;
  }

  /** Adds a page that was read after the position of the filter. Returns the sessions that were not known. */
  addPage(groups: readonly ChannelGroup[], page: SessionPage): readonly Session[] {
    const added = page.nodes.filter(({ id }) => !this.#sessions.has(id) && !this.#removed.has(id));
    for (const session of added) this.#sessions.set(session.id, session);
    const oldest = page.nodes.at(-1)?.startedAt ?? this.position(groups).oldest;
    const { endCursor: after, hasNextPage } = page.pageInfo;
    this.#lists.set(keyOf(groups), { after, hasMore: hasNextPage && after !== null, oldest });
    this.#sorted = undefined;
    return added;
  }

  /**
   * Replaces the newest sessions by a first page that was read again. Older ones are kept if the page continues them, so
   * that the screen does not jump.
   */
  replaceFirstPage(page: SessionPage): void {
    const oldest = page.nodes.at(-1)?.startedAt;
    const isContinued = page.pageInfo.hasNextPage && page.nodes.some(({ id }) => this.#sessions.has(id));
    for (const session of this.all()) {
      if (!isContinued || oldest === undefined || session.startedAt >= oldest) this.#sessions.delete(session.id);
    }
    if (!isContinued) this.#lists.clear();
    this.#removed.clear();
    const whole = this.#lists.get('');
    for (const session of page.nodes) this.#sessions.set(session.id, session);
    this.#sorted = undefined;
    if (whole === undefined) this.addPage([], page);
  }

  /** Stores the state that a message has. Returns whether the session is new to the list. */
  put(session: Session): boolean {
    if (!session.channel.supported) {
      this.remove(session.id);
      return false;
    }
    const isNew = !this.#sessions.has(session.id);
    this.#removed.delete(session.id);
    this.#sessions.set(session.id, session);
    this.#sorted = undefined;
    return isNew;
  }

  remove(id: string): void {
    this.#removed.add(id);
    if (this.#sessions.delete(id)) this.#sorted = undefined;
  }

  clear(): void {
    this.#sessions.clear();
    this.#removed.clear();
    this.#lists.clear();
    this.#sorted = undefined;
  }
}

function keyOf(groups: readonly ChannelGroup[]): string {
  return [...groups].sort().join();
}
