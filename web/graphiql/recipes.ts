/** A query that the page opens in a tab. */
export interface Recipe {
  readonly title: string;
  readonly query: string;
  /** JSON for the variables pane. */
  readonly variables?: string;
}

/** Placeholders in the variables of recipes, and the setting with the id that replaces each. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  CUSTOMER_ID: 'customerId',
  LIVE_CUSTOMER_ID: 'liveCustomerId',
  SESSION_ID: 'sessionId',
  QUEUE_ID: 'queueId',
  WRAP_UP_CODE_ID: 'wrapUpCodeId',
  AGENT_ID: 'agentId',
  PHONE: 'phone',
};

/** Returns each section `### Title` that contains a GraphQL block, in order. */
export function parseRecipes(markdown: string): Recipe[] {
  const sections = markdown.replaceAll('\r\n', '\n').split(/^### /m).slice(1);
  return sections.flatMap(section => {
    const query = fenced(section, 'graphql');
    if (query === undefined) return [];
    const variables = fenced(section, 'json');
    const title = section.slice(0, section.indexOf('\n')).trim();
    return [{ title, query, ...(variables !== undefined && { variables }) }];
  });
}

/** Replaces placeholders in a recipe's variables by ids. A placeholder without an id remains. */
export function fillPlaceholders(variables: string, values: Readonly<Record<string, string>>): string {
  return variables.replace(/"([A-Z_]+)"/g, (literal, name: string) => {
    const setting = PLACEHOLDERS[name];
    const value = setting === undefined ? undefined : values[setting];
    return value === undefined ? literal : JSON.stringify(value);
  });
}

function fenced(section: string, language: string): string | undefined {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'm').exec(section)?.[1];
}
