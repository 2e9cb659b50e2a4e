import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { channelIcon, channelLabel } from './channel';
import { Clock } from './clock';
import { type Conversation, runningSince, shownState } from './conversation';
import { formatDuration } from './duration';
import { journey } from './icons';
import { t } from './locale';
import { countOpenSessions } from './open-sessions';
import { shared } from './shared-styles';
import { stateColors } from './state-colors';

/**
 * The selected interaction, and the Customer Journey icon, which emits `page-tab`. While the tab is closed, a badge on the
 * icon has the number of the customer's open sessions.
 */
export class InteractionBar extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    customerName: { attribute: false },
    clockOffset: { type: Number },
    tabOpen: { type: Boolean },
    endpoint: { attribute: false },
    token: { attribute: false },
    openSessions: { state: true },
  };

  /** Undefined if the interaction is not one of the viewer's own. */
  declare conversation: Conversation | undefined;
  declare customerName: string | undefined;
  declare clockOffset: number;
  declare tabOpen: boolean;
  declare endpoint: string;
  declare token: string;
  declare openSessions: number;

  constructor() {
    super();
    this.openSessions = 0;
    new Clock(this, () => this.conversation !== undefined);
  }

  override willUpdate(changed: PropertyValues<this>) {
    const isSame = (other?: Conversation) =>
      other?.customer?.id === this.conversation?.customer?.id && other?.state === this.conversation?.state;
    const isOther = changed.has('conversation') && !isSame(changed.get('conversation'));
    if (isOther || changed.has('tabOpen') || changed.has('token')) void this.#count();
  }

  /** A failure leaves the icon without a badge: the tab then says what is wrong. */
  async #count() {
    const id = this.conversation?.customer?.id;
    this.openSessions = 0;
    if (id === undefined || this.tabOpen) return;
    const count = await countOpenSessions(this.endpoint, this.token, id).catch(() => 0);
    if (id === this.conversation?.customer?.id && !this.tabOpen) this.openSessions = count;
  }

  override render() {
    const label = t(this.tabOpen ? 'closeTab' : 'openTab');
    const badge = this.openSessions > 0 ? t('openSessions', { count: this.openSessions }) : undefined;
    return html`
      ${
        this.conversation === undefined
          ? html`<h2>${this.customerName ?? t('interaction')}</h2>`
          : this.#summary(this.conversation)
      }
      <button type="button" class="tab" title=${label} aria-pressed=${this.tabOpen}
        aria-label=${badge === undefined ? label : `${label}, ${badge}`}
        @click=${() => this.dispatchEvent(new Event('page-tab', { bubbles: true, composed: true }))}>
        ${journey}<span class="label">${t('title')}</span>
        ${badge === undefined ? nothing : html`<span class="badge">${this.openSessions}</span>`}
      </button>
    `;
  }

  #summary(conversation: Conversation) {
    const state = shownState(conversation);
    const since = runningSince(conversation);
    const { customer, queue } = conversation;
    const name = customer?.displayName ?? this.customerName;
    return html`
      <span class="channel" data-state=${state}>${channelIcon(conversation)}</span>
      <div class="facts">
        <h2>${name || channelLabel(conversation)}</h2>
        <p>
          <span class="state" data-state=${state}>${t(state)}</span>
          ${
            since === undefined
              ? nothing
              : html`<span class="duration">${formatDuration(Date.now() + this.clockOffset - since)}</span>`
          }
          ${name ? html`<span class="quiet">${channelLabel(conversation)}</span>` : nothing}
          ${queue?.name ? html`<span class="quiet">${queue.name}</span>` : nothing}
        </p>
      </div>
    `;
  }

  static override styles = [
    shared,
    stateColors,
    css`
      :host {
        align-items: center;
        background: var(--page-surface);
        border-block-end: 1px solid var(--page-line);
        display: flex;
        gap: 12px;
        min-height: 60px;
        padding: 8px 16px;
      }

      .channel {
        align-items: center;
        border-radius: 50%;
        display: flex;
        flex: none;
        height: 36px;
        justify-content: center;
        width: 36px;
      }

      .facts,
      h2 {
        flex: 1;
        min-width: 0;
      }

      h2 {
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      p {
        column-gap: 10px;
        display: flex;
        font-size: 13px;
        overflow: hidden;
        white-space: nowrap;
      }

      p > :last-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      .duration {
        color: var(--page-muted);
        font-variant-numeric: tabular-nums;
      }

      .tab {
        align-items: center;
        background: none;
        border: 1px solid var(--page-control);
        border-radius: 8px;
        display: inline-flex;
        flex: none;
        font-weight: 600;
        gap: 8px;
        min-height: 36px;
        padding-inline: 10px 12px;
        position: relative;
        transition: background-color 120ms;
      }

      .tab:hover {
        background: var(--page-hover);
      }

      .tab[aria-pressed="true"] {
        background: var(--page-accent-soft);
        border-color: var(--page-accent);
        color: var(--page-accent);
      }

      .badge {
        background: var(--page-green);
        border-radius: 999px;
        color: var(--page-surface);
        font-size: 12px;
        font-variant-numeric: tabular-nums;
        font-weight: 700;
        line-height: 18px;
        min-width: 18px;
        padding-inline: 5px;
        text-align: center;
      }

      @media (width < 720px) {
        :host {
          min-height: 48px;
          padding: 6px 12px;
        }

        .tab {
          padding-inline: 8px;
        }

        .label {
          display: none;
        }
      }

      @media (forced-colors: active) {
        .tab[aria-pressed="true"] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
}

customElements.define('interaction-bar', InteractionBar);
