import { Kind, parse, print, visit } from 'graphql';

const MAX_ATTEMPTS = 80;
const REMOVABLE = new Set([
  Kind.OPERATION_DEFINITION,
  Kind.FRAGMENT_DEFINITION,
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
  Kind.VARIABLE_DEFINITION,
]);

/** Removes parts of a document as long as the difference remains. `compare` returns the difference of a request. */
export async function shrink(difference, compare) {
  let smallest = difference;
  let attempts = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const text of smallerTexts(smallest.request.text)) {
      if (attempts++ >= MAX_ATTEMPTS) return smallest;
      const found = await compare({ ...smallest.request, text });
      if (found?.kind !== difference.kind) continue;
      smallest = found;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** Texts without one node each, the largest nodes first. */
function smallerTexts(text) {
  let document;
  try {
    document = parse(text);
  } catch {
    return [];
  }
  const nodes = [];
  visit(document, { enter: node => void (REMOVABLE.has(node.kind) && nodes.push(node)) });
  nodes.sort((a, b) => size(b) - size(a));
  const texts = nodes.flatMap(node => {
    const without = visit(document, { enter: other => (other === node ? null : undefined) });
    return [print(withoutUnused(without)), print(without)];
  });
  return [...new Set(texts)].filter(smaller => smaller.length < print(document).length);
}

const size = node => node.loc.end - node.loc.start;

/** Without fragments and variables that are not used, because they are errors of their own. */
function withoutUnused(document) {
  const spreads = new Set();
  const variables = new Set();
  visit(document, {
    FragmentSpread: node => void spreads.add(node.name.value),
    VariableDefinition: () => false,
    Variable: node => void variables.add(node.name.value),
  });
  const result = visit(document, {
    FragmentDefinition: node => (spreads.has(node.name.value) ? undefined : null),
    VariableDefinition: node => (variables.has(node.variable.name.value) ? undefined : null),
  });
  return result.definitions.length === document.definitions.length ? result : withoutUnused(result);
}
