export type ConversationState =
  | 'QUEUED'
  | 'ALERTING'
  | 'DIALING'
  | 'CONNECTED'
  | 'AFTER_CALL_WORK'
  | 'ENDED'
  | 'UNKNOWN';

export type ChannelGroup = 'VOICE' | 'MESSAGING' | 'DIGITAL' | 'SOCIAL' | 'WEBSITE' | 'OTHER';

/** An interaction of the viewer. What the viewer may not see is null. */
export interface Conversation {
  readonly id: string;
  readonly state: ConversationState;
  readonly held: boolean;
  readonly startedAt: string | null;
  readonly connectedAt: string | null;
  readonly endedAt: string | null;
  readonly direction: 'INBOUND' | 'OUTBOUND' | 'UNKNOWN';
  readonly channel: { readonly group: ChannelGroup; readonly medium: string; readonly label: string };
  readonly queue: { readonly name: string | null } | null;
  readonly customer: { readonly id: string; readonly displayName: string | null } | null;
}

export const CONVERSATION_FIELDS = `fragment ConversationFields on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  endedAt
  direction
  channel { group medium label }
  queue { name }
  customer { id displayName }
}`;

/** What the panel shows as the state of an interaction. A call on hold is connected as well. */
export type ShownState = 'ringing' | 'dialing' | 'queued' | 'connected' | 'held' | 'afterCallWork' | 'ended' | 'unknown';

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
 * The time since which the running duration counts: in after-call work the end of the conversation, in a conversation
 * the agent's answer, otherwise the start. Undefined if it does not run or the time is not known.
 */
export function runningSince({ state, startedAt, connectedAt, endedAt }: Conversation): number | undefined {
  const time = {
    QUEUED: startedAt,
    ALERTING: startedAt,
    DIALING: startedAt,
    CONNECTED: connectedAt ?? startedAt,
    AFTER_CALL_WORK: endedAt ?? connectedAt ?? startedAt,
    ENDED: null,
    UNKNOWN: startedAt,
  }[state];
  return time === null ? undefined : Date.parse(time);
}
