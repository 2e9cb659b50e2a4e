import { CONVERSATION_FIELDS, type Conversation } from './conversation';
import { query } from './graph';
import { missingForTab, type Requirement } from './permissions';

const DOCUMENT = `query JourneyPage {
  viewer {
    name
    permissions
    capabilities { journeyTab }
    conversations { ...ConversationFields }
  }
}
${CONVERSATION_FIELDS}`;

interface Data {
  readonly viewer: {
    readonly name: string | null;
    readonly permissions: readonly string[];
    readonly capabilities: { readonly journeyTab: boolean };
    readonly conversations: readonly Conversation[] | null;
  };
}

export interface Viewer {
  readonly name: string | null;
  /** Empty if the viewer may use the tab. */
  readonly missing: readonly Requirement[];
  readonly mayUseTab: boolean;
  /** Undefined if they could not be read. An OAuth client has none: null. */
  readonly conversations: readonly Conversation[] | null | undefined;
}

export async function loadViewer(endpoint: string, token: string): Promise<Viewer> {
  const { data, errors } = await query<Data>(endpoint, token, DOCUMENT);
  const { name, permissions, capabilities, conversations } = data.viewer;
  const isUnread = conversations === null && errors.some(({ path }) => path?.[1] === 'conversations');
  return {
    name,
    mayUseTab: capabilities.journeyTab,
    missing: capabilities.journeyTab ? [] : missingForTab(permissions),
    conversations: isUnread ? undefined : conversations,
  };
}
