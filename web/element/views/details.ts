import { html, nothing, type TemplateResult } from 'lit';
import type { Capabilities, Session, SessionDetails } from '../data/types';
import type { Format } from '../format';
import type { Selection } from '../state/selection';
import { statusBadge } from './badge';
import { conversationFacts, wrapUpList } from './conversation';
import { type Fact, facts, hostOf, link } from './facts';
import { groupIcon, icon } from './icons';
import { inlineFailure, partFailure } from './states';
import { timeline } from './timeline';
import { appFacts, visitFacts, visitLists } from './visit';

export interface DetailsContext {
  readonly format: Format;
  readonly selection: Selection;
  readonly capabilities: Capabilities;
  readonly onClose: () => void;
}

/** The open card's details at the bottom. `session` is the card, which is always current. */
export function details(session: Session, context: DetailsContext): TemplateResult {
  const { format, onClose } = context;
  const { t } = format;
  const label = format.channel(session);
  return html`<section id="details" class="details" part="details" aria-labelledby="details-title">
    <header>
      <span class="node ${session.channel.group.toLowerCase()}">${groupIcon(session.channel.group)}</span>
      <h3 id="details-title" tabindex="-1">${label}</h3>
      ${session.status === 'ENDED' ? nothing : statusBadge(session, format)}
      <span class="spread"></span>
      <button type="button" class="quiet" part="button" aria-label=${t('details.close')} title=${t('details.close')} @click=${onClose}>
        ${icon('close')}
      </button>
    </header>
    <div class="details-body" tabindex="0" role="group" aria-labelledby="details-title">${body(session, context)}</div>
  </section>`;
}

function body(session: Session, context: DetailsContext): TemplateResult {
  const { format, selection, capabilities } = context;
  const { t } = format;
  const { details: loaded, failure } = selection;
  const again = () => selection.again();
  if (selection.isGone) return html`<p class="note" role="status">${t('details.gone')}</p>`;
  return html`
    ${!failure && selection.partFailure ? partFailure(selection.partFailure, format, again) : nothing}
    ${failure ? inlineFailure(failure, selection.retry, format, again) : nothing}
    <div class="columns">
      <div class="column">
        ${facts([...kindFacts(session, loaded, capabilities, format), ...commonFacts(session, loaded, format)])}
        ${loaded?.__typename === 'ConversationSession' ? wrapUpList(loaded, capabilities, format) : nothing}
        ${loaded?.__typename === 'WebSession' || loaded?.__typename === 'AppSession' ? visitLists(loaded, format) : nothing}
      </div>
      <div class="column">
        ${loaded ? timeline(loaded, selection, format) : failure ? nothing : loading(format)}
      </div>
    </div>
  `;
}

/** The facts of the card are shown at once; the others follow when the details are read. */
function kindFacts(
  session: Session,
  loaded: SessionDetails | undefined,
  capabilities: Capabilities,
  format: Format,
): readonly Fact[] {
  if (session.__typename === 'ConversationSession') {
    const details = loaded?.__typename === 'ConversationSession' ? loaded : undefined;
    return conversationFacts(session, details, capabilities, format);
  }
  if (loaded?.__typename === 'WebSession') return visitFacts(loaded, format);
  if (loaded?.__typename === 'AppSession') return appFacts(loaded, format);
  return [];
}

function commonFacts(session: Session, loaded: SessionDetails | undefined, format: Format): readonly Fact[] {
  const { t } = format;
  const { startedAt, endedAt, durationSeconds } = session;
  return [
    [t('details.started'), format.dateTime(startedAt)],
    [t('details.ended'), endedAt ? format.dateTime(endedAt) : undefined],
    [t('details.duration'), endedAt && durationSeconds ? format.duration(durationSeconds) : undefined],
    [t('details.number'), loaded?.shortId],
    [
      t('details.record'),
      loaded?.externalUrl ? link(loaded.externalUrl, hostOf(loaded.externalUrl), format) : undefined,
    ],
  ];
}

function loading(format: Format): TemplateResult {
  return html`<div class="skeleton small" role="status">
    <span class="hidden">${format.t('details.loading')}</span>
    ${Array.from({ length: 4 }, () => html`<div class="skeleton-row"><i></i><i></i></div>`)}
  </div>`;
}
