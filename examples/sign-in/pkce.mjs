// Signs a user in from a browser: authorization code with PKCE (RFC 7636). `client` has `login`, such as
// `https://login.mypurecloud.de`, and the `id` and `redirectUri` of an OAuth client of the platform.

/** The address of the log-in page, for `location.assign(await signInPage(client, sessionStorage))`. */
export async function signInPage(client, storage) {
  const verifier = random();
  const state = random();
  storage.setItem('sign-in', JSON.stringify({ verifier, state }));
  const page = new URL('/oauth/authorize', client.login);
  page.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  });
  return page.href;
}

/** The token, when the browser is back at the redirect URI: `finishSignIn(client, location.href, sessionStorage)`. */
export async function finishSignIn(client, address, storage) {
  const { searchParams } = new URL(address);
  const { verifier, state } = JSON.parse(storage.getItem('sign-in') ?? '{}');
  storage.removeItem('sign-in');
  if (!state || searchParams.get('state') !== state) throw new Error('this page did not start the sign-in');
  const response = await fetch(new URL('/oauth/token', client.login), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: searchParams.get('code'),
      redirect_uri: client.redirectUri,
      client_id: client.id,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Error(`the platform refused the sign-in: ${response.status}`);
  return (await response.json()).access_token;
}

export async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = bytes =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
