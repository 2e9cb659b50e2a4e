import { using } from './shared.mjs';

const DEFAULTS = { SessionType: 'WEB', ChannelGroup: 'WEBSITE', SessionStatus: 'ENDED' };

const DOCUMENTS = {
  'ID!': 'query ($v: ID!) { customer(id: $v) { id displayName } }',
  ID: 'query ($v: ID) { customerByIdentifier(type: EXTERNAL_ID, value: "K-1", externalSource: $v) { id } }',
  'ID with default': 'query ($v: ID = "CUSTOMER_ID") { customer(id: $v) { id displayName } }',
  Int: 'query ($v: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $v) { nodes { id } } } }',
  'Int with default': 'query ($v: Int = 2) { customer(id: "CUSTOMER_ID") { sessions(first: $v) { nodes { id } } } }',
  'Int!': 'query ($v: Int!) { customer(id: "CUSTOMER_ID") { sessions(first: $v) { nodes { id } } } }',
  String: 'query ($v: String) { customer(id: "CUSTOMER_ID") { sessions(first: 1, after: $v) { nodes { id } } } }',
  'String!': 'query ($v: String!) { __type(name: $v) { name kind } }',
  'String with default': 'query ($v: String = "Query") { __type(name: $v) { name kind } }',
  Boolean:
    'query ($v: Boolean) { customer(id: "CUSTOMER_ID") { sessions(first: 3, includeMerged: $v) { nodes { id } } } }',
  'Boolean!': 'query ($v: Boolean!) { viewer { id name @include(if: $v) permissions @skip(if: $v) } }',
  'Boolean with default':
    'query ($v: Boolean = true) { viewer { id name @include(if: $v) permissions @skip(if: $v) } }',
  'IdentifierType!': 'query ($v: IdentifierType!) { customerByIdentifier(type: $v, value: "+4930000000") { id } }',
  'IdentifierType with default':
    'query ($v: IdentifierType = EMAIL) { customerByIdentifier(type: $v, value: "a@example.com") { id } }',
  '[ID!]!': 'query ($v: [ID!]!) { customers(ids: $v) { id displayName } }',
  '[ID!] with default': 'query ($v: [ID!] = ["CUSTOMER_ID"]) { customers(ids: $v) { id displayName } }',
  ...inFilter('SessionType', 'types'),
  ...inFilter('ChannelGroup', 'channelGroups'),
  ...inFilter('SessionStatus', 'statuses'),
  DateTime: filtered('$v: DateTime', '{ startedAfter: $v }'),
  'DateTime!': filtered('$v: DateTime!', '{ startedBefore: $v }'),
  'DateTime with default': filtered('$v: DateTime = "2026-06-01T00:00:00Z"', '{ startedAfter: $v }'),
  'Boolean in an input object': filtered('$v: Boolean', '{ includeUnsupportedChannels: $v }'),
  SessionFilter: filtered('$v: SessionFilter', '$v'),
  'SessionFilter!': filtered('$v: SessionFilter!', '$v'),
  'SessionFilter with default': filtered('$v: SessionFilter = { types: [WEB] }', '$v'),
};

function filtered(definition, filter) {
  return `query (${definition}) { customer(id: "CUSTOMER_ID") { sessions(first: 3, filter: ${filter}) { nodes { id type status } } } }`;
}

function inFilter(type, field) {
  return {
    [`[${type}!]`]: filtered(`$v: [${type}!]`, `{ ${field}: $v }`),
    [`[${type}!]!`]: filtered(`$v: [${type}!]!`, `{ ${field}: $v }`),
    [`${type}! in a list`]: filtered(`$v: ${type}!`, `{ ${field}: [$v] }`),
    [`${type} with default in a list`]: filtered(`$v: ${type} = ${DEFAULTS[type]}`, `{ ${field}: [$v] }`),
  };
}

