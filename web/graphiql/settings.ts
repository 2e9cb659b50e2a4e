/** A viewer that the user can select. The demo provides several, with different permissions. */
export interface Persona {
  readonly name: string;
  readonly token: string;
  readonly about: string;
}

/** The settings that the gateway sends to the page. Each part is optional in the response. */
export interface Settings {
  readonly endpoint: string;
  /** The initial token. */
  readonly token: string;
  readonly personas: readonly Persona[];
  /** Ids of existing data, for the recipes. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Loads the gateway's settings, or the defaults if it sends none. */
export async function loadSettings(): Promise<Settings> {
  try {
    const response = await fetch('/graphiql/settings.json', { headers: { accept: 'application/json' } });
    return parseSettings(response.ok ? await response.json() : {});
  } catch {
    return parseSettings({});
  }
}

/** Parses the settings. A part of the wrong type counts as absent. */
export function parseSettings(json: unknown): Settings {
  const raw = isRecord(json) ? json : {};
  const personas = (Array.isArray(raw['personas']) ? raw['personas'] : []).flatMap(parsePersona);
  const named = personas.find(({ name }) => name === raw['persona']);
  return {
    endpoint: text(raw['endpoint']) ?? '/graphql',
    token: text(raw['token']) ?? named?.token ?? '',
    personas,
    variables: Object.fromEntries(
      Object.entries(isRecord(raw['variables']) ? raw['variables'] : {}).filter(
        (entry): entry is [string, string] => text(entry[1]) !== undefined,
      ),
    ),
  };
}

function parsePersona(json: unknown): Persona[] {
  if (!isRecord(json)) return [];
  const name = text(json['name']);
  const token = text(json['token']);
  return name !== undefined && token !== undefined ? [{ name, token, about: text(json['about']) ?? '' }] : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
