import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Updates a component every second while it shows running durations and the page is visible. */
export class Clock implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isNeeded: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, isNeeded: () => boolean) {
    this.#host = host;
    this.#isNeeded = isNeeded;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#adjust);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#adjust);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  hostUpdated(): void {
    this.#adjust();
  }

  readonly #adjust = (): void => {
    const runs = this.#isNeeded() && !document.hidden;
    if (runs === (this.#timer !== undefined)) return;
    if (runs) {
      this.#timer = setInterval(() => this.#host.requestUpdate(), 1000);
    } else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  };
}
