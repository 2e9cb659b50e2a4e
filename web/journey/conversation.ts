import type { ConversationFragment, ConversationState } from './generated/operations';

/** An interaction of the viewer. What the viewer may not see is null. */
export type Conversation = Readonly<ConversationFragment>;

/** The state of an interaction as the panel shows it. A call on hold is connected as well. */
export type ShownState =
  | 'ringing'
  | 'dialing'
  | 'queued'
  | 'connected'
  | 'held'
  | 'afterCallWork'
  | 'ended'
  | 'unknown';

const SHOWN: Readonly<Record<ConversationState, ShownState>> = {
  QUEUED: 'queued',
  ALERTING: 'ringing',
  DIALING: 'dialing',
  CONNECTED: 'connected',
  AFTER_CALL_WORK: 'afterCallWork',
  ENDED: 'ended',
  UNKNOWN: 'unknown',
};

export function shownState({ state, held }: Pick<Conversation, 'state' | 'held'>): ShownState {
  return state === 'CONNECTED' && held ? 'held' : SHOWN[state];
}

/**
 * The time since which the running duration counts: in after-call work its beginning, in a conversation the agent's
 * answer, otherwise the start. Undefined if it does not run or the time is not known.
 */
export function runningSince({ state, startedAt, connectedAt, afterCallWorkSince }: Conversation): number | undefined {
  const time = {
    QUEUED: startedAt,
    ALERTING: startedAt,
    DIALING: startedAt,
    CONNECTED: connectedAt ?? startedAt,
    AFTER_CALL_WORK: afterCallWorkSince,
    ENDED: null,
    UNKNOWN: startedAt,
  }[state];
  return time === null ? undefined : Date.parse(time);
}
