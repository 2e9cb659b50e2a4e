import { de } from './de';
import { en, type Message, type MessageKey, type Texts } from './en';

export type { Message, MessageKey, Texts };

const languages = new Map<string, Readonly<Partial<Record<MessageKey, Message>>>>([
  ['en', en],
  ['de', de],
]);
const listeners = new Set<() => void>();

/**
 * Adds a language, or replaces texts of one: `registerLocale('fr', { 'filter.all': 'Tous', … })`. A text that is missing
 * is shown in English. Elements that are on the page already show the new texts at once.
 */
export function registerLocale(tag: string, texts: Readonly<Partial<Record<MessageKey, Message>>>): void {
  const key = tag.toLowerCase();
  languages.set(key, { ...languages.get(key), ...texts });
  for (const listener of listeners) listener();
}

/** Calls `listener` when a language is added. Returns a function that ends this. */
export function onLocaleRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The first valid BCP 47 tag of the candidates, `en` if there is none. */
export function chooseLocale(candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    if (!candidate) continue;
    try {
      const [tag] = Intl.getCanonicalLocales(candidate);
      if (tag !== undefined) return tag;
    } catch {
      // Not a language tag, so the next candidate decides.
    }
  }
  return 'en';
}

/** The locale if it or its language has texts, otherwise that of the texts which are shown instead: `en`. */
export function localeOfTexts(locale: string): string {
  return sourcesOf(locale).some(source => source !== undefined) ? locale : 'en';
}

function sourcesOf(locale: string) {
  const tag = locale.toLowerCase();
  return [languages.get(tag), languages.get(tag.split('-')[0] ?? '')];
}

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** Returns the function that looks texts up: of the exact tag, then of its language, then English. */
export function translator(locale: string): Translate {
  const sources = [...sourcesOf(locale), en];
  const language = localeOfTexts(locale);
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const message: Message = sources.find(source => source?.[key] !== undefined)?.[key] ?? key;
    const { count } = values;
    const form = typeof count === 'number' ? plurals.select(count) : 'other';
    const text = typeof message === 'string' ? message : (message[form] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? placeholder);
    });
  };
}
