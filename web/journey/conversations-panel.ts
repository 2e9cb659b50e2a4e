import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { channelIcon, channelLabel } from './channel';
import { Clock } from './clock';
import { type Conversation, runningSince, shownState } from './conversation';
import type { Connection } from './conversations';
import { formatDuration } from './duration';
import { t } from './locale';
import { shared } from './shared-styles';
import { stateColors } from './state-colors';

/** The viewer's interactions. Emits `page-conversation` with the id of the one that the user selects. */
export class ConversationsPanel extends LitElement {
  static override properties = {
    list: { attribute: false },
    isClient: { type: Boolean },
    connection: { type: String },
    clockOffset: { type: Number },
    selected: { type: String },
  };

  declare list: readonly Conversation[] | undefined;
  /** Whether the viewer is an OAuth client, which has no interactions. */
  declare isClient: boolean;
  declare connection: Connection;
  declare clockOffset: number;
  declare selected: string | undefined;

  constructor() {
    super();
    new Clock(this, () => (this.list?.length ?? 0) > 0);
  }

  override render() {
    return html`
      <div class="head">
        <h2>${t('conversations')}</h2>
        ${this.list === undefined ? nothing : html`<span class="count">${this.list.length}</span>`}
      </div>
      <p class="connection" role="status">${this.#problem() ?? nothing}</p>
      ${this.#content()}
    `;
  }

  /** The reason for which the list is not current. Without a list, the text in its place says why. */
  #problem() {
    if (this.connection === 'interrupted') return t('reconnecting');
    if (this.list === undefined) return undefined;
    return this.connection === 'late' || this.connection === 'unavailable' ? t('conversationsOutdated') : undefined;
  }

  #content() {
    if (this.isClient) return html`<p class="hint quiet">${t('noneForClient')}</p>`;
    if (this.list === undefined) {
      if (this.connection === 'unavailable') return html`<p class="hint quiet">${t('conversationsUnavailable')}</p>`;
      if (this.connection === 'late') {
        return html`<p class="hint quiet" role="status">${t('conversationsLate')}</p>`;
      }
      return html`<div class="skeleton" role="status" aria-label=${t('loadingConversations')}><i></i><i></i><i></i></div>`;
    }
    if (this.list.length === 0) {
      return html`<p class="hint"><strong>${t('noConversations')}</strong><br /><span class="quiet">${t('noConversationsHint')}</span></p>`;
    }
    return html`<ul>
      ${repeat(
        this.list,
        ({ id }) => id,
        conversation => html`<li>${this.#item(conversation)}</li>`,
      )}
    </ul>`;
  }

  #item(conversation: Conversation) {
    const { id, customer, queue } = conversation;
    const state = shownState(conversation);
    const since = runningSince(conversation);
    const name = customer?.displayName;
    return html`<button type="button" class="item" data-id=${id} data-state=${state}
      aria-current=${id === this.selected ? 'true' : nothing} @click=${() => this.#select(id)}>
      <span class="channel" data-state=${state}>${channelIcon(conversation)}</span>
      <span class="name">${name || channelLabel(conversation)}</span>
      ${name ? html`<span class="hidden-text">${channelLabel(conversation)}</span>` : nothing}
      <span class="duration">
        ${since === undefined ? nothing : formatDuration(Date.now() + this.clockOffset - since)}
      </span>
      <span class="about">
        <span class="state" data-state=${state}>${t(state)}</span>
        ${queue?.name ? html`<span class="quiet">· ${queue.name}</span>` : nothing}
      </span>
    </button>`;
  }

  #select(id: string) {
    this.dispatchEvent(new CustomEvent('page-conversation', { detail: id, bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    stateColors,
    css`
      :host {
        background: var(--page-surface);
        display: block;
        overflow-y: auto;
      }

      .head {
        align-items: center;
        display: flex;
        gap: 8px;
        padding: 14px 16px 8px;
      }

      h2 {
        font-size: 13px;
        font-weight: 650;
      }

      .count {
        color: var(--page-muted);
        font-size: 13px;
      }

      .connection {
        color: var(--page-amber);
        font-size: 13px;
        padding-inline: 16px;
      }

      .hint {
        font-size: 13px;
        padding: 8px 16px 16px;
      }

      ul {
        display: grid;
        gap: 2px;
        list-style: none;
        padding: 0 8px 8px;
      }

      .item {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--page-radius);
        column-gap: 10px;
        display: grid;
        grid-template: "channel name duration" auto "channel about about" auto / 36px 1fr auto;
        padding: 9px 8px;
        position: relative;
        text-align: start;
        transition: background-color 120ms;
        width: 100%;
      }

      .item:hover {
        background: var(--page-hover);
      }

      .item[aria-current] {
        background: var(--page-accent-soft);
      }

      .item[aria-current]::before {
        background: var(--page-accent);
        border-radius: 2px;
        content: "";
        inset-block: 10px;
        inset-inline-start: -4px;
        position: absolute;
        width: 3px;
      }

      .channel {
        align-items: center;
        border-radius: 50%;
        display: flex;
        grid-area: channel;
        height: 36px;
        justify-content: center;
        width: 36px;
      }

      .item[aria-current] .channel {
        background: var(--page-surface);
      }

      .name {
        font-weight: 600;
        grid-area: name;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .duration {
        color: var(--page-muted);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        grid-area: duration;
      }

      .about {
        font-size: 13px;
        grid-area: about;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .item[data-state="ringing"] .channel {
        animation: ring 1.6s ease-out infinite;
      }

      .skeleton {
        display: grid;
        gap: 10px;
        padding: 6px 16px;
      }

      .skeleton i {
        animation: pulse 1.4s ease-in-out infinite alternate;
        background: var(--page-hover);
        border-radius: var(--page-radius);
        height: 54px;
      }

      @keyframes ring {
        from {
          box-shadow: 0 0 0 0 color-mix(in srgb, currentColor, transparent 50%);
        }

        to {
          box-shadow: 0 0 0 9px transparent;
        }
      }

      @keyframes pulse {
        to {
          opacity: 0.5;
        }
      }

      @media (width < 720px) {
        .head {
          display: none;
        }

        :host {
          border-block-end: 1px solid var(--page-line);
          max-height: 45vh;
          padding-block-start: 8px;
        }
      }

      @media (forced-colors: active) {
        .item[aria-current] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];
}

customElements.define('conversations-panel', ConversationsPanel);
