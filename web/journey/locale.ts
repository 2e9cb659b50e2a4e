import { isResponse, returnPath } from './sign-in';
import { tabStorage } from './storage';
import { chooseLocale, type TextKey, translate } from './texts';

/** The address of the page, or after a log-in the one at which it began. */
function pageAddress(): URL {
  const address = new URL(location.href);
  return new URL(isResponse(address) ? (returnPath(address, tabStorage) ?? '') : '', address);
}

/** The page's locale: that of the parameter `locale`, which the interaction widget passes, or the browser's. */
export const locale = chooseLocale([pageAddress().searchParams.get('locale') ?? '', ...navigator.languages]);

/** Returns a text in the page's language. */
export const t = (key: TextKey, values?: Readonly<Record<string, string | number>>): string =>
  translate(locale, key, values);
