import { customer, using } from './shared.mjs';

const journey = 'journeyChanged(customerId: "CUSTOMER_ID")';

/** Validation rules about definitions and operations: documents that violate a rule, and documents that almost do. */
export const operationRules = {
  ExecutableDefinitions: {
    hits: [
      '{ viewer { id } } type Cow { name: String }',
      '{ viewer { id } } extend type Customer { cow: String }',
      'query A { viewer { id } } schema { query: Query }',
      '{ viewer { id } } scalar Cow',
      '{ viewer { id } } enum Cow { MOO }',
      '{ viewer { id } } input Cow { moo: Int }',
      '{ viewer { id } } interface Cow { moo: Int }',
      '{ viewer { id } } union Cow = Viewer',
      '{ viewer { id } } directive @moo on FIELD',
      '{ viewer { id } } extend schema @moo',
      '{ viewer { id } } "A description." type Cow { name: String }',
      'type Cow { name: String }',
      'directive @moo repeatable on FIELD | QUERY',
    ],
    nearMisses: [
      '{ viewer { id } }',
      'query type { viewer { id } }',
      'query schema { viewer { ...extend } } fragment extend on Viewer { id }',
      'query A { viewer { ...F } } fragment F on Viewer { id }',
    ],
  },
  UniqueOperationNames: {
    hits: [
      'query A { viewer { id } } query A { viewer { name } }',
      'query A { viewer { id } } query B { viewer { id } } query A { viewer { id } }',
      `query A { viewer { id } } subscription A { ${journey} { kind } }`,
      'query A { viewer { id } } mutation A { __typename }',
    ],
    nearMisses: [
      { text: 'query A { viewer { id } } query B { viewer { name } }', operationName: 'B' },
      { text: 'query A { viewer { id } } query a { viewer { name } }', operationName: 'a' },
      { text: 'query A { viewer { ...A } } fragment A on Viewer { id }', operationName: 'A' },
      { text: `query A { viewer { id } } subscription B { ${journey} { kind } }`, operationName: 'A' },
    ],
  },
  LoneAnonymousOperation: {
    hits: [
      '{ viewer { id } } query A { viewer { name } }',
      'query A { viewer { name } } { viewer { id } }',
      '{ viewer { id } } { viewer { id } }',
      'query { viewer { id } } query { viewer { name } }',
      `{ viewer { id } } subscription { ${journey} { kind } }`,
    ],
    nearMisses: [
      '{ viewer { ...F } } fragment F on Viewer { id }',
      'fragment F on Viewer { id } query { viewer { ...F } }',
      'query { viewer { id } }',
      { text: 'query A { viewer { name } }', operationName: 'A' },
    ],
  },
  SingleFieldSubscriptions: {
    hits: [
      `subscription { a: ${journey} { kind } b: ${journey} { kind } }`,
      `subscription { ${journey} { kind } ... on Subscription { other: ${journey} { kind } } }`,
      `subscription S { ...F } fragment F on Subscription { ${journey} { kind } other: ${journey} { kind } }`,
      `subscription { ${journey} { kind } __typename }`,
      'subscription { __typename }',
      'subscription { name: __typename }',
      'subscription { ...F } fragment F on Subscription { __typename }',
      `subscription { ... { ${journey} { kind } } ...F } fragment F on Subscription { b: ${journey} { kind } }`,
    ],
    nearMisses: [
      `subscription { ${journey} { kind } }`,
      `subscription { ${journey} { kind } ${journey} { at } }`,
      `subscription { ...F ...F } fragment F on Subscription { ${journey} { kind } }`,
      `subscription { ... on Subscription { a: ${journey} { kind __typename } } }`,
      `subscription S { ${journey} { kind ...F } } fragment F on JourneyChange { at session { id } }`,
    ],
  },
  VariablesAreInputTypes: {
    hits: [
      'query ($a: Customer) { __type(name: $a) { name } }',
      'query ($a: Session!) { __type(name: $a) { name } }',
      'query ($a: [Viewer]) { __type(name: $a) { name } }',
      'query ($a: [[Event!]!]!) { __type(name: $a) { name } }',
      'query ($a: __Type) { viewer { id } }',
    ],
    nearMisses: [
      using({ a: 'CUSTOMER_ID' }, 'query ($a: ID!) { customer(id: $a) { id } }'),
      using({ a: ['CUSTOMER_ID'] }, 'query ($a: [ID!]!) { customers(ids: $a) { id } }'),
      using({}, `query ($a: SessionFilter) ${customer('sessions(filter: $a) { nodes { id } }')}`),
      using(
        { a: '2026-01-01T00:00:00Z' },
        `query ($a: DateTime) ${customer('sessions(filter: { startedAfter: $a }) { nodes { id } }')}`,
      ),
      using({ a: 'Query' }, 'query ($a: String!) { __type(name: $a) { name } }'),
    ],
  },
  KnownTypeNames: {
    hits: [
      `{ customer(id: "CUSTOMER_ID") { ...F } } fragment F on Cow { id }`,
      customer('... on Cow { id }'),
      'query ($a: Cow) { viewer { id } }',
      'query ($a: [Cow!]!) { viewer { id } }',
      customer('... on customer { id }'),
      'query ($a: id) { customer(id: $a) { id } }',
      customer('... on _Entity { id }'),
    ],
    nearMisses: [
      customer('... on Customer { id }'),
      '{ customer(id: "CUSTOMER_ID") { ...F } } fragment F on Customer { id }',
      '{ __type(name: "Cow") { name } }',
      '{ ... on Query { __schema { ... on __Schema { queryType { ... on __Type { name } } } } } }',
      using({ a: true }, 'query ($a: Boolean!) { viewer { id @include(if: $a) } }'),
    ],
  },
};
