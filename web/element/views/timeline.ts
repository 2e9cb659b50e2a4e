import { html, nothing, type TemplateResult } from 'lit';
import type { JourneyEvent, SessionDetails } from '../data/types';
import type { Selection } from '../state/selection';
import { type Format, httpUrl } from '../format';
import { colorDot, icon, type IconName } from './icons';

type Page = NonNullable<Extract<JourneyEvent, { __typename: 'WebEvent' }>['page']>;

interface Entry {
  readonly icon: IconName;
  readonly title: unknown;
  readonly text?: unknown;
}

/** The steps of a conversation, or what a visitor did, the oldest first. */
export function timeline(
  session: SessionDetails,
  selection: Selection,
  format: Format,
): TemplateResult | typeof nothing {
  const { t } = format;
  const { events } = session;
  // Not selected, because the viewer may not see events, or not read: the notice or the failure says so.
  if (!events) return nothing;
  const title = session.__typename === 'ConversationSession' ? t('details.timeline') : t('details.activity');
  return html`<section class="part">
    <h4>${title}</h4>
    ${events.complete ? nothing : html`<p class="note">${icon('alert')}${t('details.incomplete')}</p>`}
    ${
      events.nodes.length === 0
        ? html`<p class="muted">${t('details.noEvents')}</p>`
        : html`<ol class="timeline" part="timeline" role="list">
            ${events.nodes.map((event, index) => step(event, events.nodes[index - 1], format))}
          </ol>`
    }
    ${
      events.pageInfo.hasNextPage
        ? html`<button
            type="button"
            class="button"
            part="button"
            aria-disabled=${selection.isLoadingEvents ? 'true' : nothing}
            @click=${() => void selection.moreEvents()}
          >
            ${t('details.moreEvents')}
          </button>`
        : nothing
    }
  </section>`;
}

/** The date is shown when the day changes; otherwise the time is enough. */
function step(event: JourneyEvent, previous: JourneyEvent | undefined, format: Format): TemplateResult {
  const { icon: iconName, title, text } = entryOf(event, format);
  const isNewDay = previous === undefined || format.date(previous.createdAt) !== format.date(event.createdAt);
  const isEstimated = event.__typename === 'ConversationEvent' && event.timeIsEstimated;
  return html`<li data-event=${event.type}>
    <span class="tick">${icon(iconName)}</span>
    <span class="entry"><b>${title}</b> ${text ? html`<span class="text">${text}</span>` : nothing}</span>
    <time datetime=${event.createdAt} title=${isEstimated ? format.t('details.estimated') : nothing}
      >${isEstimated ? '≈ ' : ''}${isNewDay ? format.dateTime(event.createdAt) : format.time(event.createdAt)}</time
    >
  </li>`;
}

function entryOf(event: JourneyEvent, format: Format): Entry {
  const { t } = format;
  switch (event.__typename) {
    case 'ConversationEvent':
      return conversationEntry(event, format);
    case 'WebEvent':
      if (event.searchQuery) return { icon: 'search', title: t('event.search'), text: event.searchQuery };
      if (!event.page) return { icon: 'start', title: words(event.eventName ?? event.type) };
      if (isPageView(event.eventName)) return { icon: 'website', title: pageLink(event.page, format) };
      return {
        icon: 'start',
        title: words(event.eventName ?? event.type),
        text: event.page.title ?? event.page.pathname,
      };
    case 'WebActionEvent': {
      const { action, actionMap } = event;
      const state = t(`offer.${action?.state ?? 'UNKNOWN'}`);
      return { icon: 'gift', title: actionMap?.displayName ?? action?.prompt ?? t('event.offer'), text: state };
    }
    case 'SegmentAssignedEvent':
      return {
        icon: 'tag',
        title: t('event.segment'),
        text: html`${colorDot(event.segment?.color)}${event.segment?.displayName ?? ''}`,
      };
    case 'AppEvent':
      if (event.searchQuery) return { icon: 'search', title: t('event.search'), text: event.searchQuery };
      return {
        icon: 'other',
        title: event.eventName ? words(event.eventName) : t('event.screen'),
        text: event.screenName,
      };
    case 'OutcomeAchievedEvent':
      return { icon: 'check', title: t('event.outcome') };
    default:
      return { icon: 'start', title: words(event.type) };
  }
}

/** The title of a viewed page. A screen reader hears what the icon shows. */
function pageLink({ url, title, pathname }: Page, { t }: Format): TemplateResult {
  const href = httpUrl(url);
  const text = html`<span class="hidden">${t('event.page')}: </span>${title ?? pathname ?? url}`;
  if (href === undefined) return text;
  return html`<a class="plain" href=${href} target="_blank" rel="noopener noreferrer" title=${href}
    >${text}<span class="hidden"> (${t('details.newWindow')})</span></a
  >`;
}

/** `button_clicked` as `Button clicked`. */
function words(name: string): string {
  const text = name.replace(/[_.]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isPageView(name: string | null): boolean {
  return name === null || /page_?viewed|pageview/i.test(name);
}

const STEP_ICONS: Record<Extract<JourneyEvent, { __typename: 'ConversationEvent' }>['step'], IconName> = {
  CONVERSATION_STARTED: 'start',
  AGENT_TRANSFERRED: 'transfer',
  QUEUE_ENTERED: 'queue',
  AGENT_CONNECTED: 'person',
  AGENT_DISCONNECTED: 'close',
  WRAP_UP_ADDED: 'check',
  CONVERSATION_ENDED: 'end',
};

function conversationEntry(event: Extract<JourneyEvent, { __typename: 'ConversationEvent' }>, format: Format): Entry {
  const { step: name, queue, agent, wrapUp, note, disconnectType } = event;
  const parts = [queue?.name, agent?.name, wrapUp?.code?.name, disconnectType].filter(Boolean).join(' · ');
  const notes = wrapUp?.notes ?? note;
  return {
    icon: STEP_ICONS[name] ?? 'start',
    title: format.t(`step.${name}`),
    text: html`${parts}${notes ? html`<span class="notes" dir="auto">${notes}</span>` : nothing}`,
  };
}
