import { buildSchema, GraphQLError, isInterfaceType, isObjectType, TypeNameMetaFieldDef } from 'graphql';

// RFC 3339, section 5.6. The section permits lower case and a space between date and time.
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-](\d\d):(\d\d))$/;

/** Whether a text is a time in RFC 3339. */
export function isDateTime(text) {
  const match = RFC3339.exec(text);
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const [offsetHour, offsetMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const lastDay = month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() : 0;
  const isTime = hour <= 23 && minute <= 59 && second <= 60 && offsetHour <= 23 && offsetMinute <= 59;
  return day >= 1 && day <= lastDay && isTime;
}

function parseDateTime(value) {
  if (typeof value === 'string' && isDateTime(value)) return value;
  throw new GraphQLError('expected a time in RFC 3339');
}

/** The schema of an SDL document, with the gateway's format of each custom scalar. */
export function schemaOf(sdl) {
  const schema = buildSchema(sdl);
  const custom = Object.values(schema.getTypeMap()).filter(
    type => type.astNode?.kind === 'ScalarTypeDefinition' && type.name !== 'DateTime',
  );
  if (custom.length > 0) throw new Error(`the format of the scalar ${custom[0].name} is missing in schema.mjs`);
  for (const type of Object.values(schema.getTypeMap())) {
    // graphql-js takes no type of `__typename` into account when it merges fields; the specification does.
    const isComposite = isObjectType(type) || isInterfaceType(type);
    if (isComposite) Object.defineProperty(type.getFields(), '__typename', { value: TypeNameMetaFieldDef });
  }
  schema.getType('DateTime').parseValue = parseDateTime;
  schema.getType('DateTime').parseLiteral = node => {
    if (node.kind !== 'StringValue') throw new GraphQLError('expected a string', { nodes: node });
    return parseDateTime(node.value);
  };
  return schema;
}
