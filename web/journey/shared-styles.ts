import { css } from 'lit';

/** Styles of buttons and of texts for screen readers only. Every component of the page uses them. */
export const shared = css`
  :host {
    box-sizing: border-box;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  ::before,
  ::after {
    box-sizing: inherit;
  }

  button,
  select {
    color: inherit;
    font: inherit;
  }

  button {
    cursor: pointer;
  }

  svg {
    display: block;
    flex: none;
  }

  :focus-visible {
    outline: var(--page-focus);
    outline-offset: 2px;
  }

  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }

  .quiet {
    color: var(--page-muted);
  }

  .primary,
  .secondary {
    align-items: center;
    border: 1px solid transparent;
    border-radius: 8px;
    display: inline-flex;
    font-weight: 600;
    gap: 8px;
    justify-content: center;
    min-height: 36px;
    padding: 0 16px;
    transition: background-color 120ms;
  }

  .primary {
    background: var(--page-accent);
    color: var(--page-on-accent);
  }

  .primary:hover {
    background: color-mix(in srgb, var(--page-accent), var(--page-text) 18%);
  }

  .secondary {
    background: none;
    border-color: var(--page-control);
  }

  .secondary:hover {
    background: var(--page-hover);
  }

  .hidden-text {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
