/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The type of an action that an action map offers to a website visitor or triggers. */
export type ActionMediaType =
  /** A run of an Architect flow, which the visitor does not see. */
  | 'ARCHITECT_FLOW'
  /** Content on the page, for example a banner or a coupon. */
  | 'CONTENT_OFFER'
  /** A call of an integration, for example of a web service. */
  | 'INTEGRATION_ACTION'
  /** An action that the website's own code carries out. */
  | 'OPEN_ACTION'
  /** A type that this version of the gateway does not know. `platformMediaType` has the platform's name. */
  | 'UNKNOWN'
  /** An invitation to a conversation by web messaging. */
  | 'WEB_MESSAGING_OFFER';

/**
 * The state of an offer to a website visitor, as the platform's event reports it.
 *
 * An offer usually takes the states `QUALIFIED`, `OFFERED` and one of `ACCEPTED`, `REJECTED` and `IGNORED`.
 */
export type ActionState =
  /** The visitor left the process before it was complete. */
  | 'ABANDONED'
  /** The visitor accepted the offer, for example by a click on it. */
  | 'ACCEPTED'
  /** The process that had started is complete. */
  | 'COMPLETED'
  /** The visitor takes part in the process that has started, for example by writing a message. */
  | 'ENGAGED'
  /** The platform could not make the offer because of an error. */
  | 'ERRORED'
  /** No offer was made, because the visitor has reached the maximum number of offers of the action map. */
  | 'FREQUENCY_CAP_REACHED'
  /** The visitor neither accepted nor declined the offer before it disappeared. */
  | 'IGNORED'
  /** The offer was shown to the visitor. */
  | 'OFFERED'
  /** The offer was due outside the schedule of the action map. */
  | 'OFFERED_OUTSIDE_SCHEDULE'
  /** The visitor meets the conditions of the action map; nothing has been shown yet. */
  | 'QUALIFIED'
  /** The visitor meets the conditions of the action map, but outside its schedule. Nothing is shown. */
  | 'QUALIFIED_OUTSIDE_SCHEDULE'
  /** The visitor declined the offer, for example by closing it. */
  | 'REJECTED'
  /** The process that the visitor accepted has started, for example a conversation. */
  | 'STARTED'
  /** The visitor did not decide before the platform's time limit. */
  | 'TIMED_OUT'
  /** A state that this version of the gateway does not know. `platformState` has the platform's name. */
  | 'UNKNOWN';

/** The progress of the work on a case. */
export type CaseStatus =
  /** The work on the case is complete. */
  | 'CLOSED'
  /** Work on the case has begun and is not complete. */
  | 'IN_PROGRESS'
  /** The case exists, and work on it has not begun. */
  | 'OPEN'
  /** The case was ended before its work was complete. */
  | 'TERMINATED'
  /**
   * The platform does not know the status, or this version of the gateway does not know the value.
   * `platformCaseStatus` has the platform's name.
   */
  | 'UNKNOWN';

/** The group of a channel. Use it for icons and filters. */
export type ChannelGroup =
  /** Email and SMS, also notifications that no agent sent. */
  | 'DIGITAL'
  /** Web messaging, web chat and open messaging. */
  | 'MESSAGING'
  /** All other channels, for example video calls, app sessions and cases. */
  | 'OTHER'
  /** WhatsApp, LINE, Twitter, Facebook Messenger and Instagram. */
  | 'SOCIAL'
  /** Calls, callbacks and campaign calls. */
  | 'VOICE'
  /** Website visits and content offers. */
  | 'WEBSITE';

/**
 * The medium of a channel. The values up to `CONTENT_OFFER` are shown by default. Lists exclude the
 * other ones unless the filter sets `includeUnsupportedChannels` or the gateway's setting
 * `channels.also_shown` names them. `Channel.supported` has the result, `Channel.label` a text to
 * show.
 */
