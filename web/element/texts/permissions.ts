/** Words of permissions that the platform's administration spells in its own way. */
const WORDS: Record<string, string> = {
  externalcontacts: 'External contacts',
  eventtype: 'Event Type',
  sessiontype: 'Session Type',
  wrapupcode: 'Wrap up code',
  segmentassignment: 'Segment Assignment',
  conversationdetail: 'Conversation Detail',
};

/**
 * The name of a permission as the platform's administration shows it: `routing:queue:search` is `Routing > Queue >
 * Search`. The names are not translated, so that an administrator finds them.
 */
export function permissionName(permission: string): string {
  return permission
    .split(':')
    .map(part => WORDS[part.toLowerCase()] ?? capitalize(part.replace(/([a-z])([A-Z])/g, '$1 $2')))
    .join(' > ');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
