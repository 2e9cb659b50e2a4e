import {
  Environment,
  Network,
  Observable,
  RecordSource,
  Store,
  type FetchFunction,
  type GraphQLResponse,
  type SubscribeFunction,
} from 'relay-runtime';

interface Connection {
  url: string;
  tokens: { get(): Promise<string>; reject(token: string): void };
  watch(request: object, onResult: (result: GraphQLResponse) => void, onEnd: (reason: Error) => void): () => void;
}

// Relay takes `id` alone as the key. But ids are unique within a type only, and the ids of other types are not keys: two
// runs of one flow have the same `Flow.id`.
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

/** The key of an object in the store. An object without a key belongs to its parent. */
function getDataID(object: { id?: unknown }, type: string) {
  return KEYED.has(type) && object.id != null ? `${type}:${object.id}` : undefined;
}

export function createEnvironment({ url, tokens, watch }: Connection) {
  const send = (token: string, body: string) =>
    fetch(url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json',
        'X-Journey-Error-Positions': 'each',
      },
      body,
    });

  const fetchQuery: FetchFunction = async ({ text }, variables) => {
    const body = JSON.stringify({ query: text, variables });
    const token = await tokens.get();
    let response = await send(token, body);
    if (response.status === 401) {
      tokens.reject(token);
      response = await send(await tokens.get(), body);
    }
    return response.json();
  };

  const subscribe: SubscribeFunction = ({ text }, variables) =>
    Observable.create<GraphQLResponse>((sink) => watch({ query: text, variables }, sink.next, sink.error));

  return new Environment({
    network: Network.create(fetchQuery, subscribe),
    store: new Store(new RecordSource()),
    getDataID,
  });
}
