import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { execute, parse } from 'graphql';
import { hasRepeatedKey, outcomeOf } from '../check/graphql-js/client.mjs';
import { difference } from '../check/graphql-js/compare.mjs';
import { generatedCases } from '../check/graphql-js/generated.mjs';
import { refusalOf } from '../check/graphql-js/reference.mjs';
import { Resolvers } from '../check/graphql-js/resolvers.mjs';
import { Runner } from '../check/graphql-js/runner.mjs';
import { isDateTime, schemaOf } from '../check/graphql-js/schema.mjs';

const gatewaySchema = schemaOf(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));

const schema = schemaOf(`
  scalar DateTime
  type Query { box(id: ID!, size: Int = 2): Box boxes(ids: [ID!]!): [Box]! }
  type Box { id: ID! size: Int secret: String items(first: Int = 2): [Item!]! }
  interface Item { id: ID! }
  type Ball implements Item { id: ID! color: String }
  type Cube implements Item { id: ID! edge: Int }
`);

const boxOf = (id, size) => ({
  id,
  size,
  secret: () => {
    throw Object.assign(new Error('denied'), { extensions: { code: 'PERMISSION_DENIED', positions: 1 } });
  },
  items: ({ first }) =>
    [
      { __typename: 'Ball', id: 'a', color: 'red' },
      { __typename: 'Cube', id: 'b', edge: 3 },
    ].slice(0, first),
});
const rootValue = { box: ({ id, size }) => boxOf(id, size), boxes: ({ ids }) => ids.map(id => boxOf(id, 1)) };

/** Answers as a gateway that is correct, except for what `break` changes in a request or in a response. */
function gateway({ breakRequest = request => request, breakData = data => data } = {}) {
  return {
    async outcome(request) {
      const { text, variables, operationName } = breakRequest(request);
      const { stage, errors } = refusalOf(schema, { text, variables, operationName });
      const code =
        { syntax: 'GRAPHQL_PARSE_FAILED', validation: 'GRAPHQL_VALIDATION_FAILED' }[stage] ?? 'BAD_USER_INPUT';
      if (stage !== 'executed') {
        return outcomeOf(
          400,
          JSON.stringify({ errors: errors.map(error => ({ ...error.toJSON(), extensions: { code } })) }),
        );
      }
      const variableValues = JSON.parse(variables ?? '{}');
      const { data, errors: failed } = await execute({
        schema,
        document: parse(text),
        rootValue,
        variableValues,
        operationName,
      });
      return outcomeOf(200, JSON.stringify({ data: breakData(data), errors: failed }));
    },
  };
}

async function differences(requests, client) {
  const runner = new Runner(schema, client, new Resolvers(gateway(), schema));
  await runner.run(requests, 2);
  assert.deepEqual(runner.skipped, []);
  return runner.differences.map(({ kind }) => kind);
}

const requests = [
  { text: '{ box(id: 1) { size id } }' },
  {
    text: 'query ($s: Int = 4, $on: Boolean = true) { b: box(id: "x", size: $s) { size id @include(if: $on) items { id } } }',
  },
  {
    text: '{ boxes(ids: ["a", "b"]) { items(first: 1) { ... on Ball { color } } items(first: 1) { __typename id } } }',
  },
  { text: '{ box(id: 1) { size secret } }' },
  { text: '{ box(id: 1) { cow } }' },
  { text: '{ box(id: 1) { size }' },
  { text: 'query ($s: Int) { box(id: 1, size: $s) { size } }', variables: '{"s":"1"}' },
];

test('a gateway that behaves as graphql-js has no differences', async () => {
  assert.deepEqual(await differences(requests, gateway()), []);
});

