import { html, nothing, type TemplateResult } from 'lit';
import type { RequestFailure } from '../data/errors';
import type { Denied } from '../data/denied';
import type { Format } from '../format';
import type { Phase } from '../state/journey';
import type { Retry } from '../state/retry';
import { icon, type IconName } from './icons';
import { notice } from './notices';

interface State {
  readonly name: string;
  readonly icon: IconName;
  readonly title: string;
  readonly text: unknown;
  readonly onRetry?: () => void;
}

/** A state instead of the list: what it is, why, and what to do. */
function state({ name, icon: iconName, title, text, onRetry }: State, format: Format): TemplateResult {
  return html`<div class="state" part="state state-${name}" data-state=${name}>
    ${icon(iconName, 'large')}
    <h2>${title}</h2>
    <p>${text}</p>
    ${onRetry ? html`<button type="button" class="button" part="button" @click=${onRetry}>${format.t('state.retry')}</button>` : nothing}
  </div>`;
}

export interface StateContext {
  readonly format: Format;
  readonly failure: RequestFailure | undefined;
  readonly denied: readonly Denied[];
  readonly retry: Retry;
  readonly onRetry: () => void;
}

/** The state of each phase in which there is no list. */
export function phaseState(phase: Phase, context: StateContext): TemplateResult {
  const { format, denied, failure, retry, onRetry } = context;
  const { t } = format;
  const show = (part: State) => state(part, format);
  switch (phase) {
    case 'loading':
      return skeleton(format);
    case 'empty':
      return show({ name: 'empty', icon: 'journey', title: t('state.empty.title'), text: t('state.empty.text') });
    case 'ready':
      return show({
        name: 'no-sessions',
        icon: 'journey',
        title: t('state.noSessions.title'),
        text: t('state.noSessions.text'),
      });
    case 'forbidden': {
      const sessions = denied.find(({ part }) => part === 'sessions');
      const text = html`${sessions ? notice(sessions, format) : nothing} ${t('state.forbidden.text')}`;
      return show({ name: 'forbidden', icon: 'lock', title: t('state.forbidden.title'), text });
    }
    case 'not-found':
      return show({
        name: 'not-found',
        icon: 'search',
        title: t('state.notFound.title'),
        text: t('state.notFound.text'),
      });
    case 'no-customer':
      return show({
        name: 'no-customer',
        icon: 'person',
        title: t('state.noCustomer.title'),
        text: t('state.noCustomer.text'),
      });
    case 'signed-out':
      return show({
        name: 'signed-out',
        icon: 'lock',
        title: t('state.signedOut.title'),
        text: t('state.signedOut.text'),
      });
    case 'failed':
      return show(failedState(failure, retry, format, onRetry));
  }
}

function failedState(failure: RequestFailure | undefined, retry: Retry, { t }: Format, onRetry: () => void): State {
  const waiting = t('state.waiting', { count: retry.seconds ?? 0 });
  switch (failure?.reason) {
    case 'offline':
      return {
        name: 'offline',
        icon: 'offline',
        title: t('state.offline.title'),
        text: t('state.offline.text'),
        onRetry,
      };
    case 'rate-limited':
      return { name: 'rate-limited', icon: 'clock', title: t('state.rateLimited.title'), text: waiting };
    case 'overloaded':
      return { name: 'rate-limited', icon: 'clock', title: t('state.overloaded.title'), text: waiting };
    default: {
      const text = failure ? html`${failure.message} <code>${failure.code}</code>` : nothing;
      return { name: 'failed', icon: 'alert', title: t('state.failed.title'), text, onRetry };
    }
  }
}

/** The failure of a part, such as a page of the list, in one line. */
export function inlineFailure(
  failure: RequestFailure,
  retry: Retry,
  format: Format,
  onRetry: () => void,
): TemplateResult {
  const { title, text, onRetry: action } = failedState(failure, retry, format, onRetry);
  return html`<div class="inline-failure" role="alert">
    ${icon('alert')}<span><b>${title}</b> ${text}</span>
    ${action ? html`<button type="button" class="button" part="button" @click=${action}>${format.t('state.retry')}</button>` : nothing}
  </div>`;
}

/** The failure of parts whose values are missing in what is shown. */
export function partFailure(failure: RequestFailure, { t }: Format, onRetry: () => void): TemplateResult {
  return html`<div class="inline-failure" role="alert">
    ${icon('alert')}<span><b>${t('state.partFailed')}</b> <code>${failure.code}</code></span>
    <button type="button" class="button" part="button" @click=${onRetry}>${t('state.retry')}</button>
  </div>`;
}

function skeleton(format: Format): TemplateResult {
  const rows = Array.from({ length: 6 }, () => html`<div class="skeleton-row"><i></i><i></i><i></i></div>`);
  return html`<div class="skeleton" part="state state-loading" data-state="loading" role="status">
    <span class="hidden">${format.t('state.loading')}</span>
    <div class="skeleton-head"><i></i><i></i></div>
    ${rows}
  </div>`;
}
