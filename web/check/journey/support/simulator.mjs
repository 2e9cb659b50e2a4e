/** The control endpoint of the simulated platform. */
export function simulator(platform) {
  const post = async (path, body) => {
    const response = await fetch(new URL(path, platform), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${path} ${JSON.stringify(body)}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    /** Performs an action of a customer. Returns the id of the session. */
    act: async (customer, action) => (await post('/simulator/actions', { customer, action })).session,
    /** A token of a persona. */
    token: async (persona, expiresInSeconds = 3600) =>
      (await post('/simulator/tokens', { persona, expiresInSeconds })).token,
    /** Revokes a token, as when its user signs out elsewhere. */
    revoke: token => fetch(new URL(`/simulator/tokens/${token}`, platform), { method: 'DELETE' }),
  };
}
