import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { challengeOf, finishSignIn, isResponse, returnPath, signInAddress } = await load('../journey/sign-in.ts');

const login = { url: 'https://login.test', clientId: 'tab' };
const page = new URL('https://gateway.test/journey?conversationId=c1');

function memory() {
  const items = new Map();
  return {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: key => items.delete(key),
  };
}

/** Starts a log-in. Returns the storage, and the address of its response with these parameters. */
async function started() {
  const storage = memory();
  const address = new URL(await signInAddress(login, page, '/journey?conversationId=c1', storage));
  const { state } = Object.fromEntries(address.searchParams);
  const response = parameters =>
    new URL(`https://gateway.test/journey?${new URLSearchParams({ state, ...parameters })}`);
  return { storage, address, response };
}

const problemOf = promise =>
  promise.then(
    () => assert.fail('signed in'),
    ({ problem }) => problem,
  );

test('the log-in page gets the challenge, and the verifier stays in the tab', async t => {
  const { storage, address, response } = await started();
  assert.equal(address.origin + address.pathname, 'https://login.test/oauth/authorize');
  const { state, code_challenge: challenge, ...rest } = Object.fromEntries(address.searchParams);
  assert.deepEqual(rest, {
    response_type: 'code',
    client_id: 'tab',
    redirect_uri: 'https://gateway.test/journey',
    code_challenge_method: 'S256',
  });
  assert.ok(state.length >= 43);
  const back = response({ code: 'c' });
  assert.ok(isResponse(back));
  assert.equal(returnPath(back, storage), '/journey?conversationId=c1');

  const sent = [];
  t.mock.method(globalThis, 'fetch', async (url, { body }) => {
    sent.push([String(url), Object.fromEntries(body)]);
    return Response.json({ access_token: 'token' });
  });
  assert.equal(await finishSignIn(login, back, storage), 'token');
  const [[url, { code_verifier: verifier, ...form }]] = sent;
  assert.equal(url, 'https://login.test/oauth/token');
  assert.equal(await challengeOf(verifier), challenge);
  assert.deepEqual(form, {
    grant_type: 'authorization_code',
    code: 'c',
    redirect_uri: 'https://gateway.test/journey',
    client_id: 'tab',
  });
  assert.deepEqual(await problemOf(finishSignIn(login, back, storage)), { kind: 'not-started-here' }, 'used twice');
});

test('the challenge is that of RFC 7636, appendix B', async () => {
  assert.equal(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('the response to another log-in is not used', async t => {
  t.mock.method(globalThis, 'fetch', () => assert.fail('no request'));
  const { storage } = await started();
  const foreign = new URL('https://gateway.test/journey?code=c&state=other');
  assert.equal(returnPath(foreign, storage), undefined);
  assert.deepEqual(await problemOf(finishSignIn(login, foreign, storage)), { kind: 'not-started-here' });
});

test('errors of the log-in host are reported as it sends them', async t => {
  const answers = [
    Response.json({ error: 'invalid_grant', error_description: 'too old' }, { status: 400 }),
    new Response('<h1>Bad gateway</h1>', { status: 502 }),
    Response.json({ token_type: 'bearer' }),
  ];
  const expected = [
    ['invalid_grant', 'too old'],
    ['HTTP 502', ''],
    ['HTTP 200', ''],
  ];
  t.mock.method(globalThis, 'fetch', async () => answers.shift() ?? Promise.reject(new TypeError('refused')));
  for (const [error, description] of expected) {
    const { storage, response } = await started();
    assert.deepEqual(await problemOf(finishSignIn(login, response({ code: 'c' }), storage)), {
      kind: 'refused',
      error,
      description,
    });
  }
  const offline = await started();
  assert.deepEqual(await problemOf(finishSignIn(login, offline.response({ code: 'c' }), offline.storage)), {
    kind: 'unreachable',
  });
  const denied = await started();
  const response = denied.response({ error: 'access_denied', error_description: 'no' });
  assert.deepEqual(await problemOf(finishSignIn(login, response, denied.storage)), {
    kind: 'refused',
    error: 'access_denied',
    description: 'no',
  });
});
