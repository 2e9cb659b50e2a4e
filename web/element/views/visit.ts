import { html, nothing, type TemplateResult } from 'lit';
import type { AppVisitDetails, WebVisitDetails } from '../data/types';
import type { Format } from '../format';
import { type Fact, joined, link } from './facts';
import { colorDot, icon } from './icons';

/** Where the visitor came from and with which device. */
export function visitFacts(visit: WebVisitDetails, format: Format): readonly Fact[] {
  const { t } = format;
  const { lastPage, referrer, campaign, browser } = visit;
  const source = referrer?.name ?? referrer?.hostname;
  return [
    [t('details.lastPage'), lastPage ? link(lastPage.url, lastPage.title, format) : undefined],
    [t('details.referrer'), referrer ? link(referrer.url, joined(source, referrer.keywords), format) : undefined],
    [t('details.campaign'), joined(campaign?.name, campaign?.source, campaign?.medium)],
    [t('details.device'), deviceText(visit)],
    [t('details.browser'), [browser?.family, browser?.version].filter(Boolean).join(' ')],
    [t('details.location'), locationText(visit)],
  ];
}

export function appFacts(visit: AppVisitDetails, format: Format): readonly Fact[] {
  const { t } = format;
  return [
    [t('details.app'), [visit.app?.name, visit.app?.version].filter(Boolean).join(' ')],
    [t('details.device'), deviceText(visit)],
    [t('details.location'), locationText(visit)],
  ];
}

/** Searches, offers and segments of a visit. */
export function visitLists(visit: WebVisitDetails | AppVisitDetails, format: Format): TemplateResult {
  const { t } = format;
  const segments = visit.segmentAssignments?.flatMap(({ segment }) => (segment?.displayName ? segment : [])) ?? [];
  const offers = (visit.__typename === 'WebSession' ? visit.offers : undefined) ?? [];
  return html`
    ${part(
      t('details.searches'),
      visit.searchTerms.map(term => html`<li class="chip" dir="auto">${icon('search')}${term}</li>`),
    )}
    ${part(
      t('details.offers'),
      offers.map(
        ({ actionMap, prompt, state }) => html`<li class="chip">
          ${icon('gift')}${actionMap?.displayName ?? prompt ?? t('event.offer')}
          <span class="muted">${t(`offer.${state ?? 'UNKNOWN'}`)}</span>
        </li>`,
      ),
    )}
    ${part(
      t('details.segments'),
      segments.map(
        ({ displayName, color }) => html`<li class="chip">${colorDot(color) ?? icon('tag')}${displayName}</li>`,
      ),
    )}
  `;
}

function part(title: string, items: readonly TemplateResult[]): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`<section class="part">
    <h4>${title}</h4>
    <ul class="chips" role="list">
      ${items}
    </ul>
  </section>`;
}

function deviceText({ device }: Pick<WebVisitDetails, 'device'>): string | undefined {
  const system = [device?.operatingSystem, device?.operatingSystemVersion].filter(Boolean).join(' ');
  const isKnown = (text: string | null | undefined) => text && text.toLowerCase() !== 'unknown';
  return joined([device?.type, device?.category].find(isKnown), system);
}

function locationText({ location }: Pick<WebVisitDetails, 'location'>): string | undefined {
  return joined(location?.city, location?.regionName, location?.countryName);
}
