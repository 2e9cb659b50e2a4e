import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { platform, signInWith, url } from '../demo.mjs';
import { signInAsClient } from './client-credentials.mjs';
import { challengeOf, finishSignIn, signInPage } from './pkce.mjs';
import { createTokens } from './tokens.mjs';

async function viewer(token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  });
  return (await response.json()).data.viewer;
}

test('a back end signs in with client credentials', async () => {
  const token = await signInAsClient({ login: platform, id: 'demo-gateway', secret: 'demo-secret' });
  assert.equal((await viewer(token)).name, 'journey-gateway');
  await assert.rejects(signInAsClient({ login: platform, id: 'demo-gateway', secret: 'wrong' }), /401/);
});

test('the challenge is that of RFC 7636, appendix B', async () => {
  assert.equal(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('a user signs in with PKCE', async t => {
  const items = new Map();
  const storage = {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: key => items.delete(key),
  };
  // A log-in host that gives a token for the code and the verifier of the challenge.
  let challenge;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = Object.fromEntries(new URLSearchParams(body));
    const isRight = form.code === 'c' && (await challengeOf(form.code_verifier)) === challenge;
    response.statusCode = isRight ? 200 : 400;
    response.end(JSON.stringify({ access_token: 'demo-agent', token_type: 'bearer', expires_in: 86399 }));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const client = {
    login: `http://127.0.0.1:${server.address().port}`,
    id: 'app',
    redirectUri: 'https://app.example/back',
  };

  const page = new URL(await signInPage(client, storage));
  assert.equal(page.pathname, '/oauth/authorize');
  const sent = Object.fromEntries(page.searchParams);
  assert.deepEqual(
    [sent.response_type, sent.client_id, sent.redirect_uri, sent.code_challenge_method],
    ['code', 'app', client.redirectUri, 'S256'],
  );
  challenge = sent.code_challenge;
  const back = `${client.redirectUri}?code=c&state=${sent.state}`;
  assert.equal((await viewer(await finishSignIn(client, back, storage))).name, (await viewer('demo-agent')).name);

  await assert.rejects(finishSignIn(client, back, storage), /did not start/, 'the answer is used twice');
  await signInPage(client, storage);
  await assert.rejects(finishSignIn(client, back, storage), /did not start/, 'the answer to another sign-in');
  const other = new URL(await signInPage(client, storage)).searchParams.get('state');
  await assert.rejects(
    finishSignIn(client, `${client.redirectUri}?code=c&state=${other}`, storage),
    /refused the sign-in: 400/,
  );
});

test('requests at the same time share one sign-in, and a token is rejected once', async () => {
  const signIn = signInWith('a', 'b');
  const tokens = createTokens(signIn);
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get()]), ['a', 'a']);
  tokens.reject('a');
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get()]), ['b', 'b']);
  tokens.reject('a');
  assert.equal(await tokens.get(), 'b');
  assert.equal(signIn.count, 2);
});

test('a sign-in that fails is repeated by the next request', async () => {
  let count = 0;
  const tokens = createTokens(async () => {
    if (count++ === 0) throw new Error('offline');
    return 'a';
  });
  await assert.rejects(tokens.get(), /offline/);
  assert.equal(await tokens.get(), 'a');
});

test('the examples have the same copy of tokens.mjs', async () => {
  const copies = ['apollo-client', 'graphql-ws-sse', 'sign-in', 'urql'];
  const texts = copies.map(example => readFile(new URL(`../${example}/tokens.mjs`, import.meta.url), 'utf8'));
  assert.equal(new Set(await Promise.all(texts)).size, 1);
});