test('wrong data, stages, errors and keys are differences', async () => {
  const kinds = options => differences(requests, gateway(options));
  const withoutDefaults = request => ({ ...request, text: request.text.replace(/ = (4|true)/g, '') });
  assert.deepEqual(await kinds({ breakRequest: withoutDefaults }), ['executed → validation']);
  const reversed = data =>
    JSON.parse(JSON.stringify(data), (_, value) =>
      Array.isArray(value) || value === null || typeof value !== 'object'
        ? value
        : Object.fromEntries(Object.entries(value).reverse()),
    );
  assert.ok((await kinds({ breakData: reversed })).every(kind => kind === 'data'));
  assert.equal((await kinds({ breakData: reversed })).length, 4);
  const withoutUnknown = request => ({ ...request, text: request.text.replace('cow', 'id') });
  assert.deepEqual(await kinds({ breakRequest: withoutUnknown }), ['validation (FieldsOnCorrectType) → executed']);
  const withNumber = request => ({ ...request, variables: request.variables?.replaceAll('"1"', '1') });
  assert.deepEqual(await kinds({ breakRequest: withNumber }), ['request → executed']);
});

test('errors are compared by path, number, message and code', () => {
  const error = (path, code, positions) => ({
    message: 'no',
    path,
    locations: [{ line: 1, column: 3 }],
    extensions: { code, positions },
  });
  const request = { text: '{ a }' };
  const reference = {
    stage: 'executed',
    data: {},
    errors: [{ ...error(['a'], 'DENIED', 1), originalError: { extensions: { code: 'DENIED', positions: 1 } } }],
  };
  const kindOf = (...errors) => difference(request, reference, { stage: 'executed', data: {}, errors })?.kind;
  assert.equal(kindOf(error(['a'], 'DENIED', 1)), undefined);
  for (const errors of [
    [],
    [error(['b'], 'DENIED', 1)],
    [error(['a'], 'OTHER', 1)],
    [error(['a'], 'DENIED', 2)],
    [error(['a'], 'DENIED', 1), error(['a'], 'DENIED', 1)],
  ]) {
    assert.equal(kindOf(...errors), 'errors of fields');
  }
  assert.equal(kindOf(error(['a'], undefined, 1)), 'error without code');
});

test('locations of refusals are compared in characters or UTF-16 units, unless they are ignored', () => {
  const request = { text: '# 😀\n{ a(b: "😀", c: 1) }' };
  const reference = { stage: 'syntax', errors: [{ locations: [{ line: 2, column: 14 }] }] };
  const outcome = column => ({
    stage: 'syntax',
    errors: [{ locations: [{ line: 2, column }], extensions: { code: 'X' } }],
  });
  for (const column of [13, 14]) assert.equal(difference(request, reference, outcome(column)), undefined);
  assert.deepEqual(difference(request, reference, outcome(12)), {
    kind: 'location, syntax',
    isMinor: true,
    expected: '2:14 2:13',
    found: '2:12',
  });
  const validation = column => [
    { ...reference, stage: 'validation', rules: ['A'] },
    { ...outcome(column), stage: 'validation' },
  ];
  assert.equal(difference(request, ...validation(12)).isMinor, false);
  assert.equal(difference(request, reference, outcome(12), false), undefined);
});

test('a repeated key in a response is found', () => {
  for (const [json, isRepeated] of [
    ['{"a":{"b":"\\"c\\":","d":[{"a":1}]}}', false],
    ['{"a":1,"a":1}', true],
  ]) {
    assert.equal(hasRepeatedKey(json, JSON.parse(json)), isRepeated);
  }
});

test('the same seed generates the same documents, and about half of them are valid', () => {
  const ids = name => [`${name}1`, `${name}2`];
  const pool = { Customer: ids('c'), Session: ids('s'), identifiers: [{ type: 'PHONE', value: '+4930' }] };
  const generated = seed => generatedCases(gatewaySchema, pool, ['t'], seed, 300);
  assert.deepEqual(generated(7), generated(7));
  assert.notDeepEqual(generated(7), generated(8));
  const valid = generated(7).filter(request => refusalOf(gatewaySchema, request).stage === 'executed');
  assert.ok(valid.length > 100 && valid.length < 200, `${valid.length} of 300`);
});

test('times are those of RFC 3339', () => {
  for (const time of ['2026-01-01T00:00:00Z', '2024-02-29t23:59:60.5+23:59', '0000-12-31 00:00:00-00:00'])
    assert.ok(isDateTime(time), time);
  for (const time of [
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
  ]) {
    assert.ok(!isDateTime(time), time);
  }
});
