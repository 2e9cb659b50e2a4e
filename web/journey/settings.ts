import { timeLimit } from './time-limit';

/** A viewer that the user can select. Only the demo has some. */
export interface Persona {
  readonly name: string;
  readonly token: string;
  readonly about: string;
}

/** The platform's log-in, and the OAuth client of the tab. */
export interface Login {
  readonly url: string;
  readonly clientId: string;
}

/** A customer of the demo, and what its journey shows. */
export interface Example {
  readonly id: string;
  readonly shows: string;
}

export interface Settings {
  readonly endpoint: string;
  readonly explorer: boolean;
  readonly login: Login | null;
  readonly personas: readonly Persona[];
  /** The token to start with in the demo. */
  readonly token: string;
  readonly customers: readonly Example[];
}

export async function loadSettings(): Promise<Settings> {
  const headers = { accept: 'application/json' };
  const response = await fetch('/journey/settings.json', { headers, signal: timeLimit() });
  if (!response.ok) throw new Error(`settings.json: HTTP ${response.status}`);
  return parseSettings(await response.json());
}

/** The persona of a token. A log-in gives a persona another token, but its name is the viewer's. */
export function findPersona(
  personas: readonly Persona[],
  token: string,
  viewerName: string | null,
): Persona | undefined {
  return personas.find(persona => persona.token === token) ?? personas.find(({ name }) => name === viewerName);
}

/** Parses the settings. A part of the wrong type counts as absent. */
export function parseSettings(json: unknown): Settings {
  const raw = isRecord(json) ? json : {};
  return {
    endpoint: text(raw.endpoint) ?? '/graphql',
    explorer: raw.explorer === true,
    login: parseLogin(raw.login),
    personas: list(raw.personas).flatMap(parsePersona),
    token: text(raw.token) ?? '',
    customers: list(raw.customers).flatMap(parseExample),
  };
}

function parseLogin(json: unknown): Login | null {
  if (!isRecord(json)) return null;
  const url = text(json.url);
  const clientId = text(json.clientId);
  return url !== undefined && clientId !== undefined ? { url, clientId } : null;
}

function parsePersona(json: unknown): Persona[] {
  if (!isRecord(json)) return [];
  const name = text(json.name);
  const token = text(json.token);
  return name !== undefined && token !== undefined ? [{ name, token, about: text(json.about) ?? '' }] : [];
}

function parseExample(json: unknown): Example[] {
  if (!isRecord(json)) return [];
  const id = text(json.id);
  return id === undefined ? [] : [{ id, shows: text(json.shows) ?? id }];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
