import { html, nothing, type TemplateResult } from 'lit';
import type { Summary } from '../data/types';
import type { Format } from '../format';
import { groupIcon, icon } from './icons';

/** What an agent reads before saying hello: what is open, the last contact, how often and how the last ones ended. */
export function summaryPanel(summary: Summary, format: Format): TemplateResult {
  const { t } = format;
  const { lastContact, contactsByGroup } = summary;
  const total = (key: 'last7Days' | 'last30Days') => contactsByGroup.reduce((sum, group) => sum + group[key], 0);
  const wrapUps = summary.lastWrapUps.flatMap(({ code, notes }) => (code?.name ? [{ name: code.name, notes }] : []));
  return html`<section class="summary" part="summary" aria-label=${t('summary')}>
    <dl class="figures">
      <div class=${summary.openNow > 0 ? 'is-open' : ''}>
        <dt>${t('summary.openNow')}</dt>
        <dd class="figure" data-figure="openNow">${summary.openNow}</dd>
      </div>
      <div>
        <dt>${t('summary.contacts')}</dt>
        <dd class="contacts">
          <span><b class="figure" data-figure="last7Days">${total('last7Days')}</b> ${t('summary.contactsOf', { days: 7 })}</span>
          <span><b class="figure" data-figure="last30Days">${total('last30Days')}</b> ${t('summary.contactsOf', { days: 30 })}</span>
          ${contactsByGroup.map(entry => groupContacts(entry, format))}
        </dd>
      </div>
      <div class="last">
        <dt>${t('summary.lastContact')}</dt>
        <dd data-figure="lastContact">
          ${
            lastContact
              ? html`<b>${format.channel(lastContact)}</b> <time datetime=${lastContact.startedAt}>${format.dateTime(lastContact.startedAt)}</time>`
              : t(lastContact === undefined ? 'details.unavailable' : 'summary.none')
          }
        </dd>
      </div>
      ${
        wrapUps.length > 0
          ? html`<div class="wrap-ups">
              <dt>${t('summary.lastWrapUps')}</dt>
              <dd>${wrapUps.map(({ name, notes }) => html`<span class="chip" title=${notes ?? nothing}>${name}</span>`)}</dd>
            </div>`
          : nothing
      }
    </dl>
    ${hasFlags(summary) ? flags(summary, format) : nothing}
  </section>`;
}

/** Whether there are older sessions that are not counted. */
const isPartial = ({ complete, oldestAt }: Summary): boolean => !complete && oldestAt !== null;

function hasFlags(summary: Summary): boolean {
  return summary.repeatContact || summary.lastEndedInTransfer === true || isPartial(summary);
}

function flags(summary: Summary, format: Format): TemplateResult {
  const { t } = format;
  const { repeatContact, lastEndedInTransfer, sessionCount, oldestAt } = summary;
  return html`<ul class="flags" role="list">
    ${repeatContact ? html`<li class="flag">${icon('repeat')}${t('summary.repeatContact')}</li>` : nothing}
    ${lastEndedInTransfer ? html`<li class="flag">${icon('transfer')}${t('summary.transfer')}</li>` : nothing}
    ${
      isPartial(summary)
        ? html`<li class="window">${t('summary.window', { count: sessionCount, date: format.date(oldestAt ?? '') })}</li>`
        : nothing
    }
  </ul>`;
}

/** The contacts of a group: the icon with the number of 30 days, and in words for a pointer or a screen reader. */
function groupContacts(
  { group, last7Days, last30Days }: Summary['contactsByGroup'][number],
  { t }: Format,
): TemplateResult {
  const text = t('summary.contactsByGroup', { group: t(`group.${group}`), last7: last7Days, last30: last30Days });
  return html`<span class="by-group" title=${text}>
    ${groupIcon(group)}<span aria-hidden="true">${last30Days}</span><span class="hidden">${text}</span>
  </span>`;
}
