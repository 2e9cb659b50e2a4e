import { Kind, Lexer, parse, Source, TokenKind, visit } from 'graphql';

const NAMES = [
  'cow',
  'id',
  'name',
  'type',
  'sessions',
  'Customer',
  'Session',
  'WebSession',
  'Query',
  'ID',
  'Int',
  'first',
  'if',
  'on',
  'true',
  'null',
  'WEB',
];
const LITERALS = [
  'null',
  'true',
  '1',
  '-1',
  '1.5',
  '"1"',
  '""',
  'WEB',
  'COW',
  '[]',
  '[null]',
  '["1"]',
  '{}',
  '{ types: [WEB] }',
  '$v0',
  '$cow',
  '"2026-01-01T00:00:00Z"',
  '2147483648',
];
const PUNCTUATION = [
  '!',
  '$',
  '(',
  ')',
  '...',
  ':',
  '=',
  '@',
  '[',
  ']',
  '{',
  '}',
  '|',
  '&',
  '"',
  '"""',
  '#',
  ',',
  '.',
  '-',
  'é',
];
const TYPES = [
  'ID',
  'ID!',
  'Int',
  'Int!',
  'String!',
  'Boolean',
  'Boolean!',
  '[ID!]!',
  '[ID]',
  'SessionType',
  '[SessionType!]',
  'SessionFilter',
  'DateTime',
  'Customer',
  'Cow',
];
const DIRECTIVES = [
  ' @cow',
  ' @include(if: true)',
  ' @skip(if: false)',
  ' @skip',
  ' @include(if: $cow)',
  ' @deprecated',
  ' @include(if: true) @include(if: true)',
];
const DEFINITIONS = [
  'fragment Unused on Viewer { id }',
  'query Another { viewer { id } }',
  '{ viewer { id } }',
  'type Cow { id: ID }',
  'fragment F0 on Query { __typename }',
];

/** Changes a valid document in one or two places, so that it is often invalid. */
export function mutate(random, request) {
  let { text, variables } = request;
  for (let i = random.chance(30) ? 2 : 1; i > 0; i--) {
    if (variables !== undefined && random.chance(15)) variables = withChangedVariable(random, variables);
    else text = random.chance(25) ? withChangedToken(random, text) : withChangedNode(random, text);
  }
  return { ...request, name: 'changed', text, variables };
}

function splice(text, { start, end }, replacement) {
  return text.slice(0, start) + replacement + text.slice(end);
}

function withChangedToken(random, text) {
  const token = random.pick(tokensOf(text));
  const original = text.slice(token.start, token.end);
  const other = random.pick(tokensOf(text));
  const replacement = random.pick([
    '',
    `${original} ${original}`,
    random.pick(PUNCTUATION),
    `${random.pick(PUNCTUATION)} ${original}`,
    random.pick(NAMES),
    random.pick(LITERALS),
    text.slice(other.start, other.end),
  ]);
  return splice(text, token, replacement);
}

function tokensOf(text) {
  const lexer = new Lexer(new Source(text));
  const tokens = [];
  try {
    while (lexer.advance().kind !== TokenKind.EOF) tokens.push(lexer.token);
  } catch {
    // The tokens before an invalid one can be changed.
  }
  return tokens.length > 0 ? tokens : [{ start: 0, end: 0 }];
}

function withChangedNode(random, text) {
  let document;
  try {
    document = parse(text);
  } catch {
    return withChangedToken(random, text);
  }
  const edits = editsOf(random, document, text);
  // Each kind of edit is as likely as any other, however many places it has.
  const { range, replacement } = random.pick(random.pick([...edits.values()]));
  return splice(text, range, replacement);
}

