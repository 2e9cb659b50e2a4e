/** The selection in the address of the page. */
export type Place =
  | { readonly kind: 'none' }
  | { readonly kind: 'conversation'; readonly id: string }
  | { readonly kind: 'customer'; readonly id: string };

export const NOWHERE: Place = { kind: 'none' };

/** Reads `/journey?conversationId=…` or `/journey/{customerId}`. The interaction widget passes the former. */
export function parsePlace(url: URL): Place {
  const conversationId = url.searchParams.get('conversationId');
  if (conversationId) return { kind: 'conversation', id: conversationId };
  const customerId = /^\/journey\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  return customerId === undefined ? NOWHERE : { kind: 'customer', id: decode(customerId) };
}

/** Returns the path and query of a place. Only the parameter `locale` of the current address is kept. */
export function formatPlace(place: Place, current: URL): string {
  const path = place.kind === 'customer' ? `/journey/${encodeURIComponent(place.id)}` : '/journey';
  const query = new URLSearchParams();
  if (place.kind === 'conversation') query.set('conversationId', place.id);
  const locale = current.searchParams.get('locale');
  if (locale) query.set('locale', locale);
  return query.size === 0 ? path : `${path}?${query}`;
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.kind === other.kind && (one.kind === 'none' || (other.kind !== 'none' && one.id === other.id));
}

/** An id that is not valid percent-encoding is used as it is, and the gateway does not find it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
