/** A query that the page opens in a tab. */
export interface Recipe {
  readonly title: string;
  /** The GraphQL document, after its title and description as comments. */
  readonly query: string;
  /** JSON for the variables pane. */
  readonly variables?: string;
}

/** Columns of a comment: as many as the editor shows in a window of 1440 pixels. It does not wrap lines. */
const COLUMNS = 58;

/** Placeholders in the variables of recipes, and the setting with the id that replaces each. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  CUSTOMER_ID: 'customerId',
  LIVE_CUSTOMER_ID: 'liveCustomerId',
  CONVERSATION_ID: 'conversationId',
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
    const document = fenced(section, 'graphql');
    if (document === undefined) return [];
    const variables = fenced(section, 'json');
    const title = section.slice(0, section.indexOf('\n')).trim();
    const query = `${comment([title, ...paragraphs(section)])}\n${document}`;
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

/** The text below the title without fenced blocks and tables. Links are reduced to their text. */
function paragraphs(section: string): string[] {
  return section
    .slice(section.indexOf('\n'))
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/^\|.*$/gm, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .split(/\n\s*\n|\n(?=- )/)
    .map(paragraph => paragraph.trim().replace(/\s+/g, ' '))
    .filter(paragraph => paragraph !== '');
}

/** Writes paragraphs as comments of GraphQL, with an empty comment between two of them. */
function comment(texts: readonly string[]): string {
  return texts.map(text => wrap(text).join('\n')).join('\n#\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line !== '#' && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
