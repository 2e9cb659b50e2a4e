import './conversations-panel';
import './interaction-bar';
import './top-bar';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { appStyles } from './app-styles';
import type { Conversation } from './conversation';
import { Conversations } from './conversations';
import { journey } from './icons';
import { locale, t } from './locale';
import { PageModel } from './page-model';
import type { Place } from './place';
import { card, plainPage, plainStyles } from './plain-page';
import { shared } from './shared-styles';

/** The page `/journey`: the conversations panel, the Customer Journey icon, and the tab. */
export class JourneyApp extends LitElement {
  static override properties = {
    tabOpen: { state: true },
    panelOpen: { state: true },
    customerName: { state: true },
    announcement: { state: true },
  };

  /** Whether the tab is open. A customer or an interaction in the address opens it. */
  declare tabOpen: boolean;
  /** Whether the panel is open on a narrow screen. */
  declare panelOpen: boolean;
  /** The name of the customer in the tab, if the viewer may see it. */
  declare customerName: string | undefined;
  declare announcement: string;

  /** The selected interaction as last listed. It stays selected when it leaves the list. */
  #selected: Conversation | undefined;

  readonly #model = new PageModel(this, ({ conversations }) => {
    const { settings, token } = this.#model;
    if (!settings) return;
    this.panelOpen = this.#model.place.kind === 'none';
    if (conversations === null) this.#conversations.stop();
    else this.#conversations.start(settings.endpoint, token, conversations);
  });

  readonly #conversations = new Conversations(this, {
    expired: token => this.#model.expire(token),
    ringing: conversations => {
      this.announcement = conversations
        .map(({ channel, customer }) =>
          t('incoming', { channel: channel.label, customer: customer?.displayName ?? t('unknownCustomer') }),
        )
        .join('. ');
    },
  });

  constructor() {
    super();
    this.tabOpen = new URL(location.href).pathname !== '/journey' || location.search !== '';
    this.panelOpen = false;
    this.announcement = '';
  }

  override willUpdate() {
    if (this.#model.phase.kind !== 'ready') this.#conversations.stop();
    const { place } = this.#model;
    const listed = place.kind === 'conversation' && this.#conversations.list?.find(({ id }) => id === place.id);
    if (listed) this.#selected = listed;
    else if (place.kind !== 'conversation' || this.#selected?.id !== place.id) this.#selected = undefined;
    else if (this.#conversations.connection === 'live') this.#selected = { ...this.#selected, state: 'ENDED' };
  }

  override updated(_: PropertyValues) {
    // A page that replaces the tab is announced, because the focused control is gone.
    if (this.#model.phase.kind === 'signed-out' && this.#model.phase.expired) {
      this.renderRoot.querySelector<HTMLElement>('.plain h1')?.focus();
    }
  }

  override render() {
    const { phase, settings, token } = this.#model;
    const viewer = phase.kind === 'ready' || phase.kind === 'denied' ? phase.viewer : undefined;
    return html`
      <top-bar .settings=${settings} .token=${token} .viewerName=${viewer?.name ?? null} .panelOpen=${this.panelOpen}
        .count=${phase.kind === 'ready' ? (this.#conversations.list?.length ?? 0) : undefined}
        @page-panel=${() => (this.panelOpen = !this.panelOpen)}
        @page-persona=${({ detail }: CustomEvent<string>) => this.#model.use(detail)}
        @page-sign-out=${() => this.#model.signOut()}></top-bar>
      ${phase.kind === 'ready' ? this.#tab(phase.viewer.conversations === null) : this.#instead()}
      <div class="hidden-text" role="status">${this.announcement}</div>
    `;
  }

  #instead() {
    const { phase, settings } = this.#model;
    const page = plainPage(phase, {
      canSignIn: Boolean(settings?.login),
      hasPersonas: Boolean(settings?.personas.length),
      signIn: () => this.#model.signIn(),
      retry: () => this.#model.start(),
    });
    return html`<main>${page ?? html`<div class="loading" role="status" aria-label=${t('loading')}></div>`}</main>`;
  }

  #tab(isClient: boolean) {
    const { place } = this.#model;
    return html`<div class="body">
      <conversations-panel ?data-collapsed=${!this.panelOpen} .list=${this.#conversations.list} .isClient=${isClient}
        .connection=${this.#conversations.connection} .clockOffset=${this.#conversations.clockOffset}
        .selected=${place.kind === 'conversation' ? place.id : undefined}
        @page-conversation=${({ detail }: CustomEvent<string>) => this.#go({ kind: 'conversation', id: detail })}>
      </conversations-panel>
      <main>${place.kind === 'none' ? this.#noneSelected() : this.#interaction(place)}</main>
    </div>`;
  }

  #interaction(place: Exclude<Place, { kind: 'none' }>) {
    const { settings, token } = this.#model;
    const endpoint = settings?.endpoint ?? '';
    return html`
      <interaction-bar .conversation=${this.#selected} .customerName=${this.customerName} .tabOpen=${this.tabOpen}
        .clockOffset=${this.#conversations.clockOffset} .endpoint=${endpoint} .token=${token}
        @page-tab=${() => (this.tabOpen = !this.tabOpen)}></interaction-bar>
      ${this.tabOpen ? this.#journey(place, endpoint, token) : card(journey, t('tabClosed'), html`<p class="quiet">${t('tabClosedHint')}</p>`)}
    `;
  }

  #journey(place: Exclude<Place, { kind: 'none' }>, endpoint: string, token: string) {
    if (place.kind === 'conversation' && this.#selected?.customer === null) {
      return card(journey, t('notLinked'), nothing);
    }
    return html`<customer-journey endpoint=${endpoint} locale=${locale} .token=${token}
      customer-id=${place.kind === 'customer' ? place.id : nothing}
      conversation-id=${place.kind === 'conversation' ? place.id : nothing}
      @journey-customer=${({ detail }: CustomEvent<{ displayName: string | null }>) => (this.customerName = detail.displayName ?? undefined)}
      @journey-token-expired=${() => this.#model.expire(token)}></customer-journey>`;
  }

  #noneSelected() {
    const examples = this.#model.settings?.customers ?? [];
    return html`${card(
      journey,
      t('selectTitle'),
      html`<p class="quiet">${t('selectHint')}</p>
        ${examples.length === 0
          ? nothing
          : html`<section class="examples" aria-label=${t('examples')}>
              <h2>${t('examples')}</h2>
              <ul>
                ${examples.map(
                  ({ id, shows }) => html`<li><a href="/journey/${id}" @click=${(event: MouseEvent) => this.#follow(event, id)}>${shows}</a></li>`,
                )}
              </ul>
            </section>`}`,
    )}`;
  }

  /** A click without a modifier stays on the page. */
  #follow(event: MouseEvent, id: string) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.tabOpen = true;
    this.#go({ kind: 'customer', id });
  }

  #go(place: Place) {
    this.customerName = undefined;
    this.panelOpen = false;
    this.#model.go(place);
  }

  static override styles = [shared, plainStyles, appStyles];
}

customElements.define('journey-app', JourneyApp);
