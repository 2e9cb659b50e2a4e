import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Session } from '../data/types';
import type { Format } from '../format';
import { card } from './card';

export interface ListContext {
  readonly format: Format;
  readonly openId: string | undefined;
  readonly onToggle: (session: Session) => void;
}

/** The cards, newest first, below a heading for each period. Only cards that changed are rendered again. */
export function sessionList(sessions: readonly Session[], context: ListContext): TemplateResult {
  const { format, openId, onToggle } = context;
  return html`${repeat(
    byPeriod(sessions, format),
    ([period]) => period,
    ([period, members]) => html`<section class="period" aria-label=${period}>
      <h3 part="period">${period}</h3>
      <ul role="list">
        ${repeat(
          members,
          ({ id }) => id,
          session => {
            const isOpen = session.id === openId;
            return html`<li>
              ${guard([session, isOpen, format], () => card(session, { format, isOpen, onToggle }))}
            </li>`;
          },
        )}
      </ul>
    </section>`,
  )}${sessions.length === 0 ? html`<p class="none">${format.t('list.noneOfFilter')}</p>` : nothing}`;
}

/** Sessions are sorted, so each period is one run. */
export function byPeriod(sessions: readonly Session[], format: Format, now?: Date): [string, Session[]][] {
  const periods: [string, Session[]][] = [];
  for (const session of sessions) {
    const period = format.period(session.startedAt, now);
    const last = periods.at(-1);
    if (last?.[0] === period) last[1].push(session);
    else periods.push([period, [session]]);
  }
  return periods;
}
