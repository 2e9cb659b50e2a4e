/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** The state of a conversation, for the conversations panel. */
export type ConversationState =
  /** The agent has left the conversation and still has to wrap up. */
  | 'AFTER_CALL_WORK'
  /** The conversation rings at the agent, who has not answered yet. */
  | 'ALERTING'
  /** The agent is connected. `held` has whether the customer is on hold. */
  | 'CONNECTED'
  /** The agent's call to the customer is being set up. */
  | 'DIALING'
  /** The conversation is over. */
  | 'ENDED'
  /** The customer waits in a queue or for the next agent. */
  | 'QUEUED'
  /** The platform sends no state, or one that this version of the gateway does not know. */
  | 'UNKNOWN';

/** The party that began the interaction. */
export type Direction =
  /** The customer began the interaction, for example with a call. */
  | 'INBOUND'
  /** The contact center began the interaction, for example with a notification. */
  | 'OUTBOUND'
  /** The platform does not send the direction, or this version of the gateway does not know the value. */
  | 'UNKNOWN';

export type JourneyPageQueryVariables = Exact<{ [key: string]: never; }>;


export type JourneyPageQuery = { viewer: { name: string | null, permissions: Array<string>, capabilities: { journeyTab: boolean }, conversations: Array<{ id: string, state: ConversationState, held: boolean, startedAt: string | null, connectedAt: string | null, afterCallWorkSince: string | null, direction: Direction, channel: { group: ChannelGroup, medium: ChannelMedium, label: string }, queue: { name: string | null } | null, customer: { id: string, displayName: string | null } | null }> | null } };

export type OpenSessionsQueryVariables = Exact<{
  id: string;
}>;


export type OpenSessionsQuery = { customer: { summary: { openNow: number } | null } | null };

export type MyConversationsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MyConversationsSubscription = { myConversationsChanged: { at: string, conversations: Array<{ id: string, state: ConversationState, held: boolean, startedAt: string | null, connectedAt: string | null, afterCallWorkSince: string | null, direction: Direction, channel: { group: ChannelGroup, medium: ChannelMedium, label: string }, queue: { name: string | null } | null, customer: { id: string, displayName: string | null } | null }> } };

export type ConversationFragment = { id: string, state: ConversationState, held: boolean, startedAt: string | null, connectedAt: string | null, afterCallWorkSince: string | null, direction: Direction, channel: { group: ChannelGroup, medium: ChannelMedium, label: string }, queue: { name: string | null } | null, customer: { id: string, displayName: string | null } | null };

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
export const ConversationFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Conversation on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  afterCallWorkSince
  direction
  channel {
    group
    medium
    label
  }
  queue {
    name
  }
  customer {
    id
    displayName
  }
}
    `, {"fragmentName":"Conversation"}) as unknown as TypedDocumentString<ConversationFragment, unknown>;
export const JourneyPageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query JourneyPage {
  viewer {
    name
    permissions
    capabilities {
      journeyTab
    }
    conversations {
      ...Conversation
    }
  }
}
    fragment Conversation on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  afterCallWorkSince
  direction
  channel {
    group
    medium
    label
  }
  queue {
    name
  }
  customer {
    id
    displayName
  }
}`) as unknown as TypedDocumentString<JourneyPageQuery, JourneyPageQueryVariables>;
export const OpenSessionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OpenSessions($id: ID!) {
  customer(id: $id) {
    summary {
      openNow
    }
  }
}
    `) as unknown as TypedDocumentString<OpenSessionsQuery, OpenSessionsQueryVariables>;
export const MyConversationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription MyConversations {
  myConversationsChanged {
    at
    conversations {
      ...Conversation
    }
  }
}
    fragment Conversation on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  afterCallWorkSince
  direction
  channel {
    group
    medium
    label
  }
  queue {
    name
  }
  customer {
    id
    displayName
  }
}`) as unknown as TypedDocumentString<MyConversationsSubscription, MyConversationsSubscriptionVariables>;