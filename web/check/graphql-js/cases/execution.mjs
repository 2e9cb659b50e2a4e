import { conversation, customer, using, visit } from './shared.mjs';

const documents = [
  // Order, aliases and merging.
  '{ viewer { name id __typename } }',
  '{ viewer { __typename id name } }',
  '{ b: viewer { id } a: viewer { name } viewer { id } }',
  '{ viewer { id } b: __typename viewer { name } }',
  '{ viewer { id name } viewer { name permissions id } }',
  '{ ...A viewer { id } ...B } fragment A on Query { viewer { name } } fragment B on Query { viewer { permissions } b: viewer { id } }',
  '{ viewer { a: id b: name c: id } }',
  '{ viewer { ... { id } name ... on Viewer { permissions id } } }',
  '{ viewer { ...A ...B } } fragment A on Viewer { name ...B } fragment B on Viewer { id }',
  customer('sessions(first: 3) { nodes { id } } sessions(first: 3) { nodes { type } pageInfo { hasNextPage } }'),
  `${customer('sessions(first: 3) { nodes { id } ...A } sessions(first: 3) { edges { node { type } } }')} fragment A on SessionConnection { nodes { status id } edges { node { id } } }`,
  customer('a: sessions(first: 2) { nodes { id } } b: sessions(first: 3) { nodes { type } }'),
  visit('... on WebSession { device { type } } ... on Session { id } ... on WebSession { device { category } id }'),
  customer(
    'sessions(first: 5) { nodes { ... on WebSession { pageviewCount id } ... on ConversationSession { id direction } type } }',
  ),
  customer(
    'sessions(first: 5) { nodes { ... on WebSession { x: pageviewCount } ... on AppSession { x: screenviewCount } type } }',
  ),
  customer('sessions(first: 5) { nodes { ... on WebSession { x: customer { id } } x: customer { kind } } }'),
  customer(
    'sessions(first: 5) { nodes { ... on ConversationSession { x: wrapUp { at } } ... on WebSession { x: customer { at: createdAt } } } }',
  ),
  conversation('... on ConversationSession { wrapUp { code { id } } wrapUp { code { name } agent { id } } }'),
  '{ a: customer(id: "CUSTOMER_ID") { id } b: customer(id: "CUSTOMER_ID") { displayName id } customer(id: "CUSTOMER_ID") { kind } }',
  '{ customers(ids: ["CUSTOMER_ID", "00000000-0000-4000-8000-000000000000", "CUSTOMER_ID"]) { displayName id } }',
  '{ customers(ids: []) { id } queues(ids: []) { id } agents(ids: []) { id } }',
  // Conditions.
  '{ viewer { id @skip(if: true) name } }',
  '{ viewer { id @skip(if: true) } }',
  '{ viewer @skip(if: true) { id } }',
  '{ viewer @include(if: false) { id } __typename @skip(if: true) }',
  '{ viewer { id @include(if: true) @skip(if: true) name @include(if: false) @skip(if: false) } }',
  '{ viewer { id @skip(if: true) ... { id } } }',
  '{ viewer { ...A @skip(if: true) ...A } } fragment A on Viewer { id }',
  '{ viewer { ...A ...A @skip(if: true) } } fragment A on Viewer { id }',
  '{ viewer { ... on Viewer @include(if: false) { id } name } }',
  '{ viewer { ...A } } fragment A on Viewer { id @skip(if: true) name }',
  '{ viewer { id } viewer @skip(if: true) { name } }',
  '{ __schema @skip(if: true) { queryType { name } } __type(name: "Query") @include(if: true) { name } }',
  customer('sessions(first: 2) @include(if: false) { nodes { id } } sessions(first: 2) { nodes { type } }'),
  // Defaults and nulls of arguments.
  customer('sessions { nodes { id } pageInfo { hasNextPage hasPreviousPage } }'),
  customer('sessions(first: null) { nodes { id } }'),
  customer('sessions(includeMerged: null, first: 3) { nodes { id } }'),
  customer('sessions(filter: null, first: 3) { nodes { id } }'),
  customer('sessions(filter: {}, first: 3) { nodes { id } }'),
  customer('sessions(filter: { types: null, statuses: ENDED }, first: 3) { nodes { id status } }'),
  customer('sessions(filter: { types: [] }, first: 3) { nodes { id status } }'),
  customer('sessions(filter: { includeUnsupportedChannels: null }, first: 30) { nodes { id } }'),
  // Nulls, empty lists and errors.
  '{ customer(id: "00000000-0000-4000-8000-000000000000") { id } session(id: "CUSTOMER_ID") { id } viewer { id } }',
  '{ customer(id: "cow") { id displayName } viewer { id } }',
  '{ a: customer(id: "cow") { id } b: customer(id: "cow") { id } ...A } fragment A on Query { c: session(id: "cow") { id } }',
  customer(
    'a: sessions(first: 0) { nodes { id } } b: sessions(first: 101) { nodes { id } } c: sessions(after: "cow") { nodes { id } }',
  ),
  customer('sessions(first: 4) { nodes { events(first: 0) { complete } id } }'),
  customer('mergedInto { id } organization { id name } address { city } title'),
  // Interfaces and meta fields.
  visit('__typename t: __typename ... on WebSession { __typename } ... on Session { u: __typename }'),
  visit('... on ConversationSession { id } ... on AppSession { id }'),
  visit(
    'events(first: 5) { nodes { __typename ... on WebEvent { page { url title } } ... on Event { type } } pageInfo { hasNextPage } }',
  ),
  conversation(
    'events { complete nodes { __typename id ... on ConversationEvent { step agent { name } queue { id } } } }',
  ),
  customer('sessions(first: 3) { __typename edges { __typename cursor node { __typename } } pageInfo { __typename } }'),
  '{ __typename ... on Query { a: __typename viewer { capabilities { __typename journeyTab } } } }',
];

