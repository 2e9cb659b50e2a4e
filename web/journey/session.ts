import type { TabStorage } from './storage';

const KEY = 'journey-gateway:journey-token';

/**
 * The token of this browser tab. It is kept in the session storage, so that a reload needs no new log-in, and nowhere
 * else. An empty token means that the user has signed out.
 */
export class Session {
  readonly #storage: TabStorage;
  #token: string;

  /** Starts with the token that this browser tab used last, or else with the one that the demo offers. */
  constructor(storage: TabStorage, offered: string) {
    this.#storage = storage;
    this.#token = storage.getItem(KEY) ?? offered;
  }

  get token(): string {
    return this.#token;
  }

  use(token: string): void {
    this.#token = token;
    this.#storage.setItem(KEY, token);
  }

  /** Forgets a token that the gateway refused. Returns false if another token has replaced it already. */
  expire(token: string): boolean {
    if (token === '' || token !== this.#token) return false;
    this.use('');
    return true;
  }
}
