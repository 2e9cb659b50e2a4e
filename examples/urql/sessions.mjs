/** Applies a change to the lists of a customer's sessions. The cache has already updated the session itself. */
export function updateSessions({ journeyChanged: { kind, session } }, { customerId }, cache) {
  const customer = { __typename: 'Customer', id: customerId };
  const key = cache.keyOfEntity(session);
  const pages = cache
    .inspectFields(customer)
    // Only the gateway can say whether a session matches a filter.
    .filter(({ fieldName, arguments: args }) => fieldName === 'sessions' && !args?.filter)
    .map(({ fieldKey, arguments: args }) => ({ page: cache.resolve(customer, fieldKey), isFirst: !args?.after }))
    .map(({ page, isFirst }) => ({ page, isFirst, nodes: page && cache.resolve(page, 'nodes') }))
    .filter(({ nodes }) => nodes);

  if (kind === 'SESSION_REMOVED') {
    for (const { page, nodes } of pages)
      cache.link(
        page,
        'nodes',
        nodes.filter(node => node !== key),
      );
  } else if (!pages.some(({ nodes }) => nodes.includes(key))) {
    for (const { page, nodes, isFirst } of pages) if (isFirst) insert(cache, page, nodes, key, session.startedAt);
  }
}

function insert(cache, page, nodes, key, startedAt) {
  const older = nodes.findIndex(node => cache.resolve(node, 'startedAt') < startedAt);
  // A session that is older than all of the page belongs to a page that is not loaded yet.
  if (older < 0 && cache.resolve(cache.resolve(page, 'pageInfo'), 'hasNextPage')) return;
  cache.link(page, 'nodes', nodes.toSpliced(older < 0 ? nodes.length : older, 0, key));
}
