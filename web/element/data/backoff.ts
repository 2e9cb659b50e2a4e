const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/**
 * The milliseconds to wait before attempt number `attempt` (from 0): twice as long each time, up to half a minute. Half of
 * it is random, so that the tabs of a contact center do not return to a restarted gateway at the same moment.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempt, 10));
  return delay / 2 + (delay / 2) * random();
}
