import { css } from 'lit';

/** The filters and the cards. The line through the icons is the journey. */
export const listStyles = css`
  .filters {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    margin-block-start: 0.4rem;
    padding: 0.6rem var(--journey-space);
    background: var(--journey-background);
  }
  .filter {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-inline-size: 2.25rem;
    min-block-size: 2rem;
    padding: 0 0.7em;
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--journey-muted);
    font-weight: 500;
    transition:
      background-color 120ms,
      color 120ms;
  }
  .filter:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .filter[aria-pressed='true'] {
    border-color: color-mix(in srgb, var(--journey-accent) 35%, transparent);
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
  }
  .list {
    position: relative;
    padding: 0 calc(var(--journey-space) - 0.5rem) 1.5rem;
  }
  .period h3 {
    padding: 0.55rem 0.5rem 0.35rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  li:has(> .card) {
    /* The center of the icons. */
    --line: calc(0.5rem + 8.25rem + 0.9rem + 1rem - 1px);
    position: relative;
    content-visibility: auto;
    /* Room for an outline of a card. */
    overflow-clip-margin: 4px;
    contain-intrinsic-size: auto 3.5rem;
  }
  .card {
    scroll-margin-block-start: 3.5rem;
    display: grid;
    grid-template: 'when node what who length' auto / 8.25rem 2rem minmax(8rem, 1.2fr) minmax(0, 1.3fr) minmax(4.5rem, auto);
    column-gap: 0.9rem;
    align-items: center;
    inline-size: 100%;
    min-block-size: 3.5rem;
    padding: 0.45rem 0.5rem;
    border-radius: var(--journey-radius);
    transition: background-color 120ms;
  }
  li:has(> .card)::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-block: 0;
    inset-inline-start: var(--line);
    inline-size: 2px;
    background: var(--journey-border);
    pointer-events: none;
  }
  li:first-child::before {
    inset-block-start: 50%;
  }
  li:last-child::before {
    inset-block-end: 50%;
  }
  li:only-child::before {
    display: none;
  }
  .card:hover {
    background: var(--journey-hover);
  }
  .card[aria-expanded='true'] {
    background: var(--journey-accent-soft);
  }
  .card:focus-visible {
    outline-offset: -2px;
  }
  .when {
    grid-area: when;
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.1rem;
  }
  .time,
  .length,
  .subtitle,
  .who {
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .node {
    grid-area: node;
    position: relative;
    z-index: 2;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    border-radius: 50%;
    background: color-mix(in srgb, var(--channel) 13%, var(--journey-background));
    box-shadow: 0 0 0 3px var(--journey-background);
    color: var(--channel);
  }
  .node .icon {
    inline-size: 1.15rem;
    block-size: 1.15rem;
  }
  .card:hover .node {
    box-shadow: 0 0 0 3px var(--journey-hover);
  }
  .card[aria-expanded='true'] .node {
    box-shadow: 0 0 0 3px var(--journey-accent-soft);
  }
  .voice {
    --channel: var(--journey-voice);
  }
  .messaging {
    --channel: var(--journey-messaging);
  }
  .digital {
    --channel: var(--journey-digital);
  }
  .social {
    --channel: var(--journey-social);
  }
  .website {
    --channel: var(--journey-website);
  }
  .other {
    --channel: var(--journey-other);
  }
  .what {
    grid-area: what;
    min-inline-size: 0;
  }
  .label {
    display: block;
    font-weight: 600;
  }
  .subtitle,
  .who > span > span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who {
    grid-area: who;
    min-inline-size: 0;
  }
  .who > span {
    display: flex;
    align-items: center;
    gap: 0.4em;
    min-inline-size: 0;
  }
  .length {
    grid-area: length;
    justify-self: end;
    text-align: end;
    white-space: nowrap;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.05em 0.6em 0.05em 0.5em;
    border-radius: 99px;
    background: var(--status-soft);
    color: var(--status);
    font-size: 0.93em;
    font-weight: 600;
    transition:
      background-color 200ms,
      color 200ms;
  }
  .live {
    --status: var(--journey-live);
    --status-soft: var(--journey-live-soft);
  }
  .idle {
    --status: var(--journey-idle);
    --status-soft: var(--journey-idle-soft);
  }
  .inactive {
    --status: var(--journey-inactive);
    --status-soft: var(--journey-inactive-soft);
  }
  .mark {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    overflow: visible;
  }
  .mark .fill {
    fill: currentcolor;
  }
  .mark .line {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
  }
  .mark .pulse {
    fill: currentcolor;
    opacity: 0.45;
    transform-origin: center;
    animation: pulse 2.4s ease-out infinite;
  }
  @keyframes pulse {
    to {
      opacity: 0;
      transform: scale(2.1);
    }
  }
  .sentinel {
    position: absolute;
    inset: auto 0 0;
    block-size: min(50rem, 100%);
    pointer-events: none;
  }
  .end,
  .none {
    padding: 1rem 0.5rem 0;
    color: var(--journey-muted);
    font-size: 0.93em;
    text-align: center;
  }
  @container journey (width < 44rem) {
    li:has(> .card) {
      --line: calc(0.5rem + 1rem - 1px);
    }
    .card {
      grid-template:
        'node what when' auto
        'node who length' auto / 2rem minmax(0, 1fr) auto;
      column-gap: 0.75rem;
    }
    .when {
      align-items: end;
      align-self: start;
    }
    .who {
      display: flex;
      flex-wrap: wrap;
      column-gap: 0.8rem;
    }
    .who > span {
      max-inline-size: 100%;
    }
  }
  @container journey (width < 34rem) {
    .filter .name {
      display: none;
    }
    .filter {
      padding: 0 0.55em;
    }
  }
`;
