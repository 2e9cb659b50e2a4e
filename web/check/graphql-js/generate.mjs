import {
  getNamedType,
  getNullableType,
  GraphQLNonNull,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { Values } from './values.mjs';

const MAX_DEPTH = 6;
const MAX_FIELDS = 60;
const ALIASES = ['a', 'b', 'c', 'id', 'name', 'type', 'query', 'on', '_x'];

/** Generates a request whose document is usually valid. The same random numbers give the same request. */
export function generate(schema, random, pool) {
  return new Writer(schema, random, pool).request();
}

class Writer {
  #schema;
  #random;
  #values;
  #pool;
  #fields = 0;
  #fragments = [];
  #variables = new Map();
  #arguments = new Map();

  constructor(schema, random, pool) {
    this.#schema = schema;
    this.#random = random;
    this.#pool = pool;
    this.#values = new Values(random, pool);
  }

  request() {
    const random = this.#random;
    const selection = this.#selectionSet(this.#schema.getQueryType(), 0);
    const definitions = [...this.#variables.values()].map(variable => variable.definition);
    const variables = definitions.length > 0 ? `(${definitions.join(random.pick([', ', ' ']))})` : '';
    const isShort = variables === '' && random.chance(60);
    const operation = isShort
      ? selection
      : `query ${random.pick(['', 'A', 'Journey', 'query'])}${variables} ${selection}`;
    const parts = random.shuffled([operation, ...this.#fragments.map(fragment => fragment.text)]);
    const given = [...this.#variables]
      .filter(([, { value }]) => value !== undefined)
      .map(([name, { value }]) => [name, value]);
    return {
      name: 'generated',
      text: parts.join(random.pick([' ', '\n', '\n\n# comment\n'])),
      variables: given.length > 0 || random.chance(50) ? JSON.stringify(Object.fromEntries(given)) : undefined,
    };
  }

  #selectionSet(type, depth) {
    const random = this.#random;
    const selections = Array.from({ length: 1 + random.below(depth === 0 ? 3 : 4) }, () =>
      this.#selection(type, depth),
    );
    return `{ ${selections.join(random.pick([' ', ', ']))} }`;
  }

  #selection(type, depth) {
    const random = this.#random;
    const kind = depth > MAX_DEPTH ? 0 : random.below(100);
    if (kind < 8) return `${this.#alias('__typename')}__typename${this.#directives()}`;
    if (kind < 18 || (isAbstractType(type) && kind < 50)) return this.#inlineFragment(type, depth);
    if (kind < 26) return this.#spread(type, depth);
    return this.#field(type, depth);
  }

  #field(type, depth) {
    const random = this.#random;
    this.#fields++;
    // The budget depends on the requests before.
    const fields = Object.values(type.getFields()).filter(field => field.name !== 'budget');
    const isFull = depth >= MAX_DEPTH || this.#fields > MAX_FIELDS;
    const leaves = fields.filter(field => isLeafType(getNamedType(field.type)));
    if (isFull && leaves.length === 0) return '__typename';
    const composites = fields.filter(field => !leaves.includes(field));
    // Objects are rarer than plain fields, and contain most of the schema.
    const isComposite = composites.length > 0 && random.chance(25);
    const field = random.pick(isFull ? leaves : isComposite ? composites : fields);
    const below = isLeafType(getNamedType(field.type))
      ? ''
      : ` ${this.#selectionSet(getNamedType(field.type), depth + 1)}`;
    return `${this.#alias(field.name)}${field.name}${this.#argumentsOf(field)}${this.#directives()}${below}`;
  }

  /** Usually the same alias for the same field, so that fields merge rather than conflict. */
  #alias(name) {
    const random = this.#random;
    if (random.chance(85)) return '';
    const alias = random.chance(80) ? `${name}_${random.below(3)}` : random.pick(ALIASES);
    return `${alias}: `;
  }

  #argumentsOf(field) {
    const random = this.#random;
    const key = `${field.name} ${field.args.map(arg => arg.name)}`;
    if (!this.#arguments.has(key) || random.chance(10)) {
      const given = random.shuffled(field.args).filter(arg => isNonNullType(arg.type) || random.chance(40));
      const texts = given.map(arg => `${arg.name}: ${this.#argument(field, arg)}`);
      this.#arguments.set(key, texts.length > 0 ? `(${texts.join(random.pick([', ', ' ']))})` : '');
    }
    return this.#arguments.get(key);
  }

  #argument(field, arg) {
    const hint = { field, argument: arg.name };
    const value = this.#identifier(field, arg) ?? this.#values.json(arg.type, hint);
    return this.#random.chance(40) ? this.#variable(arg.type, value, hint) : this.#withVariables(value, arg.type, hint);
  }

  /** An identifier that a customer has needs a type and a value that fit. */
  #identifier(field, arg) {
    if (field.name !== 'customerByIdentifier' || !['type', 'value'].includes(arg.name) || this.#random.chance(20))
      return undefined;
    return this.#pool.identifiers[0][arg.name];
  }

  /** A literal, sometimes with variables as items of a list or fields of an object. */
  #withVariables(value, type, hint) {
    const nullable = getNullableType(type);
    if (isListType(nullable) && Array.isArray(value) && this.#random.chance(30)) {
      const items = value.map(item => this.#variable(nullable.ofType, item, hint));
      return `[${items.join(', ')}]`;
    }
    return this.#values.literal(value, type);
  }

  #variable(type, value, hint) {
    const random = this.#random;
    // The same values fit only arguments of the same name that select the same type.
    const use = `${type} ${hint.argument} ${hint.field && getNamedType(hint.field.type)}`;
    const [known] = [...this.#variables].filter(([, variable]) => variable.use === use);
    if (known && random.chance(30)) return `$${known[0]}`;
    const name = `${random.pick(['v', 'id', 'input', 'on', 'true'])}${this.#variables.size}`;
    this.#variables.set(name, { use, ...this.#declare(name, type, value, hint) });
    return `$${name}`;
  }

  #declare(name, type, value, hint) {
    const random = this.#random;
    const nullable = getNullableType(type);
    const withDefault = random.chance(30);
    let declared = String(type);
    if (isNonNullType(type) && withDefault && random.chance(50)) declared = String(nullable);
    else if (!isNonNullType(type) && random.chance(20) && value !== null) declared = `${nullable}!`;
    const defaultText = withDefault
      ? ` = ${this.#values.literal(this.#values.json(new GraphQLNonNull(nullable), hint), nullable)}`
      : '';
    const mayBeAbsent = withDefault || !declared.endsWith('!');
    const given = mayBeAbsent && random.chance(30) ? undefined : value;
    return { definition: `$${name}: ${declared}${defaultText}`, value: given };
  }

  #directives() {
    const random = this.#random;
    if (random.chance(88)) return '';
    const directive = name => ` @${name}(if: ${this.#condition()})`;
    if (random.chance(20)) return directive('skip') + directive('include');
    return directive(random.pick(['skip', 'include']));
  }

  #condition() {
    const random = this.#random;
    if (random.chance(50)) return String(random.chance(50));
    const type = this.#schema.getDirective('include').args[0].type;
    return this.#variable(type, random.chance(50), {});
  }

  /** A type that a fragment within `type` may have. */
  #typeWithin(type) {
    const random = this.#random;
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : type.getInterfaces();
    return possible.length > 0 && random.chance(80) ? random.pick(possible) : type;
  }

  #inlineFragment(type, depth) {
    if (this.#random.chance(20)) return `...${this.#directives()} ${this.#selectionSet(type, depth + 1)}`;
    const within = this.#typeWithin(type);
    return `... on ${within.name}${this.#directives()} ${this.#selectionSet(within, depth + 1)}`;
  }

  #spread(type, depth) {
    const random = this.#random;
    const within = this.#typeWithin(type);
    const known = this.#fragments.filter(fragment => fragment.type === within && fragment.text !== undefined);
    if (known.length > 0 && random.chance(50)) return `...${random.pick(known).name}${this.#directives()}`;
    const fragment = { name: `F${this.#fragments.length}`, type: within };
    this.#fragments.push(fragment);
    // A fragment without text is not complete, and a spread of it would be a cycle.
    fragment.text = `fragment ${fragment.name} on ${within.name} ${this.#selectionSet(within, depth + 1)}`;
    return `...${fragment.name}${this.#directives()}`;
  }
}
