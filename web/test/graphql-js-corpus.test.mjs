import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { getNamedType, isInputObjectType, isObjectType, parse, typeFromAST } from 'graphql';
import { coercionDocuments } from '../check/graphql-js/cases/coercion.mjs';
import { rules, validationCases } from '../check/graphql-js/corpus.mjs';
import { RULE_NAMES, refusalOf } from '../check/graphql-js/reference.mjs';
import { schemaOf } from '../check/graphql-js/schema.mjs';

const schema = schemaOf(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));

test('each validation rule has hits and near misses', () => {
  assert.deepEqual(Object.keys(rules).sort(), [...RULE_NAMES].sort());
  for (const [rule, { hits, nearMisses }] of Object.entries(rules)) {
    assert.ok(hits.length >= 3 && nearMisses.length >= 2, rule);
  }
});

test('each hit violates its rule, and each near miss is valid', () => {
  const wrong = validationCases().filter(request => {
    const { stage, rules } = refusalOf(schema, request);
    const [, isNearMiss, rule] = /(near miss|hit) of (\w+)/
      .exec(request.name)
      .map((part, i) => (i === 1 ? part === 'near miss' : part));
    if (isNearMiss) return ['syntax', 'validation'].includes(stage);
    return rule === 'Syntax' ? stage !== 'syntax' : !rules.includes(rule);
  });
  assert.deepEqual(
    wrong.map(({ name, text }) => `${name}: ${text}`),
    [],
  );
});

test('variables of every input type are coerced', () => {
  const types = Object.values(schema.getTypeMap());
  const used = types.filter(isObjectType).flatMap(type => Object.values(type.getFields()).flatMap(field => field.args));
  const nested = types.filter(isInputObjectType).flatMap(type => Object.values(type.getFields()));
  const names = new Set([...used, ...nested].map(({ type }) => getNamedType(type).name));
  const definitions = coercionDocuments.flatMap(text => parse(text).definitions[0].variableDefinitions);
  const coerced = new Set(definitions.map(({ type }) => getNamedType(typeFromAST(schema, type)).name));
  assert.deepEqual([...names].sort(), [...coerced].sort());
});
