import type { Login } from './settings';
import type { TabStorage } from './storage';
import { timeLimit } from './time-limit';

const KEY = 'journey-gateway:sign-in';

/** Why a log-in failed. `error` and `description` are those of RFC 6749, section 4.1.2.1 or 5.2. */
export type SignInProblem =
  | { readonly kind: 'refused'; readonly error: string; readonly description: string }
  | { readonly kind: 'not-started-here' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'insecure' };

export class SignInError extends Error {
  constructor(readonly problem: SignInProblem) {
    super(problem.kind);
  }
}

interface Started {
  readonly verifier: string;
  readonly state: string;
  /** The path and query at which the log-in began. */
  readonly returnTo: string;
}

/** Whether the address is the response of the log-in host. */
export function isResponse({ searchParams }: URL): boolean {
  return searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
}

/** The address of the log-in page: authorization code with PKCE (RFC 7636). The verifier stays in this browser tab. */
export async function signInAddress(login: Login, page: URL, returnTo: string, storage: TabStorage): Promise<string> {
  // Browsers offer the digest only to pages that were loaded over HTTPS or from the same machine.
  if (!globalThis.crypto?.subtle) throw new SignInError({ kind: 'insecure' });
  const started: Started = { verifier: random(), state: random(), returnTo };
  storage.setItem(KEY, JSON.stringify(started));
  const address = new URL('/oauth/authorize', login.url);
  address.search = String(
    new URLSearchParams({
      response_type: 'code',
      client_id: login.clientId,
      redirect_uri: redirectUri(page),
      state: started.state,
      code_challenge: await challengeOf(started.verifier),
      code_challenge_method: 'S256',
    }),
  );
  return address.href;
}

/** The place to return to after the response of the log-in host, also if it is an error. */
export function returnPath(response: URL, storage: TabStorage): string | undefined {
  const started = readStarted(storage);
  return started !== undefined && started.state === response.searchParams.get('state') ? started.returnTo : undefined;
}

/** Exchanges the response of the log-in host for a token. A response can be used once. */
export async function finishSignIn(login: Login, response: URL, storage: TabStorage): Promise<string> {
  const started = readStarted(storage);
  storage.removeItem(KEY);
  const { searchParams } = response;
  if (started === undefined || searchParams.get('state') !== started.state) {
    throw new SignInError({ kind: 'not-started-here' });
  }
  const error = searchParams.get('error');
  if (error !== null) throw refused(error, searchParams.get('error_description'));

  let answer: Response;
  try {
    answer = await fetch(new URL('/oauth/token', login.url), {
      method: 'POST',
      signal: timeLimit(),
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: searchParams.get('code') ?? '',
        redirect_uri: redirectUri(response),
        client_id: login.clientId,
        code_verifier: started.verifier,
      }),
    });
  } catch {
    throw new SignInError({ kind: 'unreachable' });
  }
  const body: unknown = await answer.json().catch(() => undefined);
  const field = (name: string) => (body as Record<string, unknown> | undefined)?.[name];
  const token = field('access_token');
  if (answer.ok && typeof token === 'string' && token !== '') return token;
  throw refused(String(field('error') ?? `HTTP ${answer.status}`), field('error_description') ?? field('description'));
}

export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** The platform compares it with those of the OAuth client, so it is the same for every place. */
function redirectUri({ origin }: URL): string {
  return `${origin}/journey`;
}

function refused(error: string, description: unknown): SignInError {
  const text = typeof description === 'string' ? description : '';
  return new SignInError({ kind: 'refused', error, description: text });
}

function readStarted(storage: TabStorage): Started | undefined {
  const text = storage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Started);
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
