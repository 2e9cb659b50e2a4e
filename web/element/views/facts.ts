import { html, nothing, type TemplateResult } from 'lit';
import { type Format, httpUrl } from '../format';
import { icon } from './icons';

/** A label with its value. A fact without a value is not shown. */
export type Fact = readonly [label: string, value: unknown];

export function facts(list: readonly Fact[]): TemplateResult | typeof nothing {
  const shown = list.filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (shown.length === 0) return nothing;
  return html`<dl class="facts">
    ${shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** A link if the address is one of the web, otherwise its text. */
export function link(url: string | null | undefined, text: string | null | undefined, format: Format): unknown {
  const href = httpUrl(url);
  if (href === undefined) return text ?? url;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" title=${href}
    >${text || href}${icon('external')}<span class="hidden"> (${format.t('details.newWindow')})</span></a
  >`;
}

/** The host of an address, for a link whose text would be too long otherwise. */
export function hostOf(url: string): string | undefined {
  const href = httpUrl(url);
  return href === undefined ? undefined : new URL(href).hostname;
}

export const joined = (...parts: (string | null | undefined)[]): string | undefined =>
  parts.filter(Boolean).join(', ') || undefined;
