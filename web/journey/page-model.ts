import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { RequestFailure } from '../element/data/errors';
import { formatPlace, isSamePlace, NOWHERE, parsePlace, type Place } from './place';
import { Session } from './session';
import { loadSettings, type Settings } from './settings';
import { finishSignIn, isResponse, returnPath, SignInError, type SignInProblem, signInAddress } from './sign-in';
import { tabStorage } from './storage';
import { loadViewer, type Viewer } from './viewer';

/** The state of the page: the tab, a plain page, or loading. */
export type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signed-out'; readonly expired: boolean }
  | { readonly kind: 'sign-in-failed'; readonly problem: SignInProblem }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'denied'; readonly viewer: Viewer }
  | { readonly kind: 'unavailable'; readonly retryAfter: number | undefined }
  | { readonly kind: 'ready'; readonly viewer: Viewer };

/** Seconds before the gateway is asked again after a failure, if it sends no `Retry-After`. */
const RETRY_AFTER = 3;

/** The gateway knows the viewer, but does not serve it, for example because OAuth scopes are missing. */
const REFUSALS = new Set(['PERMISSION_DENIED', 'VIEWER_RIGHTS_UNKNOWN', 'HTTP_403']);

/** The page's phase, token and place. */
export class PageModel implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onPhase: (phase: Phase) => void;
  #session: Session | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  settings: Settings | undefined;
  phase: Phase = { kind: 'loading' };
  place: Place = NOWHERE;

  constructor(host: ReactiveControllerHost, onPhase: (phase: Phase) => void) {
    this.#host = host;
    this.#onPhase = onPhase;
    host.addController(this);
  }

  get token(): string {
    return this.#session?.token ?? '';
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onHistory);
    void this.start();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onHistory);
    clearTimeout(this.#retry);
  }

  /** Loads the settings, finishes a log-in if the address is its response, and loads the viewer. */
  async start(): Promise<void> {
    this.#load();
    try {
      this.settings = await loadSettings();
    } catch {
      return this.#retryLater(undefined, () => this.start());
    }
    this.#session = new Session(tabStorage, this.settings.token);
    const address = new URL(location.href);
    if (isResponse(address)) {
      const returnTo = returnPath(address, tabStorage) ?? formatPlace(NOWHERE, address);
      // The code must not remain in the address, where a reload would use it again.
      history.replaceState(null, '', returnTo);
    }
    this.place = parsePlace(new URL(location.href));
    if (isResponse(address) && this.settings.login !== null) {
      try {
        this.#session.use(await finishSignIn(this.settings.login, address, tabStorage));
      } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        // The history of the browser can lead to an old response while the user is signed in.
        const isOld = error.problem.kind === 'not-started-here' && this.token !== '';
        if (!isOld) return this.#become({ kind: 'sign-in-failed', problem: error.problem });
      }
    }
    await this.#identify();
  }

  async signIn(): Promise<void> {
    const login = this.settings?.login;
    if (!login) return;
    const address = new URL(location.href);
    try {
      location.assign(await signInAddress(login, address, formatPlace(this.place, address), tabStorage));
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      this.#become({ kind: 'sign-in-failed', problem: error.problem });
    }
  }

  signOut(): void {
    this.#session?.use('');
    this.#become({ kind: 'signed-out', expired: false });
  }

  /** Continues with another token, such as that of a persona. */
  async use(token: string): Promise<void> {
    this.#session?.use(token);
    await this.#identify();
  }

  /** The gateway refused a token that it accepted before. */
  expire(token: string): void {
    if (this.#session?.expire(token)) this.#become({ kind: 'signed-out', expired: true });
  }

  go(place: Place): void {
    if (isSamePlace(place, this.place)) return;
    this.place = place;
    history.pushState(null, '', formatPlace(place, new URL(location.href)));
    this.#host.requestUpdate();
  }

  /** Reads what the viewer may do. A response for a token that was replaced meanwhile is ignored. */
  async #identify(): Promise<void> {
    const { settings, token } = this;
    if (settings === undefined) return;
    if (token === '') return this.#become({ kind: 'signed-out', expired: false });
    this.#load();
    try {
      const viewer = await loadViewer(settings.endpoint, token);
      if (token !== this.token) return;
      this.#become(viewer.mayUseTab ? { kind: 'ready', viewer } : { kind: 'denied', viewer });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      if (token !== this.token) return;
      if (error.reason === 'signed-out') this.expire(token);
      else if (REFUSALS.has(error.code)) this.#become({ kind: 'refused', message: error.message });
      else this.#retryLater(error.retryAfterSeconds, () => this.#identify());
    }
  }

  /** A page that says what is wrong remains until an attempt succeeds. */
  #load(): void {
    if (this.phase.kind !== 'unavailable') this.#become({ kind: 'loading' });
  }

  #retryLater(retryAfter: number | undefined, retry: () => Promise<void>): void {
    this.#become({ kind: 'unavailable', retryAfter });
    this.#retry = setTimeout(retry, (retryAfter ?? RETRY_AFTER) * 1000);
  }

  #become(phase: Phase): void {
    clearTimeout(this.#retry);
    this.phase = phase;
    this.#onPhase(phase);
    this.#host.requestUpdate();
  }

  readonly #onHistory = (): void => {
    this.place = parsePlace(new URL(location.href));
    this.#host.requestUpdate();
  };
}
