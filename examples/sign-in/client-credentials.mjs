/** Signs a back end in with an OAuth client of its own. Never send the secret to a browser. */
export async function signInAsClient({ login, id, secret }) {
  const response = await fetch(new URL('/oauth/token', login), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`the platform refused the client: ${response.status}`);
  return (await response.json()).access_token;
}
