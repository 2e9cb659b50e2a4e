/** Ids of data that the gateway serves, for arguments. */
const DISCOVERY = `query ($customers: [ID!]!) {
  customers(ids: $customers) {
    id
    identifiers { platformType type value }
    sessions(first: 40, filter: { statuses: [ENDED], includeUnsupportedChannels: true }) {
      nodes {
        __typename
        id
        ... on ConversationSession { queue { id } agent { id } wrapUp { code { id } } }
        events(first: 3) { pageInfo { endCursor } }
      }
      pageInfo { startCursor }
    }
  }
}`;

/** Values for arguments: ids of entities by type, cursors and identifiers. */
export async function readPool(client, token, customers) {
  const outcome = await client.outcome({ token, text: DISCOVERY, variables: JSON.stringify({ customers }) });
  if (outcome.stage !== 'executed' || outcome.errors.length > 0) {
    throw new Error(`cannot read the customers: ${JSON.stringify(outcome.errors)}`);
  }
  const found = outcome.data.customers;
  if (found.includes(null)) throw new Error(`unknown customer among ${customers}`);
  const all = found.flatMap(customer => customer.sessions.nodes);
  // A few sessions of each type keep the number of canonical documents small.
  const ofType = type => all.filter(session => session.__typename === type).map(session => session.id);
  const types = [...new Set(all.map(session => session.__typename))];
  const ids = select => [...new Set(all.map(select).filter(id => id != null))].slice(0, 4);
  return {
    Customer: customers,
    Session: types.flatMap(type => ofType(type).slice(0, 3)),
    Queue: ids(session => session.queue?.id),
    Agent: ids(session => session.agent?.id),
    WrapUpCode: ids(session => session.wrapUp?.code?.id),
    SessionConnection: found.map(customer => customer.sessions.pageInfo.startCursor).filter(cursor => cursor !== null),
    EventConnection: ids(session => session.events?.pageInfo.endCursor),
    identifiers: found.flatMap(customer => customer.identifiers.filter(({ type }) => type !== null).slice(0, 2)),
    placeholders: {
      CUSTOMER_ID: customers[0],
      VISIT_ID: ofType('WebSession')[0],
      CONVERSATION_ID: ofType('ConversationSession')[0],
    },
  };
}

/** Replaces the placeholders of a hand-written request by ids. */
export function withIds(request, placeholders) {
  const replace = text => text?.replace(/\b[A-Z]+_ID\b/g, name => placeholders[name] ?? name);
  return { ...request, text: replace(request.text), variables: replace(request.variables) };
}
