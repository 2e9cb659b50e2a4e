import { useMemo } from 'react';
import { ConnectionHandler, graphql, useSubscription } from 'react-relay';
import type { GraphQLSubscriptionConfig } from 'relay-runtime';
import type { useChangesSubscription } from './__generated__/useChangesSubscription.graphql';

/** Keeps a list of sessions current. Relay updates the sessions in it by itself, because it knows their ids. */
export function useChanges(customerId: string, connectionId: string | undefined) {
  const config = useMemo<GraphQLSubscriptionConfig<useChangesSubscription>>(
    () => ({
      subscription: graphql`
        subscription useChangesSubscription($customerId: ID!) {
          journeyChanged(customerId: $customerId) {
            kind
            session {
              startedAt
              ...Card_session
            }
          }
        }
      `,
      variables: { customerId },
      updater(store, data) {
        const connection = connectionId === undefined ? undefined : store.get(connectionId);
        const session = store.getRootField('journeyChanged')?.getLinkedRecord('session');
        if (connection == null || session == null) return;
        if (data?.journeyChanged.kind === 'SESSION_REMOVED') {
          ConnectionHandler.deleteNode(connection, session.getDataID());
          return;
        }
        const sessions = connection.getLinkedRecords('edges')?.map((edge) => edge.getLinkedRecord('node')) ?? [];
        const isListed = sessions.some((listed) => listed?.getDataID() === session.getDataID());
        const newest = sessions[0]?.getValue('startedAt') ?? '';
        if (!isListed && String(session.getValue('startedAt')) > String(newest)) {
          const edge = ConnectionHandler.createEdge(store, connection, session, 'SessionEdge');
          ConnectionHandler.insertEdgeBefore(connection, edge);
        }
      },
    }),
    [customerId, connectionId],
  );
  useSubscription(config);
}
