import { JOURNEY_TAB, WATCH_TAB, WHO_AM_I } from './documents.mjs';

/** What the viewer may see. Hide the tab if `journeyTab` is false. */
export async function readCapabilities(client) {
  const { data } = await client.query({ query: WHO_AM_I });
  return data.viewer.capabilities;
}

/** The journey tab of a customer. Parts that the viewer may not see are left out, so that there is no error. */
export function openTab(client, customerId, capabilities) {
  return client.watchQuery({ query: JOURNEY_TAB, variables: { customerId, ...capabilities } });
}

/** Loads the next page of cards, if there is one. The cache appends it to the tab. */
export async function loadNextPage(tab) {
  const { hasNextPage, endCursor } = tab.getCurrentResult().data.customer.sessions.pageInfo;
  if (hasNextPage) await tab.fetchMore({ variables: { after: endCursor } });
}

/** Applies the changes of a customer's sessions to the cache. Calls `onEnd` with the reason if the gateway ends it. */
export function watchTab(client, customerId, capabilities, onEnd) {
  const changes = client.subscribe({ query: WATCH_TAB, variables: { customerId, ...capabilities } });
  return changes.subscribe({
    next({ data, error }) {
      // The last result, for example if the viewer lacks the permission. Apollo Client calls no `error` for it.
      if (error) onEnd(error);
      // The cache has already updated the fields of a session that it knows. The list remains.
      else updateList(client.cache, customerId, data.journeyChanged);
    },
  });
}

function updateList(cache, customerId, { kind, session }) {
  const id = cache.identify(session);
  cache.modify({
    id: cache.identify({ __typename: 'Customer', id: customerId }),
    fields: {
      sessions(list, { readField, toReference, storeFieldName }) {
        // Only the gateway can say whether a session matches a filter.
        if (!list?.nodes || storeFieldName.includes('"filter"')) return list;
        const others = list.nodes.filter(node => node.__ref !== id);
        if (kind === 'SESSION_REMOVED') return { ...list, nodes: others };
        const older = others.findIndex(node => readField('startedAt', node) < session.startedAt);
        // A session that is older than all of the list belongs to a page that is not loaded yet.
        if (older < 0 && list.pageInfo.hasNextPage) return list;
        return { ...list, nodes: others.toSpliced(older < 0 ? others.length : older, 0, toReference(id)) };
      },
    },
  });
}
