import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Session } from '../data/types';
import type { Format } from '../format';

type OpenStatus = Exclude<Session['status'], 'ENDED'>;

/** Full, half and empty: the shape says the same as the color. */
const MARKS: Record<OpenStatus, SVGTemplateResult> = {
  LIVE: svg`<circle class="pulse" cx="6" cy="6" r="4" /><circle class="fill" cx="6" cy="6" r="4" />`,
  IDLE: svg`<circle class="line" cx="6" cy="6" r="3.5" /><path class="fill" d="M6 2.5a3.5 3.5 0 0 0 0 7Z" />`,
  INACTIVE: svg`<circle class="line" cx="6" cy="6" r="3.5" />`,
};

/** The first column of a card: the badge of an open session, the local date of a past one. */
export function statusBadge(
  { status, startedAt }: Pick<Session, 'status' | 'startedAt'>,
  format: Format,
): TemplateResult {
  if (status === 'ENDED') {
    return html`<time class="date" part="date" datetime=${startedAt}>${format.date(startedAt)}</time>`;
  }
  const name = status.toLowerCase();
  return html`<span class="badge ${name}" part="badge badge-${name}"
    ><svg class="mark" viewBox="0 0 12 12" aria-hidden="true" focusable="false">${MARKS[status]}</svg>${format.t(`status.${status}`)}</span
  >`;
}
