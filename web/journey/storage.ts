/** The parts of the Web Storage API that the page uses. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The session storage of the browser tab, or the memory of the page if the browser is set to block storage. */
export const tabStorage: TabStorage = allowedStorage() ?? memory();

function allowedStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function memory(): TabStorage {
  const items = new Map<string, string>();
  return {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: key => void items.delete(key),
  };
}
