import { type FragmentType, graphql, readFragment } from './gql/index.js';

export const Card = graphql(`
  fragment Card on Session {
    id
    channel {
      label
    }
    status
    startedAt
    ... on ConversationSession {
      queue @include(if: $queues) {
        id
        name
      }
    }
    ... on WebSession {
      pageviewCount
    }
  }
`);

/** One line for a session. It reads its own fragment only; what else the page selects is hidden from it. */
export function showCard(session: FragmentType<typeof Card>): string {
  const card = readFragment(Card, session);
  const start = new Date(card.startedAt).toISOString().slice(0, 16);
  // A guarded field can be null, and one with @include can be absent. `tsc --strict` requires that both are handled.
  const details =
    'queue' in card
      ? (card.queue?.name ?? 'no queue')
      : 'pageviewCount' in card
        ? `${card.pageviewCount ?? 0} pages`
        : '';
  return [start, card.channel.label, card.status, details].filter(Boolean).join(' · ');
}
