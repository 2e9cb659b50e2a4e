import { Environment, Network, RecordSource, Store, type FetchFunction } from 'relay-runtime';

const KEYED = new Set([
  'Customer',
  'AppSession',
  'CaseSession',
  'ConversationSession',
  'OtherSession',
  'WebSession',
  'Queue',
  'Agent',
  'WrapUpCode',
]);

// Relay's default key is `id` alone. Ids are unique within a type, not across types, and an `id` of any other type is not a
// key: two runs of one flow have the same `Flow.id`. Objects without a key belong to their parent.
function getDataID(object: { id?: unknown }, type: string) {
  return KEYED.has(type) && object.id != null ? `${type}:${object.id}` : undefined;
}

export function createEnvironment(url: string, token: () => string, onUnauthenticated: () => void) {
  const fetchQuery: FetchFunction = async ({ text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token()}`,
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json',
        'X-Journey-Error-Positions': 'each',
      },
      body: JSON.stringify({ query: text, variables }),
    });
    if (response.status === 401) onUnauthenticated();
    return response.json();
  };
  return new Environment({ network: Network.create(fetchQuery), store: new Store(new RecordSource()), getDataID });
}
