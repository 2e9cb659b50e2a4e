// Opens view after view with the clients graphql-ws and graphql-sse against a running demo: subscribes, takes the first
// answer, unsubscribes, opens the next view at once. Prints the times until the first answers and fails if one takes too
// long:
//   node check/clients.mjs WELCOME
// WELCOME is a file with the output of `journey-gateway demo --json`.
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createClient as createEventClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';

const VIEWS = 20;
// Milliseconds. An answer usually takes less than 50, also from a debug build; a view that waits for a timer, such as the
// timeout of a close handshake, takes a second or more.
const DEADLINE = 1_000;
const TIMEOUT = 10_000;

const QUERY = `subscription View($customerId: ID!) {
  journeyChanged(customerId: $customerId) { kind session { id type status } }
}`;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: clients.mjs WELCOME');
const { graphql: url, personas, customers } = JSON.parse(await readFile(file, 'utf8'));
const headers = { Authorization: `Bearer ${personas[0].token}` };

const problems = [];
const expect = (holds, problem) => holds || problems.push(problem);

const events = createEventClient({ url, headers, retryAttempts: 0 });
report('graphql-sse', await views(events));
events.dispose();

// A client without a timeout closes the socket after its last operation and opens another one for the next.
for (const [name, lazyCloseTimeout, sockets] of [
  ['graphql-ws, one socket for all views', 60_000, 1],
  ['graphql-ws, a socket for each view', 0, VIEWS],
]) {
  let closing;
  const closes = [];
  const client = createSocketClient({
    url: url.replace('http', 'ws'),
    connectionParams: headers,
    webSocketImpl: WebSocket,
    lazyCloseTimeout,
    retryAttempts: 0,
    on: { closed: ({ code }) => closes.push({ code, time: performance.now() - closing }) },
  });
  const leave = () => (closing = performance.now());
  report(name, await views(client, leave));
  leave();
  await client.dispose();
  while (closes.length < sockets && performance.now() - closing < TIMEOUT) await setImmediate();
  report(`${name}: close handshakes`, closes.map(({ time }) => time));
  expect(closes.length === sockets, `${name}: ${closes.length} sockets closed, expected ${sockets}`);
  const codes = [...new Set(closes.map(({ code }) => code))];
  expect(codes.join() === '1000', `${name}: closed with ${codes}, expected 1000`);
}

for (const problem of problems) console.error(`FAILED ${problem}`);
// The timer of `lazyCloseTimeout` would keep the process for a minute.
process.exit(problems.length === 0 ? 0 : 1);

/** Opens the views one after another; `leave` is called before each is left. Returns the times of the first answers. */
async function views(client, leave = () => {}) {
  const times = [];
  for (let view = 0; view < VIEWS; view++) {
    const started = performance.now();
    const { data, errors } = await firstAnswer(client, customers[view % customers.length].id, leave);
    times.push(performance.now() - started);
    expect(data?.journeyChanged?.session?.id, `view ${view}: ${JSON.stringify(errors ?? data)}`);
    // The client handles the end of the view, as between two pages.
    await setImmediate();
  }
  return times;
}

function firstAnswer(client, customerId, leave) {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT} ms`)), TIMEOUT);
    const unsubscribe = client.subscribe(
      { query: QUERY, variables: { customerId } },
      {
        next(result) {
          clearTimeout(timeout);
          leave();
          unsubscribe();
          resolve(result);
        },
        error: cause => reject(new Error('the subscription failed', { cause })),
        complete() {},
      },
    );
  });
}

function report(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  console.log(`${name}: ${times.length} times, p50 ${median?.toFixed(1)} ms, max ${longest?.toFixed(1)} ms`);
  expect(longest < DEADLINE, `${name}: ${longest?.toFixed(1)} ms, expected less than ${DEADLINE} ms`);
}
