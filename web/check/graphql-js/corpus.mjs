import { coercionCases } from './cases/coercion.mjs';
import { executionCases } from './cases/execution.mjs';
import { fieldRules } from './cases/fields.mjs';
import { fragmentRules } from './cases/fragments.mjs';
import { introspectionCases } from './cases/introspection.mjs';
import { operationRules } from './cases/operations.mjs';
import { syntax } from './cases/syntax.mjs';
import { valueRules } from './cases/values.mjs';
import { variableRules } from './cases/variables.mjs';

/** Hits and near misses of each validation rule. */
export const rules = { ...operationRules, ...fieldRules, ...fragmentRules, ...valueRules, ...variableRules };

const requestOf = (name, document) => ({ name, ...(typeof document === 'string' ? { text: document } : document) });

/** The hand-written documents about syntax and validation. */
export function validationCases() {
  return Object.entries({ Syntax: syntax, ...rules }).flatMap(([rule, { hits, nearMisses }]) => [
    ...hits.map(document => requestOf(`hit of ${rule}`, document)),
    ...nearMisses.map(document => requestOf(`near miss of ${rule}`, document)),
  ]);
}

/** All hand-written requests. */
export function writtenCases() {
  return [...validationCases(), ...coercionCases(), ...executionCases, ...introspectionCases];
}