// Values of a variable as JSON text, because JavaScript cannot hold all JSON numbers.
const ANY = ['null', 'true', '""', '"cow"', '0', '1', '1.0', '1.5', '[]', '[null]', '{}', '{"a":1}'];
const NUMBERS = [
  '-1',
  '-0',
  '0.0',
  '-0.0',
  '1e0',
  '10e-1',
  '2e0',
  '1E+1',
  '"1"',
  '101',
  '[1]',
  '[1.5]',
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '4294967295',
  '4294967297',
  '2147483647.0',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551616',
  '1e20',
];
const TEXTS = ['"Query"', '"é😀"', '["Query"]', '"null"'];
const IDS = [
  '"CUSTOMER_ID"',
  '["CUSTOMER_ID"]',
  '["CUSTOMER_ID","CUSTOMER_ID"]',
  '["CUSTOMER_ID",null]',
  '[["CUSTOMER_ID"]]',
  '[{}]',
];
const BOOLEANS = ['false', '"true"', '"false"', '[true]'];
const enums = (first, second) => [
  `"${first}"`,
  `"${second}"`,
  `"${first.toLowerCase()}"`,
  `"${first} "`,
  `["${first}"]`,
  `["${first}","${second}"]`,
  `["${first}",null]`,
  `["${first}","COW"]`,
  `[["${first}"]]`,
  `["${first}","${first}"]`,
  `{"${first}":true}`,
];
const TIMES = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000Z',
  '2026-01-01t00:00:00z',
  '2026-01-01 00:00:00Z',
  '2026-01-01T00:00:00+01:00',
  '2026-01-01T00:00:00-00:00',
  '2026-01-01',
  '2026-01-01T00:00Z',
  '2026-01-01T00:00:00',
  '2026-02-29T00:00:00Z',
  '2024-02-29T00:00:00Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01T00:00:61Z',
  '2026-01-01T00:00:00.123456789123Z',
  '2026-01-01T00:00:00,5Z',
  '20260101T000000Z',
  '0000-01-01T00:00:00Z',
  '+2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00+0100',
  '2026-01-01T00:00:00Z ',
]
  .map(time => JSON.stringify(time))
  .concat('1767225600', '["2026-01-01T00:00:00Z"]');
const FILTERS = [
  '{"types":["WEB"]}',
  '{"types":"WEB"}',
  '{"types":null}',
  '{"types":[null]}',
  '{"types":["COW"]}',
  '{"types":[]}',
  '{"types":"WEB","statuses":"ENDED"}',
  '{"types":["WEB"],"cow":1}',
  '{"cow":null}',
  '{"Types":["WEB"]}',
  '{"types":{}}',
  '{"types":1}',
  '{"channelGroups":["WEBSITE","VOICE"]}',
  '{"statuses":["ENDED"],"channelGroups":null}',
  '{"statuses":[["ENDED"]]}',
  '{"startedAfter":"2026-01-01T00:00:00Z"}',
  '{"startedAfter":"2026-01-01"}',
  '{"startedAfter":1}',
  '{"startedAfter":null,"startedBefore":null}',
  '{"startedBefore":["2026-01-01T00:00:00Z"]}',
  '{"startedBefore":{}}',
  '{"startedBefore":""}',
  '{"includeUnsupportedChannels":true}',
  '{"includeUnsupportedChannels":null}',
  '{"includeUnsupportedChannels":"true"}',
  '{"includeUnsupportedChannels":1}',
  '[{"types":["WEB"]}]',
  '"{}"',
];
const ABSENT = ['{}', undefined, 'null', '{"other":1}', '{"V":1}'];

