type Area = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>;

/** Only the appearance is kept beyond the browser tab: the theme and the size of panes. */
const LOOK = /^graphiql:(theme|visiblePlugin|\w+Flex)$/;

/**
 * The storage of GraphiQL. Queries, variables, headers and the history can contain customer ids and credentials, so they
 * are kept in the browser tab only. A new tab starts with the recipes.
 */
export function pageStorage(session: Storage, local: Storage): Area {
  const area = (key: string) => (LOOK.test(key) ? local : session);
  return {
    getItem: key => area(key).getItem(key),
    setItem: (key, value) => area(key).setItem(key, value),
    removeItem: key => area(key).removeItem(key),
    clear() {
      for (const storage of [session, local]) {
        for (const key of Object.keys(storage)) if (key.startsWith('graphiql:')) storage.removeItem(key);
      }
    },
    get length() {
      return session.length + local.length;
    },
  };
}
