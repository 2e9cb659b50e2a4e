/** A conversation of a test: number `n` started `n` minutes after noon. */
export function session(n, changes = {}) {
  const { group = 'VOICE', ...rest } = changes;
  return {
    __typename: 'ConversationSession',
    id: `s${n}`,
    type: 'CONVERSATION',
    channel: { group, medium: 'INBOUND_CALL', supported: true, label: 'Inbound call' },
    status: 'ENDED',
    startedAt: `2026-11-20T12:${String(n).padStart(2, '0')}:00.000Z`,
    endedAt: '2026-11-20T14:00:00.000Z',
    disconnectType: null,
    wrapUp: null,
    ...rest,
  };
}

export const page = (nodes, endCursor = null) => ({ nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } });
