import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import type { JourneyQuery } from './__generated__/JourneyQuery.graphql';
import type { JourneySessionsQuery } from './__generated__/JourneySessionsQuery.graphql';
import type { Journey_customer$key } from './__generated__/Journey_customer.graphql';
import { Card } from './Card';
import { Contact } from './Contact';
import { useChanges } from './useChanges';

export function Journey({ customerId }: { customerId: string }) {
  const { customer } = useLazyLoadQuery<JourneyQuery>(
    graphql`
      query JourneyQuery($id: ID!) {
        customer(id: $id) {
          lastName
          ...Contact_customer
          ...Journey_customer
        }
      }
    `,
    { id: customerId },
  );
  if (customer == null) return <p>Unknown customer</p>;
  return (
    <>
      <h1>{customer.lastName ?? 'No name'}</h1>
      <Contact customer={customer} />
      <Sessions customer={customer} />
    </>
  );
}

function Sessions({ customer }: { customer: Journey_customer$key }) {
  const { data, hasNext, loadNext, refetch } = usePaginationFragment<JourneySessionsQuery, Journey_customer$key>(
    graphql`
      fragment Journey_customer on Customer
      @refetchable(queryName: "JourneySessionsQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
        id
        sessions(first: $count, after: $cursor) @connection(key: "Journey_sessions") {
          __id
          edges {
            node {
              id
              startedAt
              ...Card_session
            }
          }
        }
      }
    `,
    customer,
  );
  useChanges(data.id, data.sessions?.__id);
  if (data.sessions == null) return <p>No access to sessions</p>;
  return (
    <>
      <ul>
        {data.sessions.edges.map(({ node }) => (
          <Card key={node.id} session={node} />
        ))}
      </ul>
      {hasNext && <button onClick={() => loadNext(10)}>Next page</button>}
      <button onClick={() => refetch({ count: 5 }, { fetchPolicy: 'network-only' })}>Newest five</button>
    </>
  );
}
