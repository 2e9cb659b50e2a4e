import './conversations-panel';
import './interaction-bar';
import './top-bar';
import '../element';
import { html, LitElement, nothing } from 'lit';
import { appStyles } from './app-styles';
import { channelLabel } from './channel';
import type { Conversation } from './conversation';
import { Conversations } from './conversations';
import { journey } from './icons';
import { locale, t } from './locale';
import { PageModel, type Phase } from './page-model';
import { isSamePlace, type Place } from './place';
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

  /** Whether the tab or its absence was shown once. Later the user decides what is open. */
  #wasReady = false;

  /** The place of the last update. A name belongs to one place and one viewer. */
  #shownPlace: Place | undefined;

  readonly #model = new PageModel(this, phase => this.#onPhase(phase));

  readonly #conversations = new Conversations(this, {
    expired: token => this.#model.expire(token),
    ringing: conversations => {
      this.announcement = conversations
        .map(conversation =>
          t('incoming', {
            channel: channelLabel(conversation),
            customer: conversation.customer?.displayName ?? t('unknownCustomer'),
          }),
        )
        .join('. ');
    },
  });

  constructor() {
    super();
    this.tabOpen = false;
    this.panelOpen = false;
    this.announcement = '';
  }

  #onPhase(phase: Phase) {
    this.customerName = undefined;
    this.#selected = undefined;
    this.#conversations.stop();
    if (this.#wasReady && phase.kind !== 'ready') void this.#focusHeading();
    const { settings, token, place } = this.#model;
    if (phase.kind !== 'ready' || !settings) return;
    if (!this.#wasReady) {
      this.#wasReady = true;
      this.tabOpen = place.kind !== 'none';
      this.panelOpen = place.kind === 'none';
    }
    const { conversations } = phase.viewer;
    if (conversations !== null) this.#conversations.start(settings.endpoint, token, conversations);
  }

  /** A page that replaces the tab is read out, because the focused control is gone. */
  async #focusHeading() {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.plain h2')?.focus();
  }

  override willUpdate() {
    const { place } = this.#model;
    if (this.#shownPlace && !isSamePlace(place, this.#shownPlace)) this.customerName = undefined;
    this.#shownPlace = place;
    const listed = place.kind === 'conversation' && this.#conversations.list?.find(({ id }) => id === place.id);
    if (listed) this.#selected = listed;
    else if (place.kind !== 'conversation' || this.#selected?.id !== place.id) this.#selected = undefined;
    else if (this.#conversations.connection === 'live' && this.#selected.state !== 'ENDED') {
      this.#selected = { ...this.#selected, state: 'ENDED' };
    }
  }

  override render() {
    const { phase, settings, token } = this.#model;
    const viewer = phase.kind === 'ready' || phase.kind === 'denied' ? phase.viewer : undefined;
    return html`
      <top-bar role="banner" .settings=${settings} .token=${token} .viewerName=${viewer?.name ?? null} .panelOpen=${this.panelOpen}
        .hasPanel=${phase.kind === 'ready'} .count=${this.#conversations.list?.length}
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
      <conversations-panel role="navigation" aria-label=${t('conversations')} ?data-collapsed=${!this.panelOpen}
        .list=${this.#conversations.list} .isClient=${isClient}
        .connection=${this.#conversations.connection} .clockOffset=${this.#conversations.clockOffset}
        .selected=${place.kind === 'conversation' ? place.id : undefined}
        @page-conversation=${({ detail }: CustomEvent<string>) => this.#go({ kind: 'conversation', id: detail })}>
      </conversations-panel>
      <main>${this.#selection(place)}</main>
    </div>`;
  }

  /** A customer needs no icon: the address opens the tab. */
  #selection(place: Place) {
    if (place.kind === 'none') return this.#noneSelected();
    const { settings, token } = this.#model;
    const endpoint = settings?.endpoint ?? '';
    if (place.kind === 'customer') return this.#journey(place, endpoint, token);
    return html`
      <interaction-bar .conversation=${this.#selected} .customerName=${this.customerName} .tabOpen=${this.tabOpen}
        .clockOffset=${this.#conversations.clockOffset} .endpoint=${endpoint} .token=${token}
        @page-tab=${() => (this.tabOpen = !this.tabOpen)}></interaction-bar>
      ${this.tabOpen ? this.#journey(place, endpoint, token) : this.#tabClosed()}
    `;
  }

  #tabClosed() {
    return card(
      journey,
      t('tabClosed'),
      html`<p class="quiet">${t('tabClosedHint')}</p>`,
      html`<button class="primary" type="button" @click=${() => (this.tabOpen = true)}>${t('openTab')}</button>`,
    );
  }

  #journey(place: Exclude<Place, { kind: 'none' }>, endpoint: string, token: string) {
    if (place.kind === 'conversation' && this.#selected?.customer === null) {
      return card(journey, t('notLinked'), html`<p class="quiet">${t('notLinkedHint')}</p>`);
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
        ${
          examples.length === 0
            ? nothing
            : html`<section class="examples" aria-label=${t('examples')}>
              <h2>${t('examples')}</h2>
              <ul>
                ${examples.map(
                  ({ id, shows }) =>
                    html`<li><a href="/journey/${id}" @click=${(event: MouseEvent) => this.#follow(event, id)}>${shows}</a></li>`,
                )}
              </ul>
            </section>`
        }`,
    )}`;
  }

  /** A click without a modifier stays on the page. */
  #follow(event: MouseEvent, id: string) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#go({ kind: 'customer', id });
  }

  #go(place: Place) {
    this.panelOpen = false;
    this.#model.go(place);
  }

  static override styles = [shared, plainStyles, appStyles];
}

customElements.define('journey-app', JourneyApp);
