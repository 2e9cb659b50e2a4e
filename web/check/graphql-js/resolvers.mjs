import { getNamedType, GraphQLError, isAbstractType, isCompositeType, isLeafType } from 'graphql';
import { literalOf } from './literal.mjs';

/** An error that the gateway reported for a field. */
class FieldFailure extends Error {
  constructor({ message, extensions }) {
    super(message);
    this.extensions = extensions;
  }
}

/** The gateway's errors do not say which of several fields failed, so there is no reference to compare with. */
class Incomparable extends Error {
  isIncomparable = true;
}

/**
 * Resolvers that read plain data from the gateway. Each field that returns objects is fetched with a canonical
 * document: its path from the root, literal arguments, and all plain fields of the result, without aliases,
 * fragments on the same type, variables and directives. graphql-js decides everything else.
 */
export class Resolvers {
  #client;
  #schema;
  #responses = new Map();

  constructor(client, schema) {
    this.#client = client;
    this.#schema = schema;
  }

  context(token) {
    return { token, errors: [] };
  }

  /** Forgets all data, because it may have changed. */
  clear() {
    this.#responses.clear();
  }

  resolveType = source => source.value.__typename;

  resolveField = async (source, values, context, info) => {
    const field = info.parentType.getFields()[info.fieldName];
    const args = this.#arguments(field, values);
    const parent = source ?? { value: undefined, steps: [], path: [], response: undefined };
    const path = [...parent.path, field.name];
    if (isLeafType(getNamedType(field.type)) && args === '' && source !== undefined) {
      return this.#settle(parent.value[field.name], path, parent.response, context, info);
    }
    const steps = [...parent.steps, { parentType: info.parentType, field, args }];
    const response = await this.#response(context.token, steps);
    const value = path.reduce((value, key) => value?.[key], response.data);
    const settled = this.#settle(value, path, response, context, info);
    return this.#sources(settled, steps, path, response);
  };

  #sources(value, steps, path, response) {
    if (Array.isArray(value)) {
      return value.map((item, i) => {
        const itemPath = [...path, i];
        const error = item === null ? errorAt(response, itemPath, item) : undefined;
        // graphql-js takes an error among the items as the failure of that item.
        return error === undefined ? this.#sources(item, steps, itemPath, response) : new FieldFailure(error);
      });
    }
    if (value === null || typeof value !== 'object') return value;
    return { value, steps, path, response };
  }

  /** Throws the error of a field that is null because of it. */
  #settle(value, path, response, context, info) {
    const error = errorAt(response, path, value);
    if (error === undefined) return value ?? null;
    const failure = new FieldFailure(error);
    if (value === null || value === undefined) throw failure;
    // The gateway reports the error of a look-up by several ids beside a list of nulls.
    const options = { nodes: info.fieldNodes, path: pathOf(info.path), originalError: failure };
    for (let i = 0; i < error.extensions.positions; i++) context.errors.push(new GraphQLError(error.message, options));
    return value;
  }

  #arguments(field, values) {
    const given = field.args.filter(arg => values[arg.name] !== undefined);
    if (given.length === 0) return '';
    return `(${given.map(arg => `${arg.name}: ${literalOf(values[arg.name], arg.type)}`).join(', ')})`;
  }

  #response(token, steps) {
    const text = `{ ${this.#document(steps, 0)} }`;
    const key = `${token} ${text}`;
    if (!this.#responses.has(key)) this.#responses.set(key, this.#fetch(token, text));
    return this.#responses.get(key);
  }

  async #fetch(token, text) {
    const outcome = await this.#client.outcome({ token, text });
    if (outcome.stage === 'executed') return outcome;
    const [error] = outcome.errors;
    throw new Incomparable(`${outcome.stage} (${outcome.status} ${error?.message}) for the document ${text}`);
  }

  #document(steps, depth) {
    const { field, args } = steps[depth];
    const type = getNamedType(field.type);
    const next = steps[depth + 1];
    let selection = '';
    if (next !== undefined) {
      const below = this.#document(steps, depth + 1);
      selection = next.parentType === type ? ` { ${below} }` : ` { ... on ${next.parentType.name} { ${below} } }`;
    } else if (isCompositeType(type)) {
      selection = ` { ${this.#plainFields(type)} }`;
    }
    return `${field.name}${args}${selection}`;
  }

  #plainFields(type) {
    const names = concrete => {
      const fields = Object.values(concrete.getFields());
      return fields
        .filter(field => isLeafType(getNamedType(field.type)) && field.args.length === 0)
        .map(field => field.name);
    };
    if (!isAbstractType(type)) return ['__typename', ...names(type)].join(' ');
    const fragments = this.#schema.getPossibleTypes(type).map(concrete => {
      return `... on ${concrete.name} { ${names(concrete).join(' ')} }`;
    });
    return ['__typename', ...fragments].join(' ');
  }
}

/**
 * The error of the field at `path`. The gateway reports each field and cause once, with the first path and the number
 * of positions, so that an error of another list item may be this field's.
 */
function errorAt(response, path, value) {
  const errors = response.errors.filter(error => isSameField(error.path ?? [], path));
  const exact = errors.find(error => String(error.path) === String(path));
  if (exact || value !== null || errors.length === 0) return exact;
  const others = errors.filter(error => error.extensions.positions > 1);
  if (others.length === 0) return undefined;
  const nulls = countNulls(response.data, others[0].path);
  if (errors.length === 1 && nulls === others[0].extensions.positions) return others[0];
  throw new Incomparable(`${nulls} fields are null and not all of them failed: ${JSON.stringify(errors)}`);
}

function isSameField(a, b) {
  return (
    a.length === b.length && a.every((key, i) => key === b[i] || (typeof key === 'number' && typeof b[i] === 'number'))
  );
}

function countNulls(value, path) {
  if (path.length === 0) return value === null ? 1 : 0;
  if (value === null || value === undefined) return 0;
  const [key, ...rest] = path;
  if (typeof key === 'number') return value.reduce((sum, item) => sum + countNulls(item, rest), 0);
  return countNulls(value[key], rest);
}

function pathOf(path) {
  return path === undefined ? [] : [...pathOf(path.prev), path.key];
}
