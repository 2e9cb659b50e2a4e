/**
 * Keeps the access token. `signIn` returns a promise of a new one. It is called for the first request and after a token
 * was rejected; requests that need a token at the same time share one call.
 */
export function createTokens(signIn) {
  let token;
  let pending;
  return {
    async get() {
      pending ??= token === undefined ? signIn().then(value => (token = value)) : undefined;
      try {
        await pending;
      } finally {
        pending = undefined;
      }
      return token;
    },
    /** Forgets a token that the gateway did not accept, unless another request has replaced it already. */
    reject(rejected) {
      if (rejected === token) token = undefined;
    },
  };
}
