import { css, html, nothing, type TemplateResult } from 'lit';
import { cloudOff, key, lock, warning } from './icons';
import { permissionName } from '../element/texts/permissions';
import { t } from './locale';
import type { Phase } from './page-model';
import type { Requirement } from './permissions';
import type { SignInProblem } from './sign-in';
import { isTextKey } from './texts';

/** The facts and the actions that a plain page gets from the page. */
export interface PlainPage {
  readonly canSignIn: boolean;
  /** Whether the user can choose a persona instead. */
  readonly hasPersonas: boolean;
  readonly signIn: () => void;
  readonly retry: () => void;
}

/** The page shown instead of the tab. Undefined if the tab is shown, or is about to be. */
export function plainPage(phase: Phase, page: PlainPage): TemplateResult | undefined {
  switch (phase.kind) {
    case 'signed-out':
      return card(
        key,
        t(phase.expired ? 'expiredTitle' : 'signedOutTitle'),
        page.canSignIn
          ? html`<p class="quiet">${t(phase.expired ? 'expiredHint' : 'signedOutHint')}</p>`
          : noLogin(page),
        signInButton(page, 'signIn'),
      );
    case 'sign-in-failed':
      return card(warning, t('signInFailedTitle'), problemText(phase.problem), signInButton(page, 'tryAgain'));
    case 'denied':
      return card(lock, t('deniedTitle'), requirements(phase.viewer.missing));
    case 'refused':
      return card(lock, t('refusedTitle'), html`<p class="quiet">${phase.message}</p>`, signInButton(page, 'signIn'));
    case 'unavailable':
      return card(
        cloudOff,
        t('unavailableTitle'),
        html`<p class="quiet">
          ${phase.retryAfter === undefined ? t('unavailableHint') : t('rateLimited', { seconds: phase.retryAfter })}
        </p>`,
        html`<button class="secondary" type="button" @click=${page.retry}>${t('tryAgain')}</button>`,
      );
    default:
      return undefined;
  }
}

/** A picture, a heading and a text in the middle of the page. */
export function card(
  icon: TemplateResult,
  title: string,
  body: TemplateResult | typeof nothing,
  action: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="plain"><span class="picture">${icon}</span><h2 tabindex="-1">${title}</h2>${body}${action}</div>`;
}

function signInButton(page: PlainPage, label: 'signIn' | 'tryAgain') {
  return page.canSignIn
    ? html`<button class="primary" type="button" @click=${page.signIn}>${t(label)}</button>`
    : nothing;
}

function noLogin({ hasPersonas }: PlainPage) {
  return html`<p class="quiet">${t(hasPersonas ? 'noPersona' : 'noLogin')}</p>`;
}

function problemText(problem: SignInProblem) {
  if (problem.kind !== 'refused') return html`<p class="quiet">${t(`signInFailed.${problem.kind}`)}</p>`;
  const key = `signInFailed.${problem.error}`;
  const report = [problem.error, problem.description].filter(text => text !== '').join(': ');
  return html`<p>${t(isTextKey(key) ? key : 'signInFailed.other')}</p>
    <p class="quiet report">${t('signInReport', { report })}</p>`;
}

function requirements(missing: readonly Requirement[]) {
  return html`<p class="quiet">${t('deniedHint')}</p>
    <ul class="permissions">
      ${missing.map(
        ({ anyOf }) =>
          html`<li>
            ${anyOf.map(
              (permission, index) =>
                html`${index > 0 ? html`<span class="quiet"> ${t('or')} </span>` : nothing}
                  <span class="permission"><strong>${permissionName(permission)}</strong> <code>${permission}</code></span>`,
            )}
          </li>`,
      )}
    </ul>`;
}

export const plainStyles = css`
  .plain {
    align-items: center;
    display: flex;
    flex-direction: column;
    gap: 12px;
    margin: auto;
    max-width: 30rem;
    padding: 24px;
    text-align: center;
  }

  .plain h2 {
    font-size: 19px;
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.25;
    outline: none;
    text-wrap: balance;
  }

  .plain p {
    text-wrap: pretty;
  }

  .plain button {
    margin-block-start: 8px;
  }

  .picture {
    align-items: center;
    background: var(--page-accent-soft);
    border-radius: 16px;
    color: var(--page-accent);
    display: flex;
    height: 56px;
    justify-content: center;
    width: 56px;
  }

  .picture svg {
    height: 28px;
    width: 28px;
  }

  .report {
    font-size: 13px;
    overflow-wrap: anywhere;
  }

  .permissions {
    border: 1px solid var(--page-line);
    border-radius: var(--page-radius);
    list-style: none;
    text-align: start;
    width: 100%;
  }

  .permissions li {
    background: var(--page-surface);
    padding: 10px 14px;
  }

  .permissions li:first-child {
    border-start-end-radius: inherit;
    border-start-start-radius: inherit;
  }

  .permissions li:last-child {
    border-end-end-radius: inherit;
    border-end-start-radius: inherit;
  }

  .permissions li + li {
    border-block-start: 1px solid var(--page-line);
  }

  .permission {
    display: block;
  }

  .permission code {
    color: var(--page-muted);
    display: block;
    font-size: 12px;
    overflow-wrap: anywhere;
  }
`;
