import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A coerced value as a literal in its simplest form: ids are strings, lists have brackets. */
export function literalOf(value, type) {
  if (isNonNullType(type)) return literalOf(value, type.ofType);
  if (value === null) return 'null';
  if (isListType(type)) return `[${value.map(item => literalOf(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return value;
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = Object.values(type.getFields()).filter(field => value[field.name] !== undefined);
  return `{${fields.map(field => `${field.name}: ${literalOf(value[field.name], field.type)}`).join(', ')}}`;
}
