import { html, nothing, type TemplateResult } from 'lit';
import type { Capabilities, Conversation, ConversationDetails } from '../data/types';
import type { Format } from '../format';
import type { Fact } from './facts';

/** The last queue and agent, and how the conversation went. */
export function conversationFacts(
  session: Conversation,
  details: ConversationDetails['details'] | undefined,
  capabilities: Capabilities,
  format: Format,
): readonly Fact[] {
  const { t } = format;
  const { queue, agent, phase, subject } = session;
  const seconds = (value: number | null | undefined) => (value ? format.duration(value) : undefined);
  return [
    [
      t('details.queue'),
      capabilities.queues
        ? html`<b data-fact="queue">${queue?.name ?? '–'}</b>`
        : html`<i data-fact="queue">${t('details.hidden')}</i>`,
    ],
    [t('details.agent'), html`<b data-fact="agent">${agent?.name ?? t('card.noAgent')}</b>`],
    [t('details.subject'), subject],
    [t('details.state'), phase ? t(`phase.${phase}`) : undefined],
    [t('details.talk'), seconds(details?.talkSeconds)],
    [t('details.hold'), seconds(details?.holdSeconds)],
  ];
}

/** All wrap-ups with their notes, the oldest first. */
export function wrapUpList({ wrapUps }: ConversationDetails, format: Format): TemplateResult {
  const { t } = format;
  return html`<section class="part">
    <h4>${t('details.wrapUps')}</h4>
    ${
      wrapUps && wrapUps.length > 0
        ? html`<ul class="wrap-up-list" role="list">
            ${wrapUps.map(
              ({ code, notes, agent, at }) => html`<li>
                <b>${code === undefined ? t('details.hidden') : (code?.name ?? code?.id ?? '–')}</b>
                <span class="muted">${[agent?.name, at ? format.dateTime(at) : undefined].filter(Boolean).join(', ')}</span>
                ${notes ? html`<p class="notes" dir="auto">${notes}</p>` : nothing}
              </li>`,
            )}
          </ul>`
        : html`<p class="muted">${t('details.noWrapUp')}</p>`
    }
  </section>`;
}