const variables = [
  using({ a: true }, 'query ($a: Boolean!) { viewer { id @include(if: $a) name @skip(if: $a) } }'),
  using({ a: false }, 'query ($a: Boolean!) { viewer { id @include(if: $a) name @skip(if: $a) } }'),
  using({}, 'query ($a: Boolean = true) { viewer { id @include(if: $a) name @skip(if: $a) } }'),
  using({ a: false }, 'query ($a: Boolean = true) { viewer { id @include(if: $a) name @skip(if: $a) } }'),
  using({}, 'query ($a: Boolean! = false) { viewer { ...A @include(if: $a) name } } fragment A on Viewer { id }'),
  using({}, 'query ($a: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }'),
  using({ a: null }, 'query ($a: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }'),
  using({}, 'query ($a: Int = 3) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }'),
  using({ a: null }, 'query ($a: Int = 3) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } } }'),
  using(
    {},
    'query ($a: Boolean) { customer(id: "CUSTOMER_ID") { sessions(first: 3, includeMerged: $a) { nodes { id } } } }',
  ),
  using(
    {},
    'query ($a: [SessionType!]) { customer(id: "CUSTOMER_ID") { sessions(first: 3, filter: { types: $a }) { nodes { id } } } }',
  ),
  using(
    { a: null },
    'query ($a: Boolean) { customer(id: "CUSTOMER_ID") { sessions(first: 30, filter: { includeUnsupportedChannels: $a }) { nodes { id } } } }',
  ),
  using(
    {},
    'query ($a: Boolean) { customer(id: "CUSTOMER_ID") { sessions(first: 30, filter: { includeUnsupportedChannels: $a }) { nodes { id } } } }',
  ),
  using({ a: 'CUSTOMER_ID' }, 'query ($a: ID!) { customers(ids: [$a, "CUSTOMER_ID", $a]) { id } }'),
  using({ a: 'CUSTOMER_ID' }, 'query ($a: ID!) { customers(ids: [$a]) { id } }'),
  using({ a: null }, 'query ($a: ID = "CUSTOMER_ID") { customer(id: $a) { id } viewer { id } }'),
  using({ a: null }, 'query ($a: Boolean = true) { viewer { id @include(if: $a) name } }'),
  using(
    { a: null },
    'query ($a: SessionType = WEB) { customer(id: "CUSTOMER_ID") { id sessions(filter: { types: [$a] }) { nodes { id } } } }',
  ),
];

/** Documents whose execution is compared. */
export const executionCases = [...documents.map(text => ({ text })), ...variables].map(request => ({
  name: 'execution',
  ...request,
}));
