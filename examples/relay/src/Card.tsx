import { graphql, useRefetchableFragment } from 'react-relay';
import type { CardRefetchQuery } from './__generated__/CardRefetchQuery.graphql';
import type { Card_session$key } from './__generated__/Card_session.graphql';

export function Card({ session }: { session: Card_session$key }) {
  const [data, refetch] = useRefetchableFragment<CardRefetchQuery, Card_session$key>(
    graphql`
      fragment Card_session on Session @refetchable(queryName: "CardRefetchQuery") {
        status
        channel {
          label
        }
        ... on ConversationSession {
          queue @catch {
            name
          }
        }
      }
    `,
    session,
  );
  const queue = data.queue;
  return (
    <li>
      {data.channel.label} {data.status} {queue != null && (queue.ok ? queue.value?.name : 'Hidden queue')}
      <button onClick={() => refetch({}, { fetchPolicy: 'network-only' })}>Refresh</button>
    </li>
  );
}
