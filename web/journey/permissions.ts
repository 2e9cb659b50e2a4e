/** A condition of the tab: at least one of these permissions. */
export interface Requirement {
  readonly anyOf: readonly string[];
}

/** The conditions of `Capabilities.journeyTab`. */
const TAB: readonly Requirement[] = [
  { anyOf: ['externalContacts:session:view'] },
  { anyOf: ['journey:event:view'] },
  { anyOf: ['journey:session:view', 'journey:sessiontype:view'] },
];

/** The conditions of the tab that a viewer with these permissions does not meet. */
export function missingForTab(permissions: readonly string[]): Requirement[] {
  const held = permissions.map(permission => permission.toLowerCase().split(':'));
  const holds = (permission: string) => {
    const parts = permission.toLowerCase().split(':');
    return held.some(pattern => parts.every((part, index) => pattern[index] === '*' || pattern[index] === part));
  };
  return TAB.filter(({ anyOf }) => !anyOf.some(holds));
}