/** The possible edits by kind. */
function editsOf(random, document, text) {
  const edits = new Map();
  const add = (kind, node, replacement) => {
    const range = { start: node.loc.start, end: node.loc.end };
    edits.set(kind, [...(edits.get(kind) ?? []), { range, replacement }]);
  };
  const source = node => text.slice(node.loc.start, node.loc.end);
  const insert = (kind, node, addition) => add(kind, node, source(node) + addition);
  const names = namesIn(document);
  visit(document, {
    enter(node) {
      insertEdits(random, node, { add, insert, source, names });
    },
  });
  insert('definition', document.definitions.at(-1), ` ${random.pick(DEFINITIONS)}`);
  insert('same definition', document.definitions.at(-1), ` ${source(random.pick(document.definitions))}`);
  return edits;
}

function insertEdits(random, node, { add, insert, source, names }) {
  const rename = kind => add(kind, node.name, random.pick([...NAMES, ...names]));
  switch (node.kind) {
    case Kind.FIELD:
      rename('field');
      add('alias', node.name, `${random.pick(names)}: ${source(node.name)}`);
      add('no field', node, '');
      if (node.selectionSet) add('no selection', node.selectionSet, '');
      else insert('selection', node, ` { ${random.pick(['id', 'cow', '__typename'])} }`);
      if (node.arguments.length === 0)
        insert('arguments', node.name, `(${random.pick(NAMES)}: ${random.pick(LITERALS)})`);
      if (node.selectionSet)
        add('directive', node.selectionSet, `${random.pick(DIRECTIVES)} ${source(node.selectionSet)}`);
      else insert('directive', node, random.pick(DIRECTIVES));
      break;
    case Kind.ARGUMENT:
      rename('argument');
      add('no argument', node, '');
      insert('same argument', node, `, ${source(node)}`);
      add('value', node.value, random.pick(LITERALS));
      break;
    case Kind.OBJECT_FIELD:
      rename('object field');
      insert('same object field', node, `, ${source(node)}`);
      add('field value', node.value, random.pick(LITERALS));
      break;
    case Kind.LIST:
      add('list in list', node, `[${source(node)}]`);
      add('list item', node, `[${random.pick(LITERALS)}]`);
      break;
    case Kind.ENUM:
      add('enum as string', node, `"${node.value}"`);
      break;
    case Kind.STRING:
      add('string as enum', node, random.pick(NAMES));
      break;
    case Kind.VARIABLE:
      rename('variable');
      break;
    case Kind.VARIABLE_DEFINITION:
      add('no variable', node, '');
      add('type of a variable', node.type, random.pick(TYPES));
      insert('same variable', node, ` ${source(node)}`);
      insert('default', node.type, ` = ${random.pick(LITERALS)}`);
      insert('directive of a variable', node, random.pick(DIRECTIVES));
      break;
    case Kind.FRAGMENT_SPREAD:
      rename('spread');
      insert('directive of a spread', node, random.pick(DIRECTIVES));
      break;
    case Kind.FRAGMENT_DEFINITION:
      rename('fragment');
      insert('cycle', node.selectionSet.selections[0], ` ...${node.name.value}`);
      insert('directive of a fragment', node.typeCondition, random.pick(DIRECTIVES));
      break;
    case Kind.NAMED_TYPE:
      rename('type');
      break;
    case Kind.OPERATION_DEFINITION:
      add(
        'operation',
        { loc: { start: node.loc.start, end: node.selectionSet.loc.start } },
        random.pick(['subscription ', 'mutation ', 'query ', 'query @cow ']),
      );
      break;
  }
}

function namesIn(document) {
  const names = new Set();
  visit(document, { Name: node => void names.add(node.value) });
  return [...names];
}

function withChangedVariable(random, variables) {
  const values = JSON.parse(variables);
  const names = Object.keys(values);
  const replacement = random.pick([
    null,
    true,
    1,
    1.5,
    -1,
    'cow',
    '1',
    [],
    [null],
    {},
    { cow: 1 },
    ['WEB'],
    'WEB',
    2147483648,
    undefined,
  ]);
  const name = names.length > 0 && random.chance(90) ? random.pick(names) : 'cow';
  return JSON.stringify({ ...values, [name]: replacement });
}