export type ChannelMedium =
  /** An email notification to the customer that no agent sent. */
  | 'AGENTLESS_EMAIL'
  /** An SMS notification to the customer that no agent sent. */
  | 'AGENTLESS_SMS'
  /** A WhatsApp notification to the customer that no agent sent. */
  | 'AGENTLESS_WHATSAPP'
  /** A conversation by Apple Messages for Business. */
  | 'APPLE_MESSAGES'
  /** A session in an app: the channel of every `AppSession`. */
  | 'APP_VISIT'
  /** Web messaging with a visitor who was signed in to the website. */
  | 'AUTHENTICATED_WEB_MESSAGING'
  /**
   * A callback. An outbound conversation with a callback channel is a callback whichever other
   * channels it used. An inbound call during which the customer requested a callback is an
   * `INBOUND_CALL`.
   */
  | 'CALLBACK'
  /**
   * A call of a dialing campaign. The gateway detects it by the last wrap-up code
   * (`ININ-OUTBOUND-*`), or by the conversation's details if the viewer may read them
   * (`analytics:conversationDetail:view` or `analytics:agentConversationDetail:view`) or the gateway
   * reads the platform with its own client. In a subscription, the platform may report it during the
   * call. A campaign call that is not detected is an `OUTBOUND_CALL`.
   */
  | 'CAMPAIGN_CALL'
  /** A case of the customer: the channel of every `CaseSession`. */
  | 'CASE'
  /** A co-browse session, in which one participant shares a browser page with the other. */
  | 'COBROWSE'
  /** Content that the website offered during a visit: the channel of every `ContentOffer`. */
  | 'CONTENT_OFFER'
  /** Email from a customer, or to a customer by an agent. */
  | 'EMAIL'
  /** A conversation by messages on Facebook Messenger. */
  | 'FACEBOOK_MESSENGER'
  /** A call that the customer made, or whose direction is not known. */
  | 'INBOUND_CALL'
  /** A conversation by direct messages on Instagram. */
  | 'INSTAGRAM'
  /** A message between colleagues of the contact center. */
  | 'INTERNAL_MESSAGE'
  /** A conversation by messages of the service LINE. */
  | 'LINE'
  /** Open messaging: messages of a service that the organization has connected itself. */
  | 'OPEN_MESSAGING'
  /**
   * A call that an agent made. This includes campaign calls that the gateway cannot detect; see
   * `CAMPAIGN_CALL`.
   */
  | 'OUTBOUND_CALL'
  /** A screen share between an agent and the customer. */
  | 'SCREEN_SHARE'
  /** SMS from a customer, or to a customer by an agent. */
  | 'SMS'
  /** A conversation by direct messages on Twitter. */
  | 'TWITTER'
  /** A channel that this version of the gateway does not know, or a conversation without channels. */
  | 'UNKNOWN'
  /** A video call with the customer. */
  | 'VIDEO'
  /**
   * Web chat, the older way to write with an agent from a website. The history still contains such
   * conversations.
   */
  | 'WEB_CHAT'
  /** Web messaging with a visitor who was not signed in to the website. */
  | 'WEB_MESSAGING'
  /** A visit to a website: the channel of every `WebSession`. */
  | 'WEB_VISIT'
  /** WhatsApp messages from a customer, or to a customer by an agent. */
  | 'WHATSAPP';

/**
 * The phase of a conversation. It depends only on data of the session, so it is the same for every viewer and
 * as current as the session.
 */
export type ConversationPhase =
  /**
   * The conversation is over, and the customer left a queue before an agent of that queue answered. If the
   * platform sends no routing outcome, this is a conversation with a queue and without an agent.
   */
  | 'ABANDONED'
  /**
   * The conversation is open, and the last agent has left it without a transfer or has wrapped up. A message
   * thread stays in this phase until it ends or an agent is connected again.
   */
  | 'AFTER_CALL_WORK'
  /** The conversation is over in any other way. After-call work can still go on. */
  | 'ENDED'
  /**
   * The conversation is open and no agent is connected: the customer is in a flow or a queue before the
   * first agent, or was transferred and waits for the next one. The session has no data to distinguish
   * these.
   */
  | 'WAITING'
  /**
   * The conversation is open and an agent is connected, also while the customer is on hold. While an agent
   * is only alerted, the phase is `WAITING`.
   */
  | 'WITH_AGENT';

