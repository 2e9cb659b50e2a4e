import type { Conversation } from './conversation';
import { JourneyPageDocument } from './generated/operations';
import { query } from './graph';
import { missingForTab, type Requirement } from './permissions';

export interface Viewer {
  readonly name: string | null;
  readonly mayUseTab: boolean;
  /** Empty if the viewer may use the tab. */
  readonly missing: readonly Requirement[];
  /** Undefined if they could not be read. An OAuth client has none: null. */
  readonly conversations: readonly Conversation[] | null | undefined;
}

export async function loadViewer(endpoint: string, token: string): Promise<Viewer> {
  const { data, errors } = await query(endpoint, token, JourneyPageDocument, {});
  const { name, permissions, capabilities, conversations } = data.viewer;
  const isUnread = conversations === null && errors.some(({ path }) => path?.[1] === 'conversations');
  return {
    name,
    mayUseTab: capabilities.journeyTab,
    missing: capabilities.journeyTab ? [] : missingForTab(permissions),
    conversations: isUnread ? undefined : conversations,
  };
}
