import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '../data/types';
import type { Format } from '../format';
import { statusBadge } from './badge';
import { groupIcon, icon } from './icons';

export interface CardContext {
  readonly format: Format;
  readonly isOpen: boolean;
  readonly onToggle: (session: Session) => void;
}

/** A session in the list: a button that opens its details. */
export function card(session: Session, { format, isOpen, onToggle }: CardContext): TemplateResult {
  const subtitle = subtitleOf(session, format);
  return html`<button
    type="button"
    class="card"
    part="card card-${session.status.toLowerCase()}"
    data-session=${session.id}
    aria-expanded=${isOpen ? 'true' : 'false'}
    aria-controls=${isOpen ? 'details' : nothing}
    @click=${() => onToggle(session)}
  >
    <span class="when">${statusBadge(session, format)} <span class="time">${format.time(session.startedAt)}</span></span>
    <span class="node ${session.channel.group.toLowerCase()}" part="channel">${groupIcon(session.channel.group)}</span>
    <span class="what">
      <span class="label">${format.channel(session)}</span>
      ${subtitle ? html`<span class="subtitle">${subtitle}</span>` : nothing}
    </span>
    <span class="who">${whoOf(session)}</span>
    <span class="length">${lengthOf(session, format)}</span>
  </button>`;
}

function subtitleOf(session: Session, format: Format): string {
  switch (session.__typename) {
    case 'ConversationSession':
      if (session.subject) return session.subject;
      return session.status !== 'ENDED' && session.phase
        ? format.t(`phase.${session.phase}`)
        : (session.wrapUp?.code?.name ?? '');
    case 'WebSession':
      return session.lastPage?.title ?? '';
    case 'AppSession':
      return [session.app?.name, session.lastScreen].filter(Boolean).join(' · ');
    case 'CaseSession':
      return session.reference ?? '';
    default:
      return '';
  }
}

/** The last queue and agent. */
function whoOf(session: Session): TemplateResult | typeof nothing {
  if (session.__typename !== 'ConversationSession') return nothing;
  const queue = session.queue?.name;
  const agent = session.agent?.name;
  return html`${queue ? html`<span class="queue">${icon('queue')}<span>${queue}</span></span>` : nothing}
  ${agent ? html`<span class="agent">${icon('person')}<span>${agent}</span></span>` : nothing}`;
}

function lengthOf(session: Session, format: Format): string {
  if (session.__typename === 'WebSession' && session.pageviewCount) {
    return format.t('card.pages', { count: session.pageviewCount });
  }
  if (session.__typename === 'AppSession' && session.screenviewCount) {
    return format.t('card.screens', { count: session.screenviewCount });
  }
  return session.status === 'ENDED' && session.durationSeconds ? format.duration(session.durationSeconds) : '';
}
