import { html, type TemplateResult } from 'lit';
import type { Denied } from '../data/denied';
import type { Format } from '../format';
import { permissionName } from '../texts/permissions';
import { icon } from './icons';

/** The hidden parts with the permissions that open them, each once. Folded to one line until the reader opens it. */
export function notices(denied: readonly Denied[], format: Format): TemplateResult {
  const list = new Intl.ListFormat(format.locale, { type: 'conjunction' });
  const parts = list.format(denied.map(({ part }) => format.t(`part.${part}`)));
  return html`<details class="notices" part="notices">
    <summary>${icon('lock')}<span>${format.t('denied', { parts })}</span></summary>
    <ul role="list">
      ${denied.map(entry => html`<li part="notice" data-part=${entry.part}>${notice(entry, format)}</li>`)}
    </ul>
  </details>`;
}

/** A sentence such as "Queues are hidden: you need Routing > Queue > Search (`routing:queue:search`)." */
export function notice({ part, any, all, scope }: Denied, format: Format): TemplateResult {
  const [before, after] = format.t(`denied.${part}`, { reason: '\n' }).split('\n');
  return html`${before}${reason({ any, all, scope }, format)}${after}`;
}

function reason({ any, all, scope }: Pick<Denied, 'any' | 'all' | 'scope'>, format: Format): TemplateResult | string {
  const { t, locale } = format;
  if (scope.length > 0) return t('denied.needScope', { scopes: scope.join(', ') });
  if (any.length === 0 && all.length === 0) return t('denied.byPlatform');
  // One of `any` is enough: the first is the one of the product's documentation.
  const needed = [...all, ...any.slice(0, 1)];
  const words = new Intl.ListFormat(locale, { type: 'conjunction' }).formatToParts(needed);
  const permissions = words.map(({ type, value }) =>
    type === 'element' ? html`<b>${permissionName(value)}</b> (<code>${value}</code>)` : value,
  );
  const [before, after] = t('denied.need', { permissions: '\n' }).split('\n');
  return html`${before}${permissions}${after}`;
}