/** The kind of a step in a conversation's timeline: `ConversationEvent.type` as an enum for a `switch`. */
export type ConversationStep =
  /** An agent answered: `agent.connected`. */
  | 'AGENT_CONNECTED'
  /** An agent left the conversation without a transfer: `agent.disconnected`. */
  | 'AGENT_DISCONNECTED'
  /** An agent transferred the conversation to another agent or queue: `agent.transferred`. */
  | 'AGENT_TRANSFERRED'
  /** The conversation ended: `conversation.ended`. */
  | 'CONVERSATION_ENDED'
  /** The conversation began: `conversation.started`. */
  | 'CONVERSATION_STARTED'
  /** The conversation entered a queue: `queue.entered`. */
  | 'QUEUE_ENTERED'
  /** An agent added a wrap-up: `wrapup.added`. */
  | 'WRAP_UP_ADDED';

/** How the platform knows a customer. */
export type CustomerKind =
  /** A contact that the organization maintains. The record does not expire. */
  | 'CURATED'
  /** Known by a website cookie only. The platform deletes the record 60 days after the last interaction. */
  | 'EPHEMERAL'
  /**
   * Known by an identifier such as a phone number. The platform deletes the record 60 days after the last
   * interaction.
   */
  | 'IDENTIFIED'
  /** A kind that this version of the gateway does not know. */
  | 'UNKNOWN';

/** The kind of an identifier of a customer. `customerByIdentifier` looks customers up by every kind. */
export type IdentifierType =
  /** The opaque id of an Apple Messages user. */
  | 'APPLE_OPAQUE_ID'
  /** The id of the cookie that the platform's website script stores for a visitor. */
  | 'COOKIE'
  /** An email address, for example `lena@example.com`. */
  | 'EMAIL'
  /** The customer's id in another system, such as a CRM. Unique only within its `externalSource`. */
  | 'EXTERNAL_ID'
  /** A phone number with country code and leading `+`, for example `+18035550123`. */
  | 'PHONE'
  /** The id of a Facebook user. */
  | 'SOCIAL_FACEBOOK'
  /** The id of an Instagram user. */
  | 'SOCIAL_INSTAGRAM'
  /** The public name (handle) of an Instagram user. */
  | 'SOCIAL_INSTAGRAM_HANDLE'
  /** The id of a LINE user. */
  | 'SOCIAL_LINE'
  /** The id of a Twitter user. */
  | 'SOCIAL_TWITTER'
  /** The phone number of a WhatsApp user. */
  | 'SOCIAL_WHATSAPP'
  /** The id of a WhatsApp user that is valid for one business (business-scoped user id). */
  | 'SOCIAL_WHATSAPP_BSUID';

/** The way in which a session changed, and what the screen does with it. */
export type JourneyChangeKind =
  /** The session ended. Update its card, which now has `endedAt`. */
  | 'SESSION_ENDED'
  /**
   * The viewer can no longer see the session: it moved to another division, was erased, or the viewer lost a
   * permission. `session` is the last state that the viewer was permitted to see. Remove its card.
   */
  | 'SESSION_REMOVED'
  /** The session is new. Add a card on top. */
  | 'SESSION_STARTED'
  /**
   * The session has a new state, or this is its state when the subscription starts. Replace its card, or add
   * one. Open web messaging is also sent when an event of one of the customer's visits changes its `status`
   * or `statusChangesAt`.
   */
  | 'SESSION_UPDATED'
  /**
   * The status changed because time passed without an event, for example from `LIVE` to `IDLE`. Update the
   * badge.
   */
  | 'STATUS_CHANGED';

/** The entry of a contact record that a phone number is stored in. */
export type PhoneKind =
  /** The number of the mobile phone. */
  | 'CELL'
  /** The number at home. */
  | 'HOME'
  /** Any other number of the customer. */
  | 'OTHER'
  /** The number at work. */
  | 'WORK';

/**
 * The sessions to list. A condition that is not given does not restrict; all given conditions must hold. A
 * selective filter can need several pages of the platform, one upstream call each. Recipe:
 * `docs/queries.md#only-some-of-the-cards`.
 */
