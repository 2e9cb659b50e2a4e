import type {
  CapabilitiesFragment,
  CardFragment,
  ChannelGroup,
  CustomerFragment,
  EventFragment,
  JourneyChangeKind,
  SessionDetailsQuery,
  WrapUpFragment,
} from '../generated/operations';

export type Capabilities = CapabilitiesFragment;
export type Customer = Omit<CustomerFragment, 'sessions' | 'summary'>;
export type Summary = NonNullable<CustomerFragment['summary']>;
export type Session = CardFragment;
export type Conversation = Extract<Session, { __typename: 'ConversationSession' }>;
export type SessionDetails = NonNullable<SessionDetailsQuery['session']>;
export type ConversationDetails = Extract<SessionDetails, { __typename: 'ConversationSession' }>;
export type WebVisitDetails = Extract<SessionDetails, { __typename: 'WebSession' }>;
export type AppVisitDetails = Extract<SessionDetails, { __typename: 'AppSession' }>;
export type JourneyEvent = EventFragment;
export type WrapUp = WrapUpFragment;
export type ChangeKind = JourneyChangeKind;
export type { ChannelGroup };

/** The groups in the order of the schema, which is the order of the filters. */
export const CHANNEL_GROUPS: readonly ChannelGroup[] = ['VOICE', 'MESSAGING', 'DIGITAL', 'SOCIAL', 'WEBSITE', 'OTHER'];
