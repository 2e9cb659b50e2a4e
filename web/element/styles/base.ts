import { css } from 'lit';

/** The frame of the element, and what all of its parts share. */
export const base = css`
  :host {
    display: block;
    block-size: 100%;
    /* A container for queries has no width of its own content. */
    inline-size: 100%;
    min-inline-size: 0;
    container: journey / inline-size;
    background: var(--journey-background);
    color: var(--journey-text);
    font: 400 var(--journey-font-size) / 1.45 var(--journey-font);
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  /* The texts of the platform can contain control characters, which must not reorder what follows. */
  a,
  b,
  code,
  span,
  time {
    unicode-bidi: isolate;
  }
  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  button {
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  b {
    font-weight: 600;
  }
  i {
    font-style: normal;
  }
  a {
    color: var(--journey-accent);
    text-underline-offset: 0.15em;
    text-decoration-thickness: 1px;
    overflow-wrap: anywhere;
  }
  code {
    font: 0.92em ui-monospace, 'Cascadia Mono', Menlo, monospace;
    overflow-wrap: anywhere;
  }
  time,
  .figure,
  .time,
  .length {
    font-variant-numeric: tabular-nums;
  }
  :focus-visible {
    outline: 2px solid var(--journey-accent);
    outline-offset: 2px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.2em;
  }
  .dot {
    flex: none;
    inline-size: 0.55em;
    block-size: 0.55em;
  }
  .muted {
    color: var(--journey-muted);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0.1em 0.65em;
    border: 1px solid var(--journey-border);
    border-radius: 99px;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .chip .icon {
    color: var(--journey-muted);
  }
  .button {
    padding: 0.4em 0.95em;
    border: 1px solid var(--journey-border);
    border-radius: calc(var(--journey-radius) - 3px);
    background: var(--journey-background);
    font-weight: 550;
    transition: background-color 120ms;
  }
  .button:hover {
    background: var(--journey-hover);
  }
  .button[aria-disabled] {
    color: var(--journey-muted);
  }
  .quiet {
    display: inline-grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    padding: 0;
    border-radius: 7px;
    color: var(--journey-muted);
    transition: background-color 120ms;
  }
  .quiet:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .journey {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }
  .scroll {
    flex: 1 1 auto;
    min-block-size: 0;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
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
