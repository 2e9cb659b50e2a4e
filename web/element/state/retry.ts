import { backoff } from '../data/backoff';
import type { RequestFailure } from '../data/errors';

/** Without `Retry-After`, a full budget is available again after this time at most. */
const RATE_LIMIT_SECONDS = 10;

/** Repeats a failed request by itself if waiting helps: without a network, or after a rate limit. */
export class Retry {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #attempts = 0;
  #at: number | undefined;
  #action: (() => void) | undefined;

  /** `changed` is called every second while the remaining seconds are shown. */
  constructor(private readonly changed: () => void) {}

  /** The seconds until the next attempt. Undefined if none is planned. */
  get seconds(): number | undefined {
    return this.#at === undefined ? undefined : Math.max(0, Math.ceil((this.#at - Date.now()) / 1000));
  }

  /** Plans `action` if waiting helps against the failure. */
  plan(failure: RequestFailure, action: () => void): void {
    this.cancel();
    const isLimit = failure.reason === 'rate-limited' || failure.reason === 'overloaded';
    if (!isLimit && failure.reason !== 'offline') return;
    const least = failure.retryAfterSeconds ?? (isLimit ? RATE_LIMIT_SECONDS : 0);
    const delay = Math.max(least * 1000, isLimit ? 0 : backoff(this.#attempts));
    this.#attempts += 1;
    this.#action = action;
    this.#at = Date.now() + delay;
    this.#timer = setTimeout(() => this.now(), delay);
    if (isLimit) this.#clock = setInterval(this.changed, 1000);
  }

  /** Runs a planned action without waiting longer. */
  now(): void {
    const action = this.#action;
    this.cancel();
    action?.();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
    this.#at = undefined;
    this.#action = undefined;
  }

  succeeded(): void {
    this.cancel();
    this.#attempts = 0;
  }
}
