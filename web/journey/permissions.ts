/** A condition of the tab: at least one of these permissions. */
export interface Requirement {
  readonly anyOf: readonly { readonly permission: string; readonly name: string }[];
}

const EXTERNAL_CONTACTS_SESSION = {
  permission: 'externalContacts:session:view',
  name: 'External contacts > Session > View',
};
const EVENT = { permission: 'journey:event:view', name: 'Journey > Event > View' };
const SESSION = { permission: 'journey:session:view', name: 'Journey > Session > View' };
const SESSION_TYPE = { permission: 'journey:sessiontype:view', name: 'Journey > Session Type > View' };

/** The conditions of `Capabilities.journeyTab`, with the names of the platform's administration. */
const TAB: readonly Requirement[] = [
  { anyOf: [EXTERNAL_CONTACTS_SESSION] },
  { anyOf: [EVENT] },
  { anyOf: [SESSION, SESSION_TYPE] },
];

/** The conditions of the tab that a viewer with these permissions does not meet. */
export function missingForTab(permissions: readonly string[]): Requirement[] {
  const held = permissions.map(permission => permission.toLowerCase().split(':'));
  const holds = (permission: string) => {
    const parts = permission.toLowerCase().split(':');
    return held.some(pattern => parts.every((part, index) => pattern[index] === '*' || pattern[index] === part));
  };
  return TAB.filter(({ anyOf }) => !anyOf.some(({ permission }) => holds(permission)));
}
