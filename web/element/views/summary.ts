import { html, nothing, type TemplateResult } from 'lit';
import type { CurrentSummary } from '../data/live-summary';
import type { Session, Summary } from '../data/types';
import type { Format } from '../format';
import { groupIcon, icon } from './icons';

/** The figures before a conversation: open sessions, contacts, the last one, and how the last ones ended. */
export function summaryPanel(summary: CurrentSummary, format: Format): TemplateResult {
  const { t } = format;
  const { current, lastContact, contactsByGroup } = summary;
  const total = (key: 'last7Days' | 'last30Days') => contactsByGroup.reduce((sum, group) => sum + group[key], 0);
  const wrapUps = summary.lastWrapUps.flatMap(({ code, notes }) => (code?.name ? [{ name: code.name, notes }] : []));
  return html`<section class="summary" part="summary" aria-label=${t('summary')}>
    <dl class="figures">
      <div class=${summary.openNow > 0 ? 'is-open' : ''}>
        <dt>${t('summary.openNow')}</dt>
        <dd class="figure" data-figure="openNow">${summary.openNow}</dd>
      </div>
      <div>
        <dt>${t(current ? 'summary.contactsWithCurrent' : 'summary.contacts')}</dt>
        <dd class="contacts">
          <span><b class="figure" data-figure="last7Days">${total('last7Days')}</b> ${t('summary.contactsOf', { days: 7 })}</span>
          <span aria-hidden="true">·</span>
          <span><b class="figure" data-figure="last30Days">${total('last30Days')}</b> ${t('summary.contactsOf', { days: 30 })}${contactsByGroup.length > 0 ? ':' : nothing}</span>
          ${contactsByGroup.map(entry => groupContacts(entry, format))}
        </dd>
      </div>
      ${current ? contact('current', t('summary.current'), current, format) : nothing}
      ${lastContact === undefined ? nothing : contact('lastContact', t('summary.lastContact'), lastContact, format)}
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

/** A contact with its channel and time, or that there is none. */
function contact(figure: string, label: string, session: Session | null, format: Format): TemplateResult {
  return html`<div class="last">
    <dt>${label}</dt>
    <dd data-figure=${figure}>
      ${
        session
          ? html`<b>${format.channel(session)}</b> <time datetime=${session.startedAt}>${format.dateTime(session.startedAt)}</time>`
          : format.t('summary.none')
      }
    </dd>
  </div>`;
}

/** Whether there are older sessions that are not counted. */
const isPartial = ({ complete, oldestAt }: CurrentSummary): boolean => !complete && oldestAt !== null;

function hasFlags(summary: CurrentSummary): boolean {
  return summary.repeatContact || summary.lastEndedInTransfer === true || isPartial(summary);
}

function flags(summary: CurrentSummary, format: Format): TemplateResult {
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
