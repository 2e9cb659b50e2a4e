import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BINARY =
  process.env.JOURNEY_GATEWAY ?? fileURLToPath(new URL('../../../../target/debug/journey-gateway', import.meta.url));
/** Milliseconds. A debug build usually starts within 2 s. */
const START_TIMEOUT = 30_000;

/** Starts a demo. `welcome` is the content of its first line. */
export async function startDemo(flags = [], settings = {}) {
  const { lines, stop } = start(['demo', '--json', '--listen', '127.0.0.1:0', ...flags], settings, 'stdout');
  return { welcome: JSON.parse(await firstOf(lines, () => true)), stop };
}

/** Starts a simulated platform without a gateway. */
export async function startPlatform(flags = []) {
  const arguments_ = ['simulate', '--live', '--listen', '127.0.0.1:0', '--rate-limit', '0', ...flags];
  const { lines, stop } = start(arguments_, {}, 'stderr');
  return { url: JSON.parse(await firstOf(lines, line => line.includes('"url"'))).url, stop };
}

/** Starts a gateway for a platform. `port` is that of an earlier one that was stopped. */
export async function startGateway(platform, port, settings = {}) {
  const arguments_ = ['serve', '--listen', `127.0.0.1:${port}`, '--platform-url', platform, '--login-url', platform];
  const { lines, stop } = start(arguments_, settings, 'stderr');
  await firstOf(lines, line => line.includes('"address"'));
  return { origin: `http://127.0.0.1:${port}`, stop };
}

/** A port that no program listens on now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function start(arguments_, settings, stream) {
  const env = { ...process.env };
  for (const [key, value] of Object.entries(settings)) env[`JOURNEY_GATEWAY_${key}`] = value;
  const child = spawn(BINARY, arguments_, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const exit = once(child, 'exit').then(() => running.delete(child));
  // Both pipes are read, because a full one would stop the program.
  child.stdout.resume();
  child.stderr.resume();
  return {
    lines: createInterface({ input: child[stream] }),
    /** Stops the program. SIGKILL is a crash: connections end without a close frame. */
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exit;
    },
  };
}

async function firstOf(lines, isWanted) {
  const signal = AbortSignal.timeout(START_TIMEOUT);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`the program did not start within ${START_TIMEOUT} ms`)));
    lines.on('line', line => isWanted(line) && resolve(line));
    lines.on('close', () => reject(new Error('the program ended before it had started')));
  });
}
