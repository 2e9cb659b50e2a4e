import { execute, getOperationAST, getVariableValues, parse, specifiedRules, validate, visit } from 'graphql';

// Not a rule of the specification. The gateway has limits of its own for introspection.
const RULES = specifiedRules.filter(rule => rule.name !== 'MaxIntrospectionDepthRule');

/** The names of the validation rules. */
export const RULE_NAMES = RULES.map(ruleName);

function ruleName(rule) {
  return rule.name.replace(/Rule$/, '');
}

// graphql-js takes `"a"` and `"""a"""` for different arguments of fields that merge, although they are the same value.
const withoutBlock = node => (node.block ? { ...node, block: false } : undefined);

/** The outcome of the stages before execution: a refusal with its errors, or the document that can be executed. */
export function refusalOf(schema, { text, variables, operationName }) {
  let document;
  try {
    document = visit(parse(text), { StringValue: withoutBlock });
  } catch (error) {
    return { stage: 'syntax', rules: [], errors: [error] };
  }
  let errors;
  try {
    errors = validate(schema, document, RULES, { maxErrors: 1000 });
  } catch (error) {
    // graphql-js throws for a root field of a subscription with `@include(if: $variable)`.
    return { stage: 'incomparable', reason: error.message };
  }
  if (errors.length > 0) {
    const rules = RULES.filter(rule => validate(schema, document, [rule]).length > 0).map(ruleName);
    return { stage: 'validation', rules, errors };
  }
  const operation = getOperationAST(document, operationName);
  // The specification defines no kind of error for an unknown operation.
  if (!operation || !schema.getRootType(operation.operation)) return { stage: 'operation', rules: [], errors: [] };
  const values = JSON.parse(variables ?? '{}') ?? {};
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], values, { maxErrors: 1000 });
  if (coerced.errors) return { stage: 'request', rules: [], errors: coerced.errors };
  return { stage: 'executed', document, operation, values };
}

/** The outcome of a document according to graphql-js. `resolvers` supplies the data. */
export async function referenceOutcome(schema, request, resolvers) {
  const refusal = refusalOf(schema, request);
  if (refusal.stage !== 'executed') return refusal;
  if (refusal.operation.operation === 'subscription') return { stage: 'executed', isStream: true };
  const contextValue = resolvers.context(request.token);
  const { data, errors } = await execute({
    schema,
    document: refusal.document,
    operationName: request.operationName,
    variableValues: refusal.values,
    contextValue,
    fieldResolver: resolvers.resolveField,
    typeResolver: resolvers.resolveType,
  });
  const bug = errors?.find(error => error.originalError?.isIncomparable);
  if (bug) return { stage: 'incomparable', reason: bug.message };
  return { stage: 'executed', data, errors: [...(errors ?? []), ...contextValue.errors] };
}
