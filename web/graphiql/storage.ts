type Area = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>;

/** Only the look outlives the browser tab: the theme, and where panes were dragged to. */
const LOOK = /^graphiql:(theme|visiblePlugin|\w+Flex)$/;

/**
 * Where GraphiQL keeps what it remembers. Queries, variables, headers and the history can name customers and
 * carry credentials, so they stay in the browser tab; a new one starts with the recipes again.
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
