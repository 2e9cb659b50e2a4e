import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, customerId, journeyUrl, query } from './demo.mjs';

const entities = (token, representations) =>
  query(
    journeyUrl,
    token,
    `query($representations: [_Any!]!) {
      _entities(representations: $representations) { __typename ... on Customer { id lastName } }
    }`,
    { representations },
  );
const customer = { __typename: 'Customer', id: customerId };
const unknown = { __typename: 'Customer', id: '00000000-0000-4000-8000-000000000000' };

test('entities keep the order of the representations, and repeats', async () => {
  const { data, errors } = await entities('demo-supervisor', [unknown, customer, customer]);
  assert.equal(errors, undefined);
  assert.equal(data._entities[0], null);
  assert.equal(data._entities[1].id, customerId);
  assert.deepEqual(data._entities[2], data._entities[1]);
});

test('a malformed representation fails alone', async () => {
  const malformed = [{ __typename: 'Customer' }, { __typename: 'Page', id: customerId }, { id: customerId }];
  const response = await entities('demo-supervisor', [...malformed, customer]);
  assert.deepEqual(codes(response), ['BAD_USER_INPUT']);
  assert.deepEqual(response.data._entities.slice(0, 3), [null, null, null]);
  assert.equal(response.data._entities[3].id, customerId);
});

test('without a token nothing is returned', async () => {
  const response = await entities(undefined, [customer]);
  assert.deepEqual(codes(response), ['UNAUTHENTICATED']);
  assert.equal(response.data, undefined);
});