export type SessionFilter = {
  /** Lists only sessions whose channel belongs to one of these groups, for example `[VOICE, MESSAGING]`. */
  channelGroups?: Array<ChannelGroup> | null | undefined;
  /**
   * Whether to list sessions whose `channel` is not `supported`, too: co-browse, callbacks, campaign calls,
   * Instagram, app sessions, cases and others.
   */
  includeUnsupportedChannels?: boolean | null | undefined;
  /** Lists only sessions that began at this time or later, RFC 3339, for example `2026-11-20T00:00:00Z`. */
  startedAfter?: string | null | undefined;
  /** Lists only sessions that began before this time, RFC 3339, for example `2026-11-21T00:00:00Z`. */
  startedBefore?: string | null | undefined;
  /**
   * Lists only sessions that have one of these statuses at the time of the response, for example
   * `[LIVE, IDLE]`.
   */
  statuses?: Array<SessionStatus> | null | undefined;
  /** Lists only sessions of these kinds, for example `[CONVERSATION]`. */
  types?: Array<SessionType> | null | undefined;
};

/**
 * The status of a session, which the badge of its card shows. The rules depend on the kind of session:
 *
 * - Website visits, app sessions and web messaging: `LIVE`, then `IDLE` 45 seconds after the last event and
 * `INACTIVE` after 60 seconds, and `LIVE` again with the next event. For web messaging the events of the
 * customer's open website visits count too, if the viewer may see those visits.
 * - Calls and other conversations: `LIVE` until the last agent has wrapped up, also while a transferred
 * conversation waits for the next agent; then `INACTIVE`.
 * - Cases and sessions of unknown kinds: `LIVE` while they are open. If the platform sends times at which they
 * become idle and inactive, they follow those.
 * - All sessions: `ENDED` after their end.
 *
 * Details: `docs/channels-and-status.md`.
 */
export type SessionStatus =
  /**
   * The session is over; show the date on which it began instead of a badge. An answered call without a
   * wrap-up stays `LIVE` after its end for the time of the gateway's setting `status.wrap_up_grace`.
   */
  | 'ENDED'
  /**
   * The customer has done nothing for 45 seconds; show a yellow badge. Calls and other conversations except
   * web messaging never become idle.
   */
  | 'IDLE'
  /**
   * The session is open, but nothing happens: no event for 60 seconds (visits, app sessions and web
   * messaging), or the last agent has wrapped up (all other conversations).
   */
  | 'INACTIVE'
  /**
   * The session is in progress; show a green badge. A visit or web messaging had an event within the last 45
   * seconds; in any other conversation the last agent has not wrapped up.
   */
  | 'LIVE';

/** The kind of a session. Each kind has its own GraphQL type. */
export type SessionType =
  /** A session in an app; its type is `AppSession`. */
  | 'APP'
  /** A case of the customer; its type is `CaseSession`. */
  | 'CASE'
  /** A call, a chat, a message thread or an email thread; its type is `ConversationSession`. */
  | 'CONVERSATION'
  /** A kind that this version of the gateway does not know; its type is `OtherSession`. */
  | 'OTHER'
  /** A visit to a website; its type is `WebSession`. */
  | 'WEB';

export type CustomerFragment = { id: string, displayName?: string | null, kind?: CustomerKind | null, emails?: Array<string> | null, organization?: { id: string, name: string | null } | null, phones?: Array<{ kind: PhoneKind, e164: string | null, display: string | null }> | null, identifiers?: Array<{ type: IdentifierType | null, platformType: string, value: string, externalSource: { id: string, name: string | null } | null }> | null, segments?: Array<{ segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, summary: { sessionCount: number, oldestAt: string | null, complete: boolean, openNow: number, lastEndedInTransfer: boolean | null, repeatContact: boolean, lastContact:
      | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
     | null, contactsByGroup: Array<{ group: ChannelGroup, last7Days: number, last30Days: number }>, lastWrapUps: Array<{ notes: string | null, code?: { id: string, name: string | null } | null }> } | null, sessions: { nodes: Array<
      | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type PageFragment = { nodes: Array<
    | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
  >, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

type Card_AppSession_Fragment = { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } };

type Card_CaseSession_Fragment = { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } };

type Card_ConversationSession_Fragment = { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } };

type Card_OtherSession_Fragment = { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } };

