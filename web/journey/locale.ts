import { chooseLocale, type TextKey, translate } from './texts';

/** The page's locale: that of the parameter `locale`, which the interaction widget passes, or the browser's. */
export const locale = chooseLocale([new URL(location.href).searchParams.get('locale') ?? '', ...navigator.languages]);

/** Returns a text in the page's language. */
export const t = (key: TextKey, values?: Readonly<Record<string, string | number>>): string =>
  translate(locale, key, values);
