import { conversation, customer, using, visit } from './shared.mjs';

/** Validation rules about fragments: documents that violate a rule, and documents that almost do. */
export const fragmentRules = {
  FragmentsOnCompositeTypes: {
    hits: [
      '{ viewer { id ...F } } fragment F on String { length }',
      customer('... on ID { value }'),
      customer('... on SessionType { name }'),
      customer('... on SessionFilter { types }'),
      '{ viewer { ...F } } fragment F on Boolean { not }',
    ],
    nearMisses: [
      visit('... on Session { id }'),
      visit('... on WebSession { id }'),
      visit('... { id }'),
      '{ session(id: "VISIT_ID") { ...F } } fragment F on Session { id }',
    ],
  },
  KnownFragmentNames: {
    hits: [
      '{ viewer { ...F } }',
      '{ viewer { ...F } } fragment f on Viewer { id }',
      '{ viewer { ...A } } fragment A on Viewer { id ...B }',
      '{ ...Query }',
      '{ viewer { ... { ...F } } }',
    ],
    nearMisses: [
      '{ viewer { ...F } } fragment F on Viewer { id }',
      '{ viewer { ...A } } fragment A on Viewer { id ...B } fragment B on Viewer { name }',
      '{ ...query } fragment query on Query { viewer { id } }',
      '{ viewer { ...fragment } } fragment fragment on Viewer { id }',
    ],
  },
  UniqueFragmentNames: {
    hits: [
      '{ viewer { ...F } } fragment F on Viewer { id } fragment F on Viewer { name }',
      '{ viewer { ...F } } fragment F on Viewer { id } fragment F on Viewer { id }',
      'fragment F on Viewer { id } { viewer { ...F } } fragment F on Customer { id }',
    ],
    nearMisses: [
      '{ viewer { ...F ...f } } fragment F on Viewer { id } fragment f on Viewer { name }',
      '{ viewer { ...F ...F } } fragment F on Viewer { id }',
    ],
  },
  NoUnusedFragments: {
    hits: [
      '{ viewer { id } } fragment F on Viewer { id }',
      '{ viewer { ...A } } fragment A on Viewer { id } fragment B on Viewer { name }',
      '{ viewer { id } } fragment A on Viewer { ...B } fragment B on Viewer { name }',
      'fragment F on Viewer { id }',
    ],
    nearMisses: [
      '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { name }',
      '{ viewer { ... { ... on Viewer { ...A } } } } fragment A on Viewer { id }',
      { text: 'query A { viewer { id } } query B { viewer { ...F } } fragment F on Viewer { id }', operationName: 'A' },
      '{ viewer { ...A @skip(if: true) id } } fragment A on Viewer { name }',
    ],
  },
  NoFragmentCycles: {
    hits: [
      '{ viewer { ...A } } fragment A on Viewer { ...A }',
      '{ viewer { ...A } } fragment A on Viewer { id ...B } fragment B on Viewer { name ...A }',
      '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...C } fragment C on Viewer { ...A }',
      '{ customer(id: "CUSTOMER_ID") { ...A } } fragment A on Customer { mergedInto { ...A } }',
      '{ viewer { ...A } } fragment A on Viewer { ... @include(if: false) { ...A } }',
      '{ viewer { id } } fragment A on Viewer { ...A }',
      '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...B }',
    ],
    nearMisses: [
      '{ viewer { ...A ...B } } fragment A on Viewer { ...B } fragment B on Viewer { name }',
      '{ viewer { ...A ...A } } fragment A on Viewer { ...B ...C } fragment B on Viewer { ...C } fragment C on Viewer { id }',
      '{ customer(id: "CUSTOMER_ID") { ...A mergedInto { ...A } } } fragment A on Customer { id }',
    ],
  },
  PossibleFragmentSpreads: {
    hits: [
      visit('... on Customer { id }'),
      customer('... on Session { id }'),
      visit('... on WebSession { ... on ConversationSession { id } }'),
      '{ session(id: "VISIT_ID") { ...F } } fragment F on WebEvent { id }',
      visit('... on Event { id }'),
      '{ viewer { ... on Query { __typename } } }',
      '{ session(id: "VISIT_ID") { ...A } } fragment A on WebSession { ...B } fragment B on AppSession { id }',
      'subscription { ... on Query { __typename } }',
    ],
    nearMisses: [
      visit('... on WebSession { ... on Session { ... on WebSession { id } } }'),
      visit('... on Session { ... on ConversationSession { id } }'),
      '{ session(id: "VISIT_ID") { ...A } } fragment A on Session { ...B } fragment B on AppSession { id }',
      customer('... on Customer { ... { ... on Customer { id } } }'),
      '{ ... on Query { ... on Query { viewer { id } } } }',
      visit('events(first: 3) { nodes { ... on Event { ... on WebEvent { eventName } } } }'),
    ],
  },
  OverlappingFieldsCanBeMerged: {
    hits: [
      '{ viewer { id id: name } }',
      '{ viewer { a: id a: name } }',
      '{ a: customer(id: "1") { id } a: customer(id: "2") { id } }',
      '{ a: customer(id: "1") { id } a: viewer { id } }',
      customer('sessions { nodes { id } } sessions(first: 1) { nodes { id } }'),
      customer('sessions(first: 2) { nodes { id } } sessions(first: 1) { nodes { id } }'),
      visit('... on ConversationSession { x: subject } ... on WebSession { x: pageviewCount }'),
      visit('... on ConversationSession { x: subject } ... on WebSession { x: attributes { name } }'),
      visit('... on ConversationSession { x: id } ... on WebSession { x: externalId }'),
      visit('... on ConversationSession { x: queue { y: id } } ... on WebSession { x: device { y: isMobile } }'),
      visit('... on WebSession { x: searchTerms } ... on AppSession { x: lastScreen }'),
      visit('... on WebSession { x: startedAt } ... on AppSession { x: shortId }'),
      visit('... on WebSession { x: type } ... on AppSession { x: status }'),
      '{ viewer { ...A ...B } } fragment A on Viewer { x: id } fragment B on Viewer { x: name }',
      '{ viewer { ...A x: name } } fragment A on Viewer { x: id }',
      '{ viewer { capabilities { x: events } } viewer { capabilities { x: queues } } }',
      '{ viewer { id } ... { viewer { id: name } } }',
      '{ customer(id: "CUSTOMER_ID") { ...A ...B } } fragment A on Customer { sessions(first: 1) { nodes { id } } } fragment B on Customer { sessions { nodes { id } } }',
      'query ($a: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } sessions(first: 1) { nodes { id } } } }',
      'query ($a: Int, $b: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } sessions(first: $b) { nodes { id } } } }',
      customer('sessions(filter: { types: [WEB] }) { nodes { id } } sessions(filter: { types: WEB }) { nodes { id } }'),
      customer('x: __typename x: id'),
      visit('... on WebSession { x: __typename } ... on AppSession { x: app { name } }'),
      visit('... on WebSession { x: __typename } ... on AppSession { x: id } ... on CaseSession { x: shortId }'),
      conversation('... on ConversationSession { x: wrapUp { at } } ... on AppSession { x: app { at: name } }'),
      conversation('... on ConversationSession { x: wrapUps { at } } ... on WebSession { x: device { at: type } }'),
    ],
    nearMisses: [
      '{ viewer { id id } viewer { id } }',
      '{ viewer { id: name name: id } }',
      customer('sessions(first: 1) { nodes { id } } sessions(first: 1) { nodes { type } }'),
      customer('sessions(first: 1, after: null) { nodes { id } } sessions(after: null, first: 1) { nodes { type } }'),
      visit('... on ConversationSession { x: subject } ... on WebSession { x: shortId }'),
      visit('... on WebSession { x: __typename } ... on AppSession { x: __typename }'),
      visit(
        '... on OtherSession { x: __typename } ... on OtherSession { x: __typename } ... on OtherSession { y: platformType }',
      ),
      visit('... on OtherSession { x: platformType } ... on WebSession { x: __typename }'),
      visit(
        '... on ConversationSession { x: subject } ... on WebSession { x: externalUrl } ... on AppSession { x: lastScreen }',
      ),
      visit('... on ConversationSession { x: queue { id } } ... on WebSession { x: customer { id } }'),
      visit('... on WebSession { x: pageviewCount } ... on AppSession { x: screenviewCount }'),
      visit(
        '... on WebSession { x: events(first: 1) { complete } } ... on AppSession { x: events(first: 2) { complete } }',
      ),
      '{ viewer { ...A ...B } } fragment A on Viewer { x: id } fragment B on Viewer { x: id }',
      '{ a: customer(id: "CUSTOMER_ID") { id } a: customer(id: "CUSTOMER_ID") { displayName } }',
      customer(
        'sessions(filter: { types: [WEB] }) { nodes { id } } sessions(filter: { types: [WEB] }) { nodes { type } }',
      ),
      using(
        { a: 1 },
        'query ($a: Int) { customer(id: "CUSTOMER_ID") { sessions(first: $a) { nodes { id } } sessions(first: $a) { nodes { type } } } }',
      ),
      '{ viewer { id @include(if: true) id @skip(if: true) } }',
      visit('... on ConversationSession { x: wrapUp { at } } ... on WebSession { x: customer { at: createdAt } }'),
    ],
  },
};