type Card_WebSession_Fragment = { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } };

export type CardFragment =
  | Card_AppSession_Fragment
  | Card_CaseSession_Fragment
  | Card_ConversationSession_Fragment
  | Card_OtherSession_Fragment
  | Card_WebSession_Fragment
;

export type WrapUpFragment = { notes: string | null, code?: { id: string, name: string | null } | null };

export type CapabilitiesFragment = { sessions: boolean, conversationSessions: boolean, events: boolean, eventDetails: boolean, wrapUps: boolean, queues: boolean, customerDetails: boolean, segments: boolean, customerSegments: boolean };

export type JourneyOfCustomerQueryVariables = Exact<{
  id: string;
  customerDetails?: boolean | null | undefined;
  customerSegments?: boolean | null | undefined;
  segments?: boolean | null | undefined;
  queues?: boolean | null | undefined;
  wrapUps?: boolean | null | undefined;
}>;


export type JourneyOfCustomerQuery = { viewer: { capabilities: { sessions: boolean, conversationSessions: boolean, events: boolean, eventDetails: boolean, wrapUps: boolean, queues: boolean, customerDetails: boolean, segments: boolean, customerSegments: boolean } }, customer: { id: string, displayName?: string | null, kind?: CustomerKind | null, emails?: Array<string> | null, organization?: { id: string, name: string | null } | null, phones?: Array<{ kind: PhoneKind, e164: string | null, display: string | null }> | null, identifiers?: Array<{ type: IdentifierType | null, platformType: string, value: string, externalSource: { id: string, name: string | null } | null }> | null, segments?: Array<{ segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, summary: { sessionCount: number, oldestAt: string | null, complete: boolean, openNow: number, lastEndedInTransfer: boolean | null, repeatContact: boolean, lastContact:
        | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
       | null, contactsByGroup: Array<{ group: ChannelGroup, last7Days: number, last30Days: number }>, lastWrapUps: Array<{ notes: string | null, code?: { id: string, name: string | null } | null }> } | null, sessions: { nodes: Array<
        | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type JourneyOfConversationQueryVariables = Exact<{
  id: string;
  customerDetails?: boolean | null | undefined;
  customerSegments?: boolean | null | undefined;
  segments?: boolean | null | undefined;
  queues?: boolean | null | undefined;
  wrapUps?: boolean | null | undefined;
}>;


export type JourneyOfConversationQuery = { viewer: { capabilities: { sessions: boolean, conversationSessions: boolean, events: boolean, eventDetails: boolean, wrapUps: boolean, queues: boolean, customerDetails: boolean, segments: boolean, customerSegments: boolean } }, conversation: { id: string, customer: { id: string, displayName?: string | null, kind?: CustomerKind | null, emails?: Array<string> | null, organization?: { id: string, name: string | null } | null, phones?: Array<{ kind: PhoneKind, e164: string | null, display: string | null }> | null, identifiers?: Array<{ type: IdentifierType | null, platformType: string, value: string, externalSource: { id: string, name: string | null } | null }> | null, segments?: Array<{ segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, summary: { sessionCount: number, oldestAt: string | null, complete: boolean, openNow: number, lastEndedInTransfer: boolean | null, repeatContact: boolean, lastContact:
          | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
         | null, contactsByGroup: Array<{ group: ChannelGroup, last7Days: number, last30Days: number }>, lastWrapUps: Array<{ notes: string | null, code?: { id: string, name: string | null } | null }> } | null, sessions: { nodes: Array<
          | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
          | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null } | null };

export type MoreSessionsQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
  filter?: SessionFilter | null | undefined;
  queues: boolean;
  wrapUps: boolean;
}>;


export type MoreSessionsQuery = { customer: { id: string, sessions: { nodes: Array<
        | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
        | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type SessionDetailsQueryVariables = Exact<{
  id: string;
  events: boolean;
  eventDetails: boolean;
  queues: boolean;
  wrapUps: boolean;
  segments: boolean;
}>;


export type SessionDetailsQuery = { session:
    | { __typename: 'AppSession', searchTerms: Array<string>, shortId: string | null, externalUrl: string | null, screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { version: string | null, name: string | null } | null, device: { category: string | null, type: string | null, operatingSystem: string | null, operatingSystemVersion: string | null } | null, location: { countryName: string | null, regionName: string | null, city: string | null } | null, segmentAssignments: Array<{ assignedAt: string | null, segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, events?: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'CaseSession', shortId: string | null, externalUrl: string | null, reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, events?: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'ConversationSession', shortId: string | null, externalUrl: string | null, conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, wrapUps: Array<{ at: string | null, notes: string | null, agent: { id: string, name: string | null } | null, code?: { id: string, name: string | null } | null }> | null, details: { talkSeconds: number | null, holdSeconds: number | null } | null, events?: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'OtherSession', shortId: string | null, externalUrl: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, events?: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
    | { __typename: 'WebSession', shortId: string | null, externalUrl: string | null, searchTerms: Array<string>, pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, events?: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, browser: { family: string | null, version: string | null } | null, device: { category: string | null, type: string | null, operatingSystem: string | null, operatingSystemVersion: string | null } | null, location: { countryName: string | null, regionName: string | null, city: string | null } | null, referrer: { url: string | null, hostname: string | null, name: string | null, medium: string | null, keywords: string | null } | null, campaign: { name: string | null, source: string | null, medium: string | null } | null, segmentAssignments: Array<{ assignedAt: string | null, segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, offers?: Array<{ id: string | null, state: ActionState | null, offeredAt: string | null, changedAt: string, prompt: string | null, actionMap: { id: string, displayName: string | null } | null }> | null, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
   | null };

export type VisitFragment = { searchTerms: Array<string>, browser: { family: string | null, version: string | null } | null, device: { category: string | null, type: string | null, operatingSystem: string | null, operatingSystemVersion: string | null } | null, location: { countryName: string | null, regionName: string | null, city: string | null } | null, referrer: { url: string | null, hostname: string | null, name: string | null, medium: string | null, keywords: string | null } | null, campaign: { name: string | null, source: string | null, medium: string | null } | null, segmentAssignments: Array<{ assignedAt: string | null, segment: { id: string, displayName?: string | null, color?: string | null } | null }> | null, offers?: Array<{ id: string | null, state: ActionState | null, offeredAt: string | null, changedAt: string, prompt: string | null, actionMap: { id: string, displayName: string | null } | null }> | null };

export type DeviceFragment = { category: string | null, type: string | null, operatingSystem: string | null, operatingSystemVersion: string | null };

export type LocationFragment = { countryName: string | null, regionName: string | null, city: string | null };

export type SegmentFragment = { assignedAt: string | null, segment: { id: string, displayName?: string | null, color?: string | null } | null };

export type MoreEventsQueryVariables = Exact<{
  id: string;
  after: string;
  eventDetails: boolean;
  queues: boolean;
  wrapUps: boolean;
  segments: boolean;
}>;


export type MoreEventsQuery = { session:
    | { id: string, events: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }
    | { id: string, events: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }
    | { id: string, events: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }
    | { id: string, events: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }
    | { id: string, events: { complete: boolean, nodes: Array<
          | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
          | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
          | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
          | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
          | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
          | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
          | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
        >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }
   | null };

export type EventsFragment = { complete: boolean, nodes: Array<
    | { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string }
    | { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null }
    | { __typename: 'OtherEvent', id: string, type: string, createdAt: string }
    | { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string }
    | { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null }
    | { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null }
    | { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null }
  >, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

type Event_AppEvent_Fragment = { __typename: 'AppEvent', eventName: string | null, screenName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string };

type Event_ConversationEvent_Fragment = { __typename: 'ConversationEvent', step: ConversationStep, timeIsEstimated: boolean, participant?: string | null, disconnectType?: string | null, note?: string | null, id: string, type: string, createdAt: string, agent?: { id: string, name: string | null } | null, wrapUp?: { notes: string | null, code?: { id: string, name: string | null } | null } | null, queue?: { id: string, name: string | null } | null };

type Event_OtherEvent_Fragment = { __typename: 'OtherEvent', id: string, type: string, createdAt: string };

type Event_OutcomeAchievedEvent_Fragment = { __typename: 'OutcomeAchievedEvent', id: string, type: string, createdAt: string };

type Event_SegmentAssignedEvent_Fragment = { __typename: 'SegmentAssignedEvent', id: string, type: string, createdAt: string, segment: { id: string, displayName?: string | null, color?: string | null } | null };

type Event_WebActionEvent_Fragment = { __typename: 'WebActionEvent', id: string, type: string, createdAt: string, action: { id: string | null, state: ActionState | null, mediaType: ActionMediaType | null, prompt: string | null } | null, actionMap: { id: string, displayName: string | null } | null };

type Event_WebEvent_Fragment = { __typename: 'WebEvent', eventName: string | null, searchQuery: string | null, id: string, type: string, createdAt: string, page: { title: string | null, url: string | null, pathname: string | null } | null };

export type EventFragment =
  | Event_AppEvent_Fragment
  | Event_ConversationEvent_Fragment
  | Event_OtherEvent_Fragment
  | Event_OutcomeAchievedEvent_Fragment
  | Event_SegmentAssignedEvent_Fragment
  | Event_WebActionEvent_Fragment
  | Event_WebEvent_Fragment
;

export type JourneyChangedSubscriptionVariables = Exact<{
  id: string;
  queues: boolean;
  wrapUps: boolean;
}>;


export type JourneyChangedSubscription = { journeyChanged: { kind: JourneyChangeKind, at: string, session:
      | { __typename: 'AppSession', screenviewCount: number | null, lastScreen: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, app: { name: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'CaseSession', reference: string | null, caseStatus: CaseStatus | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'ConversationSession', conversationId: string | null, subject: string | null, phase: ConversationPhase | null, disconnectType: string | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, queue?: { id: string, name: string | null } | null, agent: { id: string, name: string | null } | null, wrapUp: { notes: string | null, code?: { id: string, name: string | null } | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'OtherSession', id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
      | { __typename: 'WebSession', pageviewCount: number | null, id: string, type: SessionType, status: SessionStatus, startedAt: string, endedAt: string | null, lastActivityAt: string | null, durationSeconds: number | null, eventCount: number, lastPage: { title: string | null, url: string | null } | null, channel: { group: ChannelGroup, medium: ChannelMedium, supported: boolean, label: string } }
     } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const WrapUpFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
    `, {"fragmentName":"WrapUp"}) as unknown as TypedDocumentString<WrapUpFragment, unknown>;
export const CardFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
export const PageFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`, {"fragmentName":"Page"}) as unknown as TypedDocumentString<PageFragment, unknown>;
export const CustomerFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
    fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`, {"fragmentName":"Customer"}) as unknown as TypedDocumentString<CustomerFragment, unknown>;
export const CapabilitiesFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}
    `, {"fragmentName":"Capabilities"}) as unknown as TypedDocumentString<CapabilitiesFragment, unknown>;
export const DeviceFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Device on Device {
  category
  type
  operatingSystem
  operatingSystemVersion
}
    `, {"fragmentName":"Device"}) as unknown as TypedDocumentString<DeviceFragment, unknown>;
export const LocationFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Location on GeoLocation {
  countryName
  regionName
  city
}
    `, {"fragmentName":"Location"}) as unknown as TypedDocumentString<LocationFragment, unknown>;
export const SegmentFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Segment on SegmentAssignment {
  segment {
    id
    displayName @include(if: $segments)
    color @include(if: $segments)
  }
  assignedAt
}
    `, {"fragmentName":"Segment"}) as unknown as TypedDocumentString<SegmentFragment, unknown>;
export const VisitFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Visit on WebSession {
  searchTerms
  browser {
    family
    version
  }
  device {
    ...Device
  }
  location {
    ...Location
  }
  referrer {
    url
    hostname
    name
    medium
    keywords
  }
  campaign {
    name
    source
    medium
  }
  segmentAssignments {
    ...Segment
  }
  offers @include(if: $events) {
    id
    state
    offeredAt
    changedAt
    prompt
    actionMap {
      id
      displayName
    }
  }
}
    fragment Device on Device {
  category
  type
  operatingSystem
  operatingSystemVersion
}
fragment Location on GeoLocation {
  countryName
  regionName
  city
}
fragment Segment on SegmentAssignment {
  segment {
    id
    displayName @include(if: $segments)
    color @include(if: $segments)
  }
  assignedAt
}`, {"fragmentName":"Visit"}) as unknown as TypedDocumentString<VisitFragment, unknown>;
export const EventFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`, {"fragmentName":"Event"}) as unknown as TypedDocumentString<EventFragment, unknown>;
export const EventsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`, {"fragmentName":"Events"}) as unknown as TypedDocumentString<EventsFragment, unknown>;
export const JourneyOfCustomerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query JourneyOfCustomer($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  customer(id: $id) {
    ...Customer
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`) as unknown as TypedDocumentString<JourneyOfCustomerQuery, JourneyOfCustomerQueryVariables>;
export const JourneyOfConversationDocument = /*#__PURE__*/ new TypedDocumentString(`
    query JourneyOfConversation($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  conversation(id: $id) {
    id
    customer {
      ...Customer
    }
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`) as unknown as TypedDocumentString<JourneyOfConversationQuery, JourneyOfConversationQueryVariables>;
export const MoreSessionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MoreSessions($id: ID!, $first: Int!, $after: String, $filter: SessionFilter, $queues: Boolean!, $wrapUps: Boolean!) {
  customer(id: $id) {
    id
    sessions(first: $first, after: $after, filter: $filter) {
      ...Page
    }
  }
}
    fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`) as unknown as TypedDocumentString<MoreSessionsQuery, MoreSessionsQueryVariables>;
export const SessionDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SessionDetails($id: ID!, $events: Boolean!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    ...Card
    shortId
    externalUrl
    events(first: 50) @include(if: $events) {
      ...Events
    }
    ... on ConversationSession {
      wrapUps {
        ...WrapUp
        at
        agent {
          id
          name
        }
      }
      details {
        talkSeconds
        holdSeconds
      }
    }
    ... on WebSession {
      ...Visit
    }
    ... on AppSession {
      searchTerms
      app {
        version
      }
      device {
        ...Device
      }
      location {
        ...Location
      }
      segmentAssignments {
        ...Segment
      }
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Visit on WebSession {
  searchTerms
  browser {
    family
    version
  }
  device {
    ...Device
  }
  location {
    ...Location
  }
  referrer {
    url
    hostname
    name
    medium
    keywords
  }
  campaign {
    name
    source
    medium
  }
  segmentAssignments {
    ...Segment
  }
  offers @include(if: $events) {
    id
    state
    offeredAt
    changedAt
    prompt
    actionMap {
      id
      displayName
    }
  }
}
fragment Device on Device {
  category
  type
  operatingSystem
  operatingSystemVersion
}
fragment Location on GeoLocation {
  countryName
  regionName
  city
}
fragment Segment on SegmentAssignment {
  segment {
    id
    displayName @include(if: $segments)
    color @include(if: $segments)
  }
  assignedAt
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`) as unknown as TypedDocumentString<SessionDetailsQuery, SessionDetailsQueryVariables>;
export const MoreEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MoreEvents($id: ID!, $after: String!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    id
    events(first: 50, after: $after) {
      ...Events
    }
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`) as unknown as TypedDocumentString<MoreEventsQuery, MoreEventsQueryVariables>;
export const JourneyChangedDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription JourneyChanged($id: ID!, $queues: Boolean!, $wrapUps: Boolean!) {
  journeyChanged(customerId: $id) {
    kind
    at
    session {
      ...Card
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`) as unknown as TypedDocumentString<JourneyChangedSubscription, JourneyChangedSubscriptionVariables>;