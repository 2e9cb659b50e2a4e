import { difference } from './compare.mjs';
import { referenceOutcome } from './reference.mjs';

const ASKED = ['new', 'known'];

/** Compares requests: asks the gateway twice for each, as a new and as a known document. */
export class Runner {
  #schema;
  #client;
  #resolvers;
  #withLocations;
  differences = [];
  minor = [];
  /** Requests that were not compared, with the reason. */
  skipped = [];
  counts = { documents: 0, executed: 0, refused: 0 };

  constructor(schema, client, resolvers, withLocations = true) {
    this.#schema = schema;
    this.#client = client;
    this.#resolvers = resolvers;
    this.#withLocations = withLocations;
  }

  /** Compares all requests, `concurrency` at a time. */
  async run(requests, concurrency) {
    const waiting = requests[Symbol.iterator]();
    const worker = async () => {
      for (const request of waiting) await this.#record(request);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  async #record(request) {
    this.counts.documents++;
    const { reference, reason, found } = await this.#compare(request);
    this.counts[reference.stage === 'executed' ? 'executed' : 'refused']++;
    if (reason !== undefined) this.skipped.push({ request, reason });
    if (found === undefined) return;
    if (found.isMinor) {
      this.minor.push(found);
      return;
    }
    // Data changes with time: an open session becomes idle. A real difference remains with fresh data.
    this.#resolvers.clear();
    const again = await this.compare(request);
    if (again !== undefined) this.differences.push(again);
  }

  /** The difference of a request, or `undefined`. */
  async compare(request) {
    return (await this.#compare(request)).found;
  }

  async #compare(request) {
    const reference = await referenceOutcome(this.#schema, request, this.#resolvers);
    if (reference.stage === 'incomparable') return { reference, reason: reference.reason };
    const stream = /\bsubscription\b/.test(request.text);
    for (const asked of ASKED) {
      const outcome = await this.#client.outcome({ ...request, stream });
      if (outcome.stage === 'limit') return { reference, reason: outcome.errors[0].message };
      const found = difference(request, reference, outcome, this.#withLocations);
      if (found !== undefined) return { reference, found: { ...found, asked, request, reference, outcome } };
    }
    return { reference };
  }
}
