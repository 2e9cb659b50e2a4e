import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Announcer } from './announcer';
import type { RequestFailure } from './data/errors';
import { CHANNEL_GROUPS, type ChannelGroup, type Customer, type Session } from './data/types';
import { Format } from './format';
import { Journey, type JourneyHost } from './state/journey';
import { styles } from './styles';
import { chooseLocale, onLocaleRegistered } from './texts';
import { details } from './views/details';
import { filters } from './views/filters';
import { header } from './views/header';
import { icon } from './views/icons';
import { sessionList } from './views/list';
import { notices } from './views/notices';
import { inlineFailure, partFailure, phaseState } from './views/states';
import { summaryPanel } from './views/summary';

const moduleUrl = import.meta.url;

/** The journey of a customer: name and addresses, the cards of all interactions, and the details of the open one. */
export class CustomerJourney extends LitElement implements JourneyHost {
  static override styles = styles;

  static override properties = {
    endpoint: {},
    customerId: { attribute: 'customer-id' },
    conversationId: { attribute: 'conversation-id' },
    token: {},
    getToken: { attribute: false },
    locale: {},
    theme: { reflect: true },
  };

  /** The address of `/graphql`. The default is the host of this module. */
  declare endpoint: string | undefined;
  declare customerId: string | undefined;
  declare conversationId: string | undefined;
  declare token: string | undefined;
  /** Returns a token. Called at the first request, and once more when a token has expired. */
  declare getToken: (() => string | Promise<string>) | undefined;
  /** BCP 47. The default is the language of the page, then of the browser. */
  declare locale: string | undefined;
  declare theme: 'light' | 'dark' | 'auto' | undefined;

