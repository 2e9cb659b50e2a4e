import { platform } from '../demo.mjs';

/** A token of the demo's platform for a persona. A real desktop has the one that its user got at the log-in. */
export async function demoToken(persona = 'demo-supervisor', expiresInSeconds = 3600) {
  const response = await fetch(new URL('/simulator/tokens', platform), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona, expiresInSeconds }),
  });
  if (!response.ok) throw new Error(`the simulated platform gave no token: HTTP ${response.status}`);
  return (await response.json()).token;
}
