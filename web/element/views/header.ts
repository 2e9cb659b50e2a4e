import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../data/types';
import type { Format } from '../format';
import { colorDot, icon } from './icons';

/** The customer's name, company, addresses, identifiers and segments, as far as the viewer may see them. */
export function header(customer: Customer, format: Format): TemplateResult {
  const { t } = format;
  const { displayName, kind, organization, identifiers } = customer;
  const kindText = kind && kind !== 'UNKNOWN' ? t(`customer.${kind}`) : undefined;
  const segments = customer.segments?.flatMap(({ segment }) => (segment?.displayName ? segment : [])) ?? [];
  return html`<header class="header" part="header">
    <span class="avatar" aria-hidden="true">${displayName ? initials(displayName) : icon('person')}</span>
    <div class="identity">
      <h2 part="name">${displayName ?? t('customer.unnamed')}</h2>
      <p class="about">
        ${kindText ? html`<span>${kindText}</span>` : nothing}
        ${organization?.name ? html`<span>${icon('organization')}${organization.name}</span>` : nothing}
        ${addresses(customer).map(address => html`<span>${address}</span>`)}
      </p>
    </div>
    ${segments.length > 0 || identifiers?.length ? html`<div class="known">${segmentList(segments, format)}${identifierList(identifiers ?? [], format)}</div>` : nothing}
  </header>`;
}

type Segment = NonNullable<NonNullable<Customer['segments']>[number]['segment']>;

function segmentList(segments: readonly Segment[], { t }: Format): TemplateResult | typeof nothing {
  if (segments.length === 0) return nothing;
  return html`<ul class="segments" role="list" aria-label=${t('customer.segments')}>
    ${segments.map(({ displayName, color }) => html`<li class="chip">${colorDot(color) ?? icon('tag')}${displayName}</li>`)}
  </ul>`;
}

function identifierList(
  identifiers: NonNullable<Customer['identifiers']>,
  { t }: Format,
): TemplateResult | typeof nothing {
  if (identifiers.length === 0) return nothing;
  return html`<details class="identifiers">
    <summary>${t('customer.identifiers')} <span class="count">${identifiers.length}</span></summary>
    <dl>
      ${identifiers.map(
        ({ type, platformType, value, externalSource }) => html`<div>
          <dt>${externalSource?.name ?? (type ? t(`identifier.${type}`) : platformType)}</dt>
          <dd>${value}</dd>
        </div>`,
      )}
    </dl>
  </details>`;
}

function addresses({ emails, phones }: Customer): string[] {
  const numbers = phones?.flatMap(({ display, e164 }) => display ?? e164 ?? []) ?? [];
  return [...new Set([...numbers, ...(emails ?? [])])];
}

/** The first letters of the first and the last name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map(word => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}
