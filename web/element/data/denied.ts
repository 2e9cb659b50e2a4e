import type { ResponseError } from './errors';
import type { Capabilities } from './types';

/** The parts of the tab that a permission can hide. */
export type Part =
  | 'sessions'
  | 'otherSessions'
  | 'customerDetails'
  | 'identifiers'
  | 'customerSegments'
  | 'segmentNames'
  | 'queues'
  | 'wrapUpCodes'
  | 'events'
  | 'eventDetails';

/** A hidden part with the permissions that open it: one of `any` and all of `all`. */
export interface Denied {
  readonly part: Part;
  readonly any: readonly string[];
  readonly all: readonly string[];
  /** OAuth scopes that the token lacks. */
  readonly scope: readonly string[];
}

/** Fields that are denied together are one part, so that there is one notice for them. */
const PART_OF_FIELD: Record<string, Part> = {
  sessions: 'sessions',
  summary: 'sessions',
  journeyChanged: 'sessions',
  displayName: 'customerDetails',
  kind: 'customerDetails',
  organization: 'customerDetails',
  emails: 'customerDetails',
  phones: 'customerDetails',
  identifiers: 'identifiers',
  segments: 'customerSegments',
  color: 'segmentNames',
  queue: 'queues',
  code: 'wrapUpCodes',
  events: 'events',
  offers: 'events',
  participant: 'eventDetails',
  disconnectType: 'eventDetails',
  note: 'eventDetails',
};

const PARTS: readonly Part[] = [
  'sessions',
  'otherSessions',
  'customerDetails',
  'identifiers',
  'customerSegments',
  'segmentNames',
  'queues',
  'wrapUpCodes',
  'events',
  'eventDetails',
];

/** The permissions of parts that are not queried because a capability is false. The schema's descriptions name them. */
const CONTACT_VIEW = ['externalContacts:contact:view', 'relate:contact:view'];
const PERMISSIONS: Partial<Record<Part, { any?: readonly string[]; all?: readonly string[] }>> = {
  otherSessions: { all: ['journey:session:view'] },
  customerDetails: { any: CONTACT_VIEW },
  customerSegments: { all: ['externalContacts:segmentAssignment:view'] },
  segmentNames: { all: ['journey:segment:view'] },
  queues: { any: ['routing:queue:search', 'routing:queue:view'] },
  wrapUpCodes: { all: ['routing:wrapupCode:view'] },
  events: { all: ['journey:event:view'] },
  eventDetails: { all: ['journey:eventtype:view'] },
};

/** The hidden parts, each once, whether the gateway denied a field or a capability says that it would. */
export function deniedParts(capabilities: Capabilities | undefined, errors: readonly ResponseError[]): Denied[] {
  const denied = new Map<Part, Denied>();
  for (const { path, extensions } of errors) {
    if (extensions?.code !== 'PERMISSION_DENIED') continue;
    const part = partOf(path ?? []);
    if (part === undefined || denied.has(part)) continue;
    denied.set(part, { part, any: extensions.any ?? [], all: extensions.all ?? [], scope: extensions.scope ?? [] });
  }
  if (capabilities !== undefined) {
    for (const part of partsWithout(capabilities)) {
      const { any = [], all = [] } = PERMISSIONS[part] ?? {};
      if (!denied.has(part)) denied.set(part, { part, any, all, scope: [] });
    }
  }
  // The permission of the other details is enough for the identifiers, so one notice says both.
  if (denied.has('customerDetails')) denied.delete('identifiers');
  // One notice for segments and their names, with the permissions of both.
  const segments = denied.get('customerSegments');
  const names = denied.get('segmentNames');
  if (segments && names) {
    denied.set('customerSegments', { ...segments, all: [...new Set([...segments.all, ...names.all])] });
    denied.delete('segmentNames');
  }
  // Nothing of a session is shown without the list.
  if (denied.has('sessions')) {
    for (const part of ['otherSessions', 'queues', 'wrapUpCodes', 'events', 'eventDetails'] as const)
      denied.delete(part);
  }
  if (denied.has('events')) denied.delete('eventDetails');
  return PARTS.flatMap(part => denied.get(part) ?? []);
}

function partsWithout(capabilities: Capabilities): Part[] {
  const parts: Part[] = [];
  if (!capabilities.sessions && capabilities.conversationSessions) parts.push('otherSessions');
  if (!capabilities.customerDetails) parts.push('customerDetails');
  if (!capabilities.customerSegments) parts.push('customerSegments');
  if (!capabilities.segments) parts.push('segmentNames');
  if (!capabilities.queues) parts.push('queues');
  if (!capabilities.wrapUps) parts.push('wrapUpCodes');
  if (!capabilities.events) parts.push('events');
  if (!capabilities.eventDetails) parts.push('eventDetails');
  return parts;
}

function partOf(path: readonly (string | number)[]): Part | undefined {
  const fields = path.filter(key => typeof key === 'string');
  const field = fields.at(-1) ?? '';
  // A segment has a name as well.
  if (field === 'displayName' && fields.at(-2) === 'segment') return 'segmentNames';
  if (fields.includes('events') && (field === 'queue' || field === 'agent' || field === 'wrapUp'))
    return 'eventDetails';
  return PART_OF_FIELD[field];
}
