import { css } from 'lit';

export const headerStyles = css`
  .header {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.5rem 0.75rem;
    align-items: center;
    padding: var(--journey-space) var(--journey-space) 0.75rem;
  }
  .avatar {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 50%;
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
    font-weight: 600;
    letter-spacing: 0.02em;
  }
  .avatar .icon {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .identity h2 {
    font-size: 1.25em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.011em;
    overflow-wrap: anywhere;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.9rem;
    color: var(--journey-muted);
  }
  .about span {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    overflow-wrap: anywhere;
  }
  .known {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.75rem;
    align-items: center;
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .identifiers {
    color: var(--journey-muted);
  }
  .identifiers[open] {
    flex-basis: 100%;
  }
  .identifiers summary {
    inline-size: fit-content;
    border-radius: 5px;
    cursor: pointer;
  }
  .identifiers summary:hover {
    color: var(--journey-text);
  }
  .identifiers .count {
    margin-inline-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .identifiers dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
    gap: 0.5rem 1rem;
    padding-block-start: 0.5rem;
  }
  .identifiers dd {
    color: var(--journey-text);
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--journey-muted);
    font-size: 0.86em;
  }
  .summary {
    margin-inline: var(--journey-space);
    padding: 0.75rem 0.9rem;
    border-radius: var(--journey-radius);
    background: var(--journey-surface);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 2rem;
  }
  .figure {
    font-size: 1.2em;
    font-weight: 600;
    line-height: 1.3;
  }
  .is-open .figure {
    color: var(--journey-live);
  }
  .contacts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    align-items: baseline;
    white-space: nowrap;
  }
  .contacts span,
  .last time {
    color: var(--journey-muted);
  }
  .contacts .figure {
    color: var(--journey-text);
  }
  .last dd,
  .wrap-ups dd {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 0.5rem;
    padding-block-start: 0.1rem;
  }
  .flags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.9rem;
    margin-block-start: 0.65rem;
    padding-block-start: 0.6rem;
    border-block-start: 1px solid var(--journey-border);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .flags li {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    position: relative;
  }
  .flag {
    color: var(--journey-text);
    font-weight: 500;
  }
  .flag .icon {
    color: var(--journey-idle);
  }
  .contacts .by-group {
    display: inline-flex;
    align-items: center;
    align-self: center;
    gap: 0.3em;
    position: relative;
    font-variant-numeric: tabular-nums;
  }
  .window {
    margin-inline-start: auto;
    font-size: 0.93em;
  }
  @container journey (width < 44rem) {
    .summary {
      padding: 0.6rem 0.75rem;
    }
    .figures {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.45rem 1.5rem;
    }
    .last,
    .wrap-ups {
      grid-column: 1 / -1;
    }
    .flags {
      margin-block-start: 0.5rem;
      padding-block-start: 0.45rem;
    }
    .window {
      margin-inline-start: 0;
    }
  }
  .notices {
    margin: 0.6rem var(--journey-space) 0;
    padding-inline: 0.9rem;
    border: 1px solid var(--journey-border);
    border-radius: var(--journey-radius);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .notices summary {
    display: flex;
    gap: 0.6rem;
    align-items: start;
    padding-block: 0.45rem;
    border-radius: 5px;
    color: var(--journey-text);
    cursor: pointer;
    list-style: none;
  }
  .notices summary::-webkit-details-marker {
    display: none;
  }
  .notices summary::after {
    content: '';
    flex: none;
    inline-size: 0.42em;
    block-size: 0.42em;
    margin-block-start: 0.4em;
    margin-inline: auto 0.2em;
    border-block-end: 1.5px solid var(--journey-muted);
    border-inline-end: 1.5px solid var(--journey-muted);
    rotate: 45deg;
    transition: rotate 120ms;
  }
  .notices[open] summary::after {
    margin-block-start: 0.65em;
    rotate: 225deg;
  }
  .notices .icon {
    margin-block-start: 0.12em;
  }
  .notices ul {
    padding-block-end: 0.6rem;
    padding-inline-start: calc(1.15em + 0.6rem);
  }
  .notices li + li {
    margin-block-start: 0.25rem;
  }
  .notices b {
    color: var(--journey-text);
    font-weight: 500;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    padding: 0.45rem var(--journey-space);
    background: var(--journey-idle-soft);
    color: var(--journey-idle);
    font-weight: 500;
  }
`;
