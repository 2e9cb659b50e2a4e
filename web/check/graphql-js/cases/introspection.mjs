import { getIntrospectionQuery } from 'graphql';

const type = (name, fields) => `{ __type(name: "${name}") { kind name ${fields} } }`;
const ARGS =
  'args { name description defaultValue type { kind name ofType { kind name ofType { kind name ofType { name } } } } }';

/** Introspection queries. The order of types, fields and directives may differ, so lists are sorted by name. */
export const introspectionCases = [
  getIntrospectionQuery({ directiveIsRepeatable: true, schemaDescription: true, specifiedByUrl: true }),
  getIntrospectionQuery({ inputValueDeprecation: true }),
  getIntrospectionQuery({ descriptions: false }),
  '{ __schema { queryType { name kind } mutationType { name } subscriptionType { name fields { name } } description } }',
  '{ __schema { types { name kind } directives { name locations isRepeatable args { name defaultValue } } } }',
  '{ __schema { __typename queryType { __typename } types { __typename name } directives { __typename name args { __typename name } } } }',
  type('Customer', `fields { name ${ARGS} isDeprecated deprecationReason }`),
  type(
    'WebSession',
    'fields { name isDeprecated } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } ofType { name }',
  ),
  type('WebSession', 'fields(includeDeprecated: true) { name isDeprecated deprecationReason }'),
  type(
    'WebSession',
    'fields(includeDeprecated: false) { name } all: fields(includeDeprecated: true) { name __typename }',
  ),
  type('Session', 'possibleTypes { name } interfaces { name } fields { name }'),
  type('Event', 'possibleTypes { name kind } fields { name type { kind name ofType { name kind } } }'),
  type(
    'SessionFilter',
    'inputFields { name defaultValue description type { kind name ofType { kind name ofType { name } } } } fields { name }',
  ),
  type(
    'SessionStatus',
    'description enumValues { name description isDeprecated deprecationReason } possibleTypes { name }',
  ),
  type('DateTime', 'description specifiedByURL fields { name } inputFields { name } enumValues { name }'),
  type('__TypeKind', 'enumValues { name }'),
  type('Cow', 'description'),
  type('', 'name'),
  '{ a: __type(name: "Query") { name } b: __type(name: "Viewer") { name } viewer { id } __typename }',
  '{ __type(name: "Query") { ...T fields { type { ...T } name } } } fragment T on __Type { kind name }',
  'query ($a: String!, $b: Boolean = true) { __type(name: $a) { name fields(includeDeprecated: $b) { name } } }',
].map(text => ({ name: 'introspection', text, variables: '{"a":"WebSession"}', isUnordered: true }));
