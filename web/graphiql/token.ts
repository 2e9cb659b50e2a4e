const KEY = 'journey-gateway:token';

/** The current bearer token. It is kept across reloads of the browser tab, but not beyond the tab. */
export interface TokenStore {
  get(): string;
  set(token: string): void;
  subscribe(listener: () => void): () => void;
}

/** Starts with the token that was last entered in this browser tab, or else with the gateway's initial token. */
export function createTokenStore(session: Storage, offered: string): TokenStore {
  let token = session.getItem(KEY) ?? offered;
  const listeners = new Set<() => void>();
  return {
    get: () => token,
    set(value) {
      // A pasted token may include its scheme.
      token = value.trim().replace(/^bearer\s+/i, '');
      session.setItem(KEY, token);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
