import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { buildSchema, getNamedType, isNonNullType, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { load } from './load.mjs';

const { parseRecipes, fillPlaceholders } = await load('recipes.ts');
const fence = '```';

test('a section with a query is a recipe, with its description as comments and its variables if it has any', () => {
  const recipes = parseRecipes(`# Recipes

### With variables

When to use it.

${fence}graphql
query A($id: ID!) {
  a(id: $id)
}
${fence}

${fence}json
{ "id": "CUSTOMER_ID" }
${fence}

### Without

${fence}graphql
query B {
  b
}
${fence}
`);
  assert.deepEqual(recipes, [
    {
      title: 'With variables',
      query: '# With variables\n#\n# When to use it.\nquery A($id: ID!) {\n  a(id: $id)\n}',
      variables: '{ "id": "CUSTOMER_ID" }',
    },
    { title: 'Without', query: '# Without\nquery B {\n  b\n}' },
  ]);
});

test('descriptions are wrapped, without links, tables and blocks', () => {
  const words = Array(40).fill('word').join(' ');
  const [{ query }] = parseRecipes(`### A

See [the *other*
page](other.md#a), and \`x\`. ${words}

- First
  item.
- Second.

${fence}graphql
{ a }
${fence}

| column | other |
|---|---|
| 1 | 2 |

${fence}json
{}
${fence}

After.
`);
  const lines = query.split('\n');
  assert.equal(lines.at(-1), '{ a }');
  const comments = lines.slice(0, -1);
  assert.ok(comments.every(line => line.startsWith('#') && line.length <= 58));
  const text = comments.map(line => line.slice(2) || '/').join(' ');
  assert.equal(text, `A / See the *other* page, and \`x\`. ${words} / - First item. / - Second. / After.`);
});

test('prose, other headings and other languages are not recipes', () => {
  const markdown = `## Level two\n\n${fence}graphql\n{ a }\n${fence}\n\n### Shell\n\n${fence}sh\nls\n${fence}\n`;
  assert.deepEqual(parseRecipes(markdown), []);
});

test('carriage returns are ignored', () => {
  const markdown = `### A\n\n${fence}graphql\n{\n  a\n}\n${fence}\n`;
  assert.deepEqual(parseRecipes(markdown.replaceAll('\n', '\r\n')), parseRecipes(markdown));
});

test('placeholders are replaced by ids', () => {
  const variables = '{ "ids": ["CUSTOMER_ID"], "phone": "PHONE", "wrapUp": "WRAP_UP_CODE_ID" }';
  const values = { customerId: 'c"1', phone: '+46700000001', wrapUpCodeId: 'w1' };
  assert.deepEqual(JSON.parse(fillPlaceholders(variables, values)), {
    ids: ['c"1'],
    phone: '+46700000001',
    wrapUp: 'w1',
  });
});

test('a placeholder whose name contains another one is not confused with it', () => {
  const values = { customerId: 'c1', liveCustomerId: 'l1' };
  assert.equal(fillPlaceholders('["LIVE_CUSTOMER_ID", "CUSTOMER_ID"]', values), '["l1", "c1"]');
});

test('unknown placeholders and other text remain unchanged', () => {
  const variables = '{ "queueId": "QUEUE_ID", "statuses": ["LIVE"], "id": "MY_CUSTOMER_ID" }';
  assert.equal(fillPlaceholders(variables, { LIVE: 'x', live: 'x', customerId: 'c1' }), variables);
});

test('the recipes of the documentation are complete', async t => {
  const recipes = parseRecipes(await readFile(new URL('../../docs/queries.md', import.meta.url), 'utf8'));
  assert.ok(recipes.length >= 8);
  const names = new Set();
  for (const { title, query, variables = '{}' } of recipes) {
    await t.test(title, () => {
      assert.ok(query.startsWith(`# ${title}\n#\n# `), 'every recipe has a description');
      const [operation] = parse(query).definitions;
      assert.equal(operation.kind, 'OperationDefinition');
      names.add(operation.name?.value);
      const declared = operation.variableDefinitions.map(definition => definition.variable.name.value);
      const required = operation.variableDefinitions.filter(
        ({ type, defaultValue }) => print(type).endsWith('!') && !defaultValue,
      );
      const given = Object.keys(JSON.parse(variables));
      assert.deepEqual(given.filter(name => !declared.includes(name)), []);
      for (const { variable } of required) assert.ok(given.includes(variable.name.value));
    });
  }
  assert.equal(names.size, recipes.length, 'each operation has a unique name, because it names the tab');
});

test('recipes select the id of each object that has one, as the key in the cache of a client', async () => {
  const read = path => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  const types = new TypeInfo(buildSchema(await read('schema.graphql')));
  for (const { title, query } of parseRecipes(await read('docs/queries.md'))) {
    const document = parse(query);
    const check = {
      Field({ name, selectionSet }) {
        const type = types.getType() && getNamedType(types.getType());
        if (!selectionSet || !type?.getFields().id || !isNonNullType(type.getFields().id.type)) return;
        const isSelected = selectionSet.selections.some(selection => selection.name?.value === 'id');
        const isSpread = selectionSet.selections.some(selection => selection.kind === 'FragmentSpread');
        assert.ok(isSelected || isSpread, `${title}: ${name.value} lacks id`);
      },
    };
    visit(document, visitWithTypeInfo(types, check));
  }
});
