import type { ChangeKind, Conversation, Session, Summary } from './types';

/** The contribution of a session to the summary that the gateway counted. */
interface Counted {
  readonly isOpen: boolean;
  readonly isContact: boolean;
  readonly hasWrapUp: boolean;
}

/** The summary with the contact that is still open apart from the last one that has ended. */
export interface CurrentSummary extends Omit<Summary, 'lastContact'> {
  /** The newest open contact. */
  readonly current: Session | undefined;
  /** The newest contact that is not open. Null if there is none, undefined if it is not known. */
  readonly lastContact: Session | null | undefined;
}

const NOT_COUNTED: Counted = { isOpen: false, isContact: false, hasWrapUp: false };
const SHOWN_WRAP_UPS = 3;

const isConversation = (session: Session): session is Conversation => session.type === 'CONVERSATION';

const count = (session: Session): Counted => ({
  isOpen: session.endedAt === null,
  isContact: isConversation(session),
  hasWrapUp: isConversation(session) && Boolean(session.wrapUp),
});

/**
 * The summary of the start, kept current with the messages of the subscription, so that no further query is needed. Each
 * known session is counted as it is now instead of as it was when the gateway counted it.
 */
export class LiveSummary {
  #counted = new Map<string, Counted & { readonly group: Session['channel']['group'] }>();

  constructor(
    private readonly base: Summary,
    /** The start of the newest session that the summary counts. Not a time of the browser, whose clock can be wrong. */
    private readonly newest: string,
  ) {}

  /** A session of a query, which the summary already counts. */
  addCounted(session: Session): void {
    if (!this.#counted.has(session.id)) this.#set(session, count(session));
  }

  /** A session of the subscription. */
  addChanged(session: Session, kind: ChangeKind): void {
    if (this.#counted.has(session.id)) return;
    if (session.startedAt > this.newest) this.#set(session, NOT_COUNTED);
    else this.#set(session, { ...count(session), isOpen: kind === 'SESSION_ENDED' || session.endedAt === null });
  }

  #set(session: Session, counted: Counted): void {
    this.#counted.set(session.id, { ...counted, group: session.channel.group });
  }

  /** The summary with the known sessions, newest first. */
  value(sessions: readonly Session[]): CurrentSummary {
    let openNow = this.base.openNow;
    let sessionCount = this.base.sessionCount;
    const contacts = new Map(this.base.contactsByGroup.map(entry => [entry.group, { ...entry }]));
    const addContact = (group: Session['channel']['group'], change: number) => {
      const entry = contacts.get(group) ?? { group, last7Days: 0, last30Days: 0 };
      contacts.set(group, {
        group,
        last7Days: Math.max(0, entry.last7Days + change),
        last30Days: Math.max(0, entry.last30Days + change),
      });
    };

    for (const session of sessions) {
      const before = this.#counted.get(session.id);
      if (before === undefined) continue;
      const now = count(session);
      openNow += Number(now.isOpen) - Number(before.isOpen);
      if (session.startedAt <= this.newest) continue;
      if (this.base.complete) sessionCount += 1;
      if (now.isContact && !before.isContact) addContact(session.channel.group, 1);
    }
    const known = new Set(sessions.map(({ id }) => id));
    for (const [id, before] of this.#counted) {
      if (!known.has(id) && before.isOpen) openNow -= 1;
    }

    const contactsByGroup = [...contacts.values()].filter(({ last30Days }) => last30Days > 0);
    const conversations = sessions.filter(isConversation);
    const lastEnded = conversations.find(({ endedAt }) => endedAt !== null);
    const open = conversations.find(({ endedAt }) => endedAt === null);
    const { lastContact } = this.base;
    const isKnown = conversations.some(({ id }) => id === lastContact?.id);
    // Older conversations may have ended, which are not loaded.
    const unknown = this.base.complete && sessions.length >= sessionCount ? null : undefined;
    return {
      ...this.base,
      sessionCount,
      openNow: Math.max(0, openNow),
      contactsByGroup,
      current: open ?? (lastContact?.endedAt === null && !isKnown ? lastContact : undefined),
      lastContact: lastEnded ?? (lastContact && (isKnown || lastContact.endedAt === null) ? unknown : lastContact),
      lastEndedInTransfer: lastEnded ? isTransfer(lastEnded) : this.base.lastEndedInTransfer,
      repeatContact: contactsByGroup.reduce((sum, { last7Days }) => sum + last7Days, 0) >= 2,
      lastWrapUps: this.#lastWrapUps(conversations),
    };
  }

  #lastWrapUps(conversations: readonly Conversation[]): Summary['lastWrapUps'] {
    const known = conversations.flatMap(({ wrapUp }) => wrapUp ?? []);
    // The first ones of the gateway's list belong to the known conversations, the others to older ones.
    const counted = [...this.#counted.values()].filter(({ hasWrapUp }) => hasWrapUp).length;
    return [...known, ...this.base.lastWrapUps.slice(counted)].slice(0, SHOWN_WRAP_UPS);
  }
}

function isTransfer({ disconnectType }: Conversation): boolean | null {
  return !disconnectType ? null : /transfer/i.test(disconnectType);
}
