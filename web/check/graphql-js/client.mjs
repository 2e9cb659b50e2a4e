const STAGE_BY_CODE = { GRAPHQL_PARSE_FAILED: 'syntax', GRAPHQL_VALIDATION_FAILED: 'validation' };
const LIMIT = /_LIMIT$|^DOCUMENT_TOO_LARGE$|^REQUEST_LIMIT_EXCEEDED$/;
const MAX_ATTEMPTS = 5;

/** Sends operations to a gateway, at most `concurrency` at a time. */
export class Client {
  #url;
  #free;
  #waiting = [];
  requests = 0;

  constructor(url, concurrency) {
    this.#url = url;
    this.#free = concurrency;
  }

  /** The schema in SDL. */
  async schema() {
    const response = await fetch(new URL('schema.graphql', this.#url));
    if (!response.ok) throw new Error(`GET schema.graphql: ${response.status}`);
    return response.text();
  }

  /** The outcome of a request: the stage that ended it, its errors and data. `variables` is JSON text. */
  async outcome({ token, text, variables, operationName, stream = false }) {
    const fields = [`"query":${JSON.stringify(text)}`];
    if (variables !== undefined) fields.push(`"variables":${variables}`);
    if (operationName !== undefined) fields.push(`"operationName":${JSON.stringify(operationName)}`);
    const body = `{${fields.join()}}`;
    await this.#acquire();
    try {
      for (let attempt = 1; ; attempt++) {
        this.requests++;
        const { status, retryAfter, json } = await this.#send(token, body, stream);
        const mayRetry = (status === 429 || status === 503) && attempt < MAX_ATTEMPTS;
        if (!mayRetry) return outcomeOf(status, json);
        await new Promise(resolve => setTimeout(resolve, 1000 * retryAfter));
      }
    } finally {
      this.#release();
    }
  }

  async #send(token, body, stream) {
    const accept = stream ? 'text/event-stream' : 'application/graphql-response+json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept };
    const response = await fetch(this.#url, { method: 'POST', headers, body });
    const retryAfter = Number(response.headers.get('retry-after') ?? 1);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    const json = isStream ? await firstEvent(response) : await response.text();
    return { status: response.status, retryAfter, json };
  }

  async #acquire() {
    if (this.#free > 0) this.#free--;
    else await new Promise(resolve => this.#waiting.push(resolve));
  }

  #release() {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/** The data of the first event of a stream. */
async function firstEvent(response) {
  let received = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    received += chunk;
    const data = /^data: ?(.*)\n/m.exec(received)?.[1];
    // Leaving the loop cancels the stream.
    if (data) return data;
  }
  return '';
}

/** Classifies a response of the gateway. */
export function outcomeOf(status, json) {
  let body;
  try {
    body = JSON.parse(json);
  } catch {
    return { stage: 'not JSON', status, errors: [], body: json };
  }
  const errors = body.errors ?? [];
  const codes = errors.map(error => error.extensions?.code);
  if (codes.some(code => LIMIT.test(code))) return { stage: 'limit', status, errors };
  if ('data' in body) {
    return { stage: 'executed', status, errors, data: body.data, repeatedKey: hasRepeatedKey(json, body) };
  }
  if (status >= 500 || status === 429) return { stage: 'unavailable', status, errors };
  return { stage: STAGE_BY_CODE[codes[0]] ?? 'request', status, errors };
}

/** Whether an object of a JSON text has a key twice, which `JSON.parse` hides. */
export function hasRepeatedKey(json, parsed) {
  let keys = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon) keys++;
  return keys !== countKeys(parsed);
}

function countKeys(value) {
  if (value === null || typeof value !== 'object') return 0;
  const nested = Object.values(value).reduce((sum, child) => sum + countKeys(child), 0);
  return nested + (Array.isArray(value) ? 0 : Object.keys(value).length);
}
