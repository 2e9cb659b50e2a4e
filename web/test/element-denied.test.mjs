import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { deniedParts } = await load('data/denied.ts', 'element');
const { EVERYTHING } = await load('state/context.ts', 'element');
const { permissionName } = await load('texts/permissions.ts', 'element');

const error = (path, any, all = []) => ({ message: '', path, extensions: { code: 'PERMISSION_DENIED', any, all } });
const parts = denied => denied.map(({ part }) => part);

test('without a denied permission there is no notice', () => {
  assert.deepEqual(
    deniedParts(EVERYTHING, [{ message: '', path: ['customer'], extensions: { code: 'INTERNAL' } }]),
    [],
  );
});

test('many denied fields of one part are one notice with the permissions of the gateway', () => {
  const errors = [
    error(['customer', 'sessions', 'nodes', 0, 'queue'], ['routing:queue:search', 'routing:queue:view']),
    error(['session', 'events', 'nodes', 1, 'wrapUp', 'code'], [], ['routing:wrapupCode:view']),
    error(['customer', 'sessions', 'nodes', 3, 'queue'], ['routing:queue:search', 'routing:queue:view']),
  ];
  const denied = deniedParts({ ...EVERYTHING, queues: false }, errors);
  assert.deepEqual(parts(denied), ['queues', 'wrapUpCodes']);
  assert.deepEqual(denied[0].any, ['routing:queue:search', 'routing:queue:view']);
});

test('a part that a capability left out of the query is named as well', () => {
  const denied = deniedParts({ ...EVERYTHING, sessions: false, eventDetails: false }, []);
  assert.deepEqual(parts(denied), ['otherSessions', 'eventDetails']);
  assert.deepEqual(denied[1].all, ['journey:eventtype:view']);
});

test('the notice of the details covers the identifiers, and the journey everything in it', () => {
  const nothing = Object.fromEntries(Object.keys(EVERYTHING).map(key => [key, false]));
  const errors = [
    error(['customer', 'displayName'], ['externalContacts:contact:view', 'relate:contact:view']),
    error(['customer', 'identifiers'], [], ['externalContacts:contact:view']),
    error(['customer', 'sessions'], ['journey:session:view'], ['externalContacts:session:view']),
  ];
  assert.deepEqual(parts(deniedParts(nothing, errors)), ['sessions', 'customerDetails', 'customerSegments']);
  assert.deepEqual(parts(deniedParts(EVERYTHING, [errors[1]])), ['identifiers']);
});

test('segments and their names are one notice with both permissions', () => {
  const [{ part, all }, ...others] = deniedParts({ ...EVERYTHING, customerSegments: false, segments: false }, []);
  assert.deepEqual(
    [part, all],
    ['customerSegments', ['externalContacts:segmentAssignment:view', 'journey:segment:view']],
  );
  assert.deepEqual(others, []);
  assert.deepEqual(parts(deniedParts({ ...EVERYTHING, segments: false }, [])), ['segmentNames']);
});

test('permissions have the names of the administration', () => {
  assert.equal(permissionName('routing:queue:search'), 'Routing > Queue > Search');
  assert.equal(permissionName('externalContacts:session:view'), 'External contacts > Session > View');
  assert.equal(permissionName('routing:wrapupCode:view'), 'Routing > Wrap up code > View');
  assert.equal(permissionName('journey:eventtype:view'), 'Journey > Event Type > View');
  assert.equal(permissionName('quality:someThing:edit'), 'Quality > Some Thing > Edit');
});