function valuesOf(type) {
  if (/IdentifierType/.test(type)) return enums('PHONE', 'EMAIL');
  if (/SessionType/.test(type)) return enums('WEB', 'CONVERSATION');
  if (/ChannelGroup/.test(type)) return enums('WEBSITE', 'VOICE');
  if (/SessionStatus/.test(type)) return enums('ENDED', 'LIVE');
  if (/SessionFilter/.test(type)) return FILTERS;
  if (/DateTime/.test(type)) return TIMES;
  if (/Boolean/.test(type)) return BOOLEANS;
  if (/ID/.test(type)) return [...IDS, ...NUMBERS];
  if (/Int/.test(type)) return NUMBERS;
  return [...TEXTS, ...NUMBERS.slice(0, 4)];
}

/** The document of each input type. */
export const coercionDocuments = Object.values(DOCUMENTS);

/** Variables of every input type with values that fit, almost fit or do not fit, and without a value. */
export function coercionCases() {
  const cases = Object.entries(DOCUMENTS).flatMap(([type, text]) => {
    const variables = [...ABSENT, ...[...ANY, ...valuesOf(type)].map(value => `{"v":${value}}`)];
    return variables.map((variables, i) => ({
      name: `variable of type ${type}`,
      // With a name of its own, the gateway has not parsed the document before; without, only the values are new.
      text: i % 2 === 0 ? text.replace('query', `query V${i}`) : text,
      variables,
    }));
  });
  return [...cases, ...severalVariables, ...operationNames];
}

const severalVariables = [
  using(
    { a: 'CUSTOMER_ID', b: 1, c: { types: ['WEB'] }, d: 2 },
    'query ($a: ID!, $b: Int, $c: SessionFilter) { customer(id: $a) { sessions(first: $b, filter: $c) { nodes { id } } } }',
  ),
  using({ b: 1 }, 'query ($a: ID!, $b: Int!) { customer(id: $a) { sessions(first: $b) { nodes { id } } } }'),
  using(
    { a: 'CUSTOMER_ID', b: 'x' },
    'query ($a: ID!, $b: Int!) { customer(id: $a) { sessions(first: $b) { nodes { id } } } }',
  ),
  using(
    { a: 'CUSTOMER_ID' },
    'query ($a: ID!, $b: Int = 1) { customer(id: $a) { sessions(first: $b) { nodes { id } } } }',
  ),
  using(
    { a: ['WEB'], b: null },
    `query ($a: [SessionType!], $b: DateTime) { customer(id: "CUSTOMER_ID") { sessions(filter: { types: $a, startedAfter: $b }) { nodes { id } } } }`,
  ),
  using(
    { a: ['WEB'] },
    `query ($a: [SessionType!], $b: DateTime) { customer(id: "CUSTOMER_ID") { sessions(filter: { types: $a, startedAfter: $b }) { nodes { id } } } }`,
  ),
  {
    ...using(
      { a: 'CUSTOMER_ID' },
      'query A($a: ID!) { customer(id: $a) { id } } query B($a: Int!) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }',
    ),
    operationName: 'A',
  },
  {
    ...using(
      { a: 'CUSTOMER_ID' },
      'query A($a: ID!) { customer(id: $a) { id } } query B($a: Int!) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }',
    ),
    operationName: 'B',
  },
].map(request => ({ name: 'several variables', ...request }));

const operationNames = [
  { text: 'query A { viewer { id } } query B { viewer { name } }' },
  { text: 'query A { viewer { id } } query B { viewer { name } }', operationName: 'B' },
  { text: 'query A { viewer { id } } query B { viewer { name } }', operationName: 'C' },
  { text: 'query A { viewer { id } } query B { viewer { name } }', operationName: 'a' },
  { text: 'query A { viewer { id name } }', operationName: 'B' },
  { text: '{ viewer { id name } }', operationName: 'A' },
  { text: 'query { viewer { name id } }', operationName: 'query' },
  { text: 'query A { viewer { id } } mutation B { __typename }', operationName: 'A' },
  { text: 'query A { viewer { id } } mutation B { __typename }', operationName: 'B' },
  { text: 'mutation { __typename }' },
].map(request => ({ name: 'operation name', ...request }));