  readonly #journey = new Journey(this);
  readonly #announcer = new Announcer(
    (count, label) => this.#format.t('live.added', { count, label }),
    () => this.requestUpdate(),
  );
  #format = new Format('en');
  #observer: IntersectionObserver | undefined;
  #observed = '';
  #endLocales: (() => void) | undefined;

  get endpointUrl(): string {
    return new URL(this.endpoint || new URL('/graphql', moduleUrl), document.baseURI).href;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endLocales = onLocaleRegistered(() => this.#updateFormat());
    this.#observer = new IntersectionObserver(entries => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#journey.more();
    });
    this.#observed = '';
    // Moved within the page: the state was stopped when the element was removed.
    if (this.hasUpdated) this.#journey.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endLocales?.();
    this.#observer?.disconnect();
    this.#announcer.stop();
  }

  tokenExpired(): void {
    this.#send('journey-token-expired');
  }

  customerLoaded({ id, displayName }: Customer): void {
    this.#send('journey-customer', { id, displayName: displayName ?? null });
  }

  sessionAdded(session: Session): void {
    this.#announcer.add(this.#format.channel(session));
  }

  connectionChanged(isOnline: boolean): void {
    if (isOnline) this.#announcer.say(this.#format.t('live.online'));
  }

  journeyFailed({ code, message }: RequestFailure): void {
    this.#send('journey-error', { code, message });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('locale') || !this.hasUpdated) this.#updateFormat();
    if (changed.has('endpoint') || changed.has('customerId') || changed.has('conversationId') || !this.hasUpdated) {
      this.#journey.start();
    } else if (changed.has('token')) this.#journey.tokenChanged();
    else if (changed.has('getToken')) this.#journey.getTokenChanged();
  }

  protected override render(): TemplateResult {
    const { customer, phase } = this.#journey;
    const format = this.#format;
    const isShown = phase === 'ready' || phase === 'forbidden';
    return html`<div class="journey" part="journey" lang=${format.locale} data-phase=${phase} @keydown=${this.#onKeydown}>
      <div class="hidden" role="status">${this.#announcer.text}</div>
      ${this.#journey.isOnline ? nothing : html`<div class="banner" part="banner" role="status">${icon('offline')}${format.t('live.offline')}</div>`}
      <div class="scroll" part="scroll">
        ${customer && isShown ? header(customer, format) : nothing}
        ${phase === 'ready' ? this.#list() : this.#state()}
      </div>
      ${phase === 'ready' ? this.#details() : nothing}
    </div>`;
  }

  protected override updated(): void {
    // The observer reports changes only. After each page it has to look again whether the end is still in view.
    const { store, pager } = this.#journey;
    const observed = `${store.size} ${pager.isLoading} ${pager.groups}`;
    const sentinel = this.renderRoot.querySelector('.sentinel');
    if (observed === this.#observed && sentinel !== null) return;
    this.#observed = observed;
    this.#observer?.disconnect();
    if (sentinel !== null && !pager.isLoading) this.#observer?.observe(sentinel);
  }

  #list(): TemplateResult {
    const { store, pager, selection, summary, denied, partFailure: failure, retryParts } = this.#journey;
    const format = this.#format;
    const sessions = store.visible(pager.groups);
    return html`
      ${failure ? partFailure(failure, format, retryParts) : nothing}
      ${summary && summary.sessionCount > 0 ? summaryPanel(summary, format) : nothing}
      ${denied.length > 0 ? notices(denied, format) : nothing}
      ${
        store.size === 0 && !pager.hasMore
          ? this.#state()
          : html`${filters(pager.groups, this.#groups(), format, groups => pager.filter(groups))}
              <div class="list" part="list" role="region" aria-label=${format.t('list')}>
                ${
                  sessions.length > 0 || !pager.hasMore
                    ? sessionList(sessions, { format, openId: selection.id, onToggle: this.#toggle })
                    : nothing
                }
                ${this.#end(sessions.length)}
              </div>`
      }
    `;
  }

  /** The end of the list: the next page, its failure, or the number of all cards. */
  #end(count: number): TemplateResult | typeof nothing {
    const { pager } = this.#journey;
    const format = this.#format;
    if (pager.failure) return inlineFailure(pager.failure, pager.retry, format, () => this.#journey.retryPage());
    if (!pager.hasMore) return count > 0 ? html`<p class="end">${format.t('list.end', { count })}</p>` : nothing;
    return html`<div class="sentinel"></div>
      ${
        pager.isLoading
          ? html`<p class="end" role="status">${format.t('list.loading')}</p>`
          : html`<p class="end">
              <button type="button" class="button" part="button" @click=${() => this.#journey.more()}>${format.t('list.more')}</button>
            </p>`
      }`;
  }

  #details(): TemplateResult | typeof nothing {
    const { store, selection } = this.#journey;
    const session = selection.id === undefined ? undefined : (store.get(selection.id) ?? selection.details);
    if (!session) return nothing;
    const capabilities = this.#journey.capabilities();
    return details(session, { format: this.#format, selection, capabilities, onClose: this.#close });
  }

  #state(): TemplateResult {
    const { phase, failure, denied, retry } = this.#journey;
    return phaseState(phase, { format: this.#format, failure, denied, retry, onRetry: () => this.#journey.start() });
  }

  /** The groups that can have cards: those of known sessions, and while older ones are unknown every common one. */
  #groups(): readonly ChannelGroup[] {
    const { store, pager } = this.#journey;
    const known = new Set(store.all().map(({ channel }) => channel.group));
    return CHANNEL_GROUPS.filter(
      group => known.has(group) || pager.groups.includes(group) || (store.position([]).hasMore && group !== 'OTHER'),
    );
  }

  #toggle = (session: Session): void => {
    const { selection } = this.#journey;
    if (selection.id === session.id) {
      this.#close();
      return;
    }
    selection.open(session);
    this.#send('journey-session', { id: session.id });
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('#details-title')?.focus({ preventScroll: true });
      // The details may cover the card.
      this.#card(session.id)?.scrollIntoView({ block: 'nearest' });
    });
  };

  #close = (): void => {
    const { selection } = this.#journey;
    const { id } = selection;
    selection.close();
    this.requestUpdate();
    this.#send('journey-session', { id: null });
    void this.updateComplete.then(() => this.#card(id)?.focus());
  };

  #card(id: string | undefined): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.card[data-session="${CSS.escape(id ?? '')}"]`);
  }

  /** Escape closes the details. Arrows, Home and End move among the cards; Tab does as well. */
  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.#journey.selection.id !== undefined) {
      event.stopPropagation();
      this.#close();
      return;
    }
    const current = (event.target as Element).closest('.card');
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const cards = [...this.renderRoot.querySelectorAll<HTMLElement>('.card')];
    const index = cards.indexOf(current as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: cards.length - 1,
    };
    const target = cards[targets[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    target.focus();
  };

  #updateFormat(): void {
    const page = this.closest('[lang]')?.getAttribute('lang') ?? document.documentElement.lang;
    this.#format = new Format(chooseLocale([this.locale, page, navigator.language]));
    this.requestUpdate();
  }

  #send(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}
