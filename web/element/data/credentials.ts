import { RequestFailure } from './errors';

export interface TokenSource {
  readonly token: string | undefined;
  readonly getToken: (() => string | Promise<string>) | undefined;
}

/**
 * The access token of the viewer. A token that the gateway did not accept is never sent again: the source is asked once
 * more, and if it has no other token the viewer is signed out until the source changes.
 */
export class Credentials {
  #fetched: string | undefined;
  #pending: Promise<string> | undefined;
  #rejected: string | undefined;

  constructor(
    private readonly source: TokenSource,
    private readonly onExpired: () => void,
  ) {}

  /** Whether a call of `getToken` has not returned yet. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Returns the token. Requests that need one at the same time share one call of `getToken`. */
  async get(): Promise<string> {
    const token = this.source.getToken === undefined ? this.source.token : await this.#fetch(this.source.getToken);
    if (token === undefined || token === '' || token === this.#rejected) {
      throw new RequestFailure('signed-out', 'UNAUTHENTICATED', 'there is no valid token');
    }
    return token;
  }

  /** Forgets a token that the gateway did not accept. The event is sent once for each token. */
  reject(token: string): void {
    if (token === this.#rejected) return;
    this.#rejected = token;
    this.#fetched = undefined;
    this.onExpired();
  }

  /** Forgets what is known of the source after it was replaced. */
  reset(): void {
    this.#fetched = undefined;
    this.#pending = undefined;
  }

  async #fetch(getToken: () => string | Promise<string>): Promise<string> {
    if (this.#fetched !== undefined) return this.#fetched;
    this.#pending ??= Promise.resolve().then(getToken);
    const pending = this.#pending;
    try {
      const token = await pending;
      // Otherwise the source was replaced meanwhile.
      if (this.#pending === pending) this.#fetched = token;
      return token;
    } catch (error) {
      throw new RequestFailure('failed', 'TOKEN', `getToken failed: ${String(error)}`);
    } finally {
      if (this.#pending === pending) this.#pending = undefined;
    }
  }
}
