import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const TIMES = ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00.5Z', '2026-11-01T12:00:00+01:00', '2030-01-01T00:00:00Z'];

/** Generates values of input types, as JSON and as literals. */
export class Values {
  #random;
  #pool;

  constructor(random, pool) {
    this.#random = random;
    this.#pool = pool;
  }

  /** A valid JSON value. `hint` describes the position: the field that has the argument, and the argument's name. */
  json(type, hint) {
    const random = this.#random;
    if (isNonNullType(type)) return this.#nonNull(type.ofType, hint);
    return random.chance(8) ? null : this.#nonNull(type, hint);
  }

  #nonNull(type, hint) {
    const random = this.#random;
    if (isListType(type)) {
      // A single value becomes a list of one.
      if (random.chance(15)) return this.#nonNull(getNullableType(type.ofType), hint);
      return Array.from({ length: random.below(4) }, () => this.json(type.ofType, hint));
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = random.shuffled(Object.values(type.getFields()));
      const given = fields.filter(
        field => (isNonNullType(field.type) && field.defaultValue === undefined) || random.chance(35),
      );
      return Object.fromEntries(
        given.map(field => [field.name, this.json(field.type, { ...hint, argument: field.name })]),
      );
    }
    return this.#scalar(type.name, hint);
  }

  #scalar(type, { field, argument }) {
    const random = this.#random;
    if (type === 'Boolean') return random.chance(50);
    if (type === 'Int') return random.chance(90) ? 1 + random.below(5) : random.pick([0, -1, 100, 101, 2147483647]);
    if (type === 'DateTime') return random.pick(TIMES);
    const target = getNamedType(field.type).name;
    if (type === 'ID' && argument !== 'externalSource') {
      // Whether an unknown customer is null depends on the selected fields and the viewer's permissions.
      const others = target === 'Customer' ? ['cow', 7] : ['cow', 7, UNKNOWN];
      return random.chance(92) ? random.pick(this.#pool[target] ?? this.#pool.Customer) : random.pick(others);
    }
    const texts = argument === 'after' ? this.#pool[target] : this.#pool.identifiers.map(({ value }) => value);
    return random.chance(85) && texts?.length > 0
      ? random.pick(texts)
      : random.pick(['', 'cow', 'é "\\ 😀', '+4930000000']);
  }

  /** A JSON value as a literal. */
  literal(value, type) {
    const random = this.#random;
    if (isNonNullType(type)) return this.literal(value, type.ofType);
    if (value === null) return 'null';
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.literal(value, type.ofType);
      return `[${value.map(item => this.literal(item, type.ofType)).join(random.pick([', ', ' ', ',']))}]`;
    }
    if (isEnumType(type)) return value;
    if (isInputObjectType(type)) {
      const fields = Object.entries(value).map(
        ([name, item]) => `${name}: ${this.literal(item, type.getFields()[name].type)}`,
      );
      return `{${fields.join(random.pick([', ', ' ']))}}`;
    }
    const isPlain = typeof value === 'string' && /^[\w .:+-]+$/.test(value);
    return isPlain && random.chance(10) ? `"""${value}"""` : JSON.stringify(value);
  }
}
