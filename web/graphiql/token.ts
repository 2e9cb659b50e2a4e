const KEY = 'journey-gateway:token';

/** The bearer token in use. It survives a reload of the browser tab and nothing more. */
export interface TokenStore {
  get(): string;
  set(token: string): void;
  subscribe(listener: () => void): () => void;
}

/** Starts with what was last entered in this browser tab, else with the token that the gateway offers. */
export function createTokenStore(session: Storage, offered: string): TokenStore {
  let token = session.getItem(KEY) ?? offered;
  const listeners = new Set<() => void>();
  return {
    get: () => token,
    set(value) {
      // Pasted with its scheme, a token is still a token.
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
