import { css } from 'lit';

export const detailsStyles = css`
  .details {
    position: sticky;
    inset-block-end: 0;
    z-index: 3;
    display: flex;
    flex: none;
    flex-direction: column;
    /* Not as high as its content, so that the list does not move when the content arrives. */
    block-size: min(52%, 32rem);
    max-block-size: 75vh;
    background: var(--journey-background);
    box-shadow: var(--journey-shadow);
    animation: rise 180ms ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.75rem);
    }
  }
  .details > header {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    padding-block: 0.6rem;
    padding-inline: var(--journey-space) 0.6rem;
    border-block-end: 1px solid var(--journey-border);
  }
  .details > header .node {
    box-shadow: none;
  }
  .details h3 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .details h3:focus-visible {
    border-radius: 3px;
  }
  .spread {
    flex: 1;
  }
  .details-body {
    min-block-size: 0;
    overflow-y: auto;
    padding: 0.9rem var(--journey-space) 1.1rem;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
  }
  .details-body:focus-visible {
    outline-offset: -2px;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: 1.1rem 2.5rem;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 7.75rem), 1fr));
    gap: 0.7rem 1.25rem;
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  .facts a .icon {
    inline-size: 0.95em;
    block-size: 0.95em;
    margin-inline-start: 0.25em;
  }
  .part {
    margin-block-start: 1.1rem;
  }
  .column > .part:first-child {
    margin-block-start: 0;
  }
  h4 {
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .wrap-up-list {
    display: grid;
    gap: 0.5rem;
  }
  .wrap-up-list li {
    padding: 0.5rem 0.75rem;
    border-radius: calc(var(--journey-radius) - 2px);
    background: var(--journey-surface);
  }
  .notes {
    display: block;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .note {
    display: flex;
    gap: 0.5rem;
    margin-block-end: 0.6rem;
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .note .icon {
    margin-block-start: 0.15em;
  }
  .timeline li {
    position: relative;
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr) auto;
    gap: 0.6rem;
    padding-block: 0.28rem;
  }
  .timeline li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 0.9rem -0.4rem;
    inset-inline-start: calc(0.75rem - 1px);
    inline-size: 2px;
    background: var(--journey-border);
  }
  .tick {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border-radius: 50%;
    background: var(--journey-surface);
    color: var(--journey-muted);
  }
  .tick .icon {
    inline-size: 0.9rem;
    block-size: 0.9rem;
  }
  .entry {
    padding-block-start: 0.1rem;
  }
  .entry b {
    font-weight: 500;
  }
  .entry .text {
    color: var(--journey-muted);
  }
  .entry .dot {
    margin-inline-end: 0.35em;
  }
  .timeline time {
    padding-block-start: 0.1rem;
    color: var(--journey-muted);
    font-size: 0.93em;
    white-space: nowrap;
  }
  .timeline .plain {
    text-decoration: none;
  }
  .timeline .plain:hover {
    text-decoration: underline;
  }
  .timeline + .button {
    margin-block-start: 0.5rem;
  }
`;
