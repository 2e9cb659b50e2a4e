/** New sessions of this time are announced together, so that a screen reader is not interrupted by each. */
const INTERVAL = 3_000;

/** The text of the live region: new sessions, at most one announcement in three seconds, and the connection. */
export class Announcer {
  text = '';
  #labels: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly describe: (count: number, newest: string) => string,
    private readonly changed: () => void,
  ) {}

  add(label: string): void {
    this.#labels.push(label);
    this.#timer ??= setTimeout(() => {
      const labels = this.#labels;
      this.#labels = [];
      this.#timer = undefined;
      this.say(this.describe(labels.length, labels.at(-1) ?? ''));
    }, INTERVAL);
  }

  say(text: string): void {
    // A screen reader reads changes only, also of a text that is the same as before.
    this.text = text === this.text ? `${text}\u00a0` : text;
    this.changed();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#labels = [];
  }
}
