import { html, nothing, type TemplateResult } from 'lit';
import type { Capabilities, Conversation, ConversationDetails } from '../data/types';
import type { Format } from '../format';
import type { Fact } from './facts';

/** The last queue and agent, and how the conversation went. */
export function conversationFacts(
  session: Conversation,
  loaded: ConversationDetails | undefined,
  capabilities: Capabilities,
  format: Format,
): readonly Fact[] {
  const { t } = format;
  const { phase, subject } = session;
  const details = loaded?.details;
  // Undefined if it could not be read. The details may have what the list does not.
  const queue = session.queue === undefined ? loaded?.queue : session.queue;
  const agent = session.agent === undefined ? loaded?.agent : session.agent;
  const name = (value: { name?: string | null } | null | undefined, none: string) =>
    value === undefined || (value !== null && value.name === undefined)
      ? t('details.unavailable')
      : (value?.name ?? none);
  const seconds = (value: number | null | undefined) => (value ? format.duration(value) : undefined);
  return [
    [
      t('details.queue'),
      capabilities.queues
        ? html`<b data-fact="queue">${name(queue, '–')}</b>`
        : html`<i data-fact="queue">${t('details.hidden')}</i>`,
    ],
    [t('details.agent'), html`<b data-fact="agent">${name(agent, t('card.noAgent'))}</b>`],
    [t('details.subject'), subject],
    [t('details.state'), phase ? t(`phase.${phase}`) : undefined],
    [t('details.talk'), seconds(details?.talkSeconds)],
    [t('details.hold'), seconds(details?.holdSeconds)],
  ];
}

/** All wrap-ups with their notes, the oldest first. */
export function wrapUpList(
  { wrapUps, endedAt }: ConversationDetails,
  { wrapUps: seesCodes }: Capabilities,
  format: Format,
): TemplateResult | typeof nothing {
  const { t } = format;
  // They could not be read: the failure says so.
  if (!wrapUps) return nothing;
  return html`<section class="part">
    <h4>${t('details.wrapUps')}</h4>
    ${
      wrapUps.length > 0
        ? html`<ul class="wrap-up-list" role="list">
            ${wrapUps.map(
              ({ code, notes, agent, at }) => html`<li>
                <b>${code === undefined ? t(seesCodes ? 'details.unavailable' : 'details.hidden') : (code?.name ?? code?.id ?? '–')}</b>
                <span class="muted">${[agent?.name, at ? format.dateTime(at) : undefined].filter(Boolean).join(', ')}</span>
                ${notes ? html`<p class="notes" dir="auto">${notes}</p>` : nothing}
              </li>`,
            )}
          </ul>`
        : html`<p class="muted">${t(endedAt ? 'details.noWrapUp' : 'details.noWrapUpYet')}</p>`
    }
  </section>`;
}
