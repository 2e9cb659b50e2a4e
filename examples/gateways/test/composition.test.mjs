import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'graphql';
import { compose, composers, composeWithCosmo } from '../compose.mjs';
import { journeyUrl, query, schema } from './demo.mjs';

const field = (sdl, type, name) =>
  parse(sdl)
    .definitions.find((definition) => definition.kind === 'ObjectTypeDefinition' && definition.name.value === type)
    .fields.find((candidate) => candidate.name.value === name);

const directives = (node) => node.directives.map(({ name }) => name.value);

for (const [name, composer] of Object.entries(composers)) {
  test(`${name} composes the gateway and the CRM`, () => {
    const supergraph = compose(schema('--federation'), { composer });
    assert.ok(field(supergraph, 'Customer', 'accountTier'));
    assert.ok(field(supergraph, 'Customer', 'sessions'));
    assert.ok(directives(field(supergraph, 'Customer', 'lastName')).includes('requiresPermission'));
    assert.doesNotMatch(supergraph, /@policy|@authenticated/);
  });

  test(`${name} composes the gateway with the directives of authorization`, () => {
    const supergraph = compose(schema('--federation', '--auth-directives'), { composer });
    assert.ok(directives(field(supergraph, 'Customer', 'lastName')).includes('policy'));
  });
}

test('@wundergraph/composition composes the gateway and the CRM', () => {
  const graph = composeWithCosmo(schema('--federation'));
  assert.ok(field(graph, 'Customer', 'accountTier'));
  assert.ok(field(graph, 'Customer', 'sessions'));
});

test('a router reads the same subgraph from the running gateway', async () => {
  const { data } = await query(journeyUrl, 'demo-nobody', '{ _service { sdl } }');
  // Not assert.equal, which takes minutes to compare texts of this length that differ.
  assert.ok(data._service.sdl.trim() === schema('--federation').trim());
});
