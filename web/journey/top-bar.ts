import { css, html, LitElement, nothing } from 'lit';
import { chevron, journey, message, signOut } from './icons';
import { t } from './locale';
import { findPersona, type Settings } from './settings';
import { shared } from './shared-styles';

/** The bar at the top: the persona of the demo or the viewer, and on narrow screens the switch of the panel. */
export class TopBar extends LitElement {
  static override properties = {
    settings: { attribute: false },
    token: { attribute: false },
    viewerName: { attribute: false },
    count: { type: Number },
    hasPanel: { type: Boolean },
    panelOpen: { type: Boolean },
  };

  declare settings: Settings | undefined;
  declare token: string;
  declare viewerName: string | null;
  /** The number of conversations. Undefined if it is not known. */
  declare count: number | undefined;
  /** Whether the page shows the conversations panel. */
  declare hasPanel: boolean;
  declare panelOpen: boolean;

  override render() {
    const personas = this.settings?.personas ?? [];
    const persona = findPersona(personas, this.token, this.viewerName);
    return html`
      ${this.hasPanel ? this.#panelSwitch() : nothing}
      <span class="mark">${journey}</span>
      <h1 class=${this.hasPanel ? 'title replaced' : 'title'}>${t('title')}</h1>
      <span class="about quiet" title=${persona?.about ?? ''}>${persona?.about}</span>
      ${
        this.settings?.explorer && personas.length > 0
          ? html`<a class="explorer" href="/graphiql">${t('explorer')}</a>`
          : nothing
      }
      ${personas.length > 0 ? this.#personaMenu(persona?.token) : nothing}
      ${persona === undefined && this.viewerName ? html`<span class="viewer">${this.viewerName}</span>` : nothing}
      ${
        this.token === ''
          ? nothing
          : html`<button class="icon" type="button" title=${t('signOut')} aria-label=${t('signOut')}
            @click=${() => this.#emit('page-sign-out')}>${signOut}</button>`
      }
    `;
  }

  #panelSwitch() {
    return html`<button class="panel-switch" type="button" aria-expanded=${this.panelOpen}
      @click=${() => this.#emit('page-panel')}>
      <span class="symbol">${message}</span><span class="word">${t('conversations')}</span>
      ${this.count === undefined ? nothing : html`<span class="count">${this.count}</span>`}${chevron}
    </button>`;
  }

  #personaMenu(current: string | undefined) {
    const change = ({ target }: Event) => this.#emit('page-persona', (target as HTMLSelectElement).value);
    return html`<select aria-label=${t('persona')} @change=${change}>
      ${current === undefined ? html`<option value="" selected disabled>${t('noPersona')}</option>` : nothing}
      ${this.settings?.personas.map(
        ({ name, token }) => html`<option value=${token} ?selected=${token === current}>${name}</option>`,
      )}
    </select>`;
  }

  #emit(type: string, detail?: string) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    css`
      :host {
        align-items: center;
        background: var(--page-surface);
        border-block-end: 1px solid var(--page-line);
        display: flex;
        gap: 12px;
        min-height: 48px;
        padding-inline: 16px 12px;
      }

      .mark {
        color: var(--page-accent);
      }

      .title {
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }

      .about {
        flex: 1;
        font-size: 13px;
        min-width: 0;
        overflow: hidden;
        text-align: end;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .about::first-letter {
        text-transform: uppercase;
      }

      .explorer {
        color: var(--page-accent);
        font-size: 13px;
        text-underline-offset: 3px;
      }

      .viewer {
        font-weight: 550;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      select {
        background: var(--page-surface);
        border: 1px solid var(--page-control);
        border-radius: 8px;
        font-size: 13px;
        height: 32px;
        min-width: 0;
        padding-inline: 8px;
      }

      .icon {
        align-items: center;
        background: none;
        border: 0;
        border-radius: 8px;
        color: var(--page-muted);
        display: inline-flex;
        flex: none;
        height: 32px;
        justify-content: center;
        width: 32px;
      }

      .icon:hover {
        background: var(--page-hover);
        color: var(--page-text);
      }

      .panel-switch {
        align-items: center;
        background: none;
        border: 0;
        border-radius: 8px;
        display: none;
        font-weight: 600;
        gap: 6px;
        margin-inline-start: -8px;
        min-height: 36px;
        padding-inline: 8px;
      }

      .panel-switch:hover {
        background: var(--page-hover);
      }

      .symbol {
        display: none;
      }

      .panel-switch > svg {
        transition: transform 120ms;
      }

      .panel-switch[aria-expanded="true"] > svg {
        transform: rotate(180deg);
      }

      .count {
        background: var(--page-accent-soft);
        border-radius: 999px;
        color: var(--page-accent);
        font-size: 12px;
        font-weight: 650;
        min-width: 20px;
        padding: 1px 6px;
        text-align: center;
      }

      @media (width < 720px) {
        :host {
          gap: 8px;
          min-height: 44px;
        }

        .panel-switch {
          display: inline-flex;
        }

        .about,
        .explorer,
        .mark:has(+ .replaced) {
          display: none;
        }

        /* The switch of the panel takes the place of the title, which remains for screen readers. */
        .title.replaced {
          clip-path: inset(50%);
          position: absolute;
        }

        .panel-switch,
        .title {
          margin-inline-end: auto;
        }

        select {
          text-overflow: ellipsis;
        }
      }

      /* The personas of the demo need the room of the word. */
      @media (width < 400px) {
        .panel-switch:has(~ select) .symbol {
          display: inline-flex;
        }

        .panel-switch:has(~ select) .word {
          clip-path: inset(50%);
          position: absolute;
        }
      }
    `,
  ];
}

customElements.define('top-bar', TopBar);
