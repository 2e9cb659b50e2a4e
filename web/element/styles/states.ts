import { css } from 'lit';

/** The states without a list, and the modes of the system that replace colors. */
export const stateStyles = css`
  .state {
    display: grid;
    gap: 0.4rem;
    justify-items: center;
    max-inline-size: 26rem;
    margin-inline: auto;
    padding: 3.5rem var(--journey-space);
    text-align: center;
    text-wrap: pretty;
  }
  .state .large {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    stroke-width: 1.1;
  }
  .state h2 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .state p {
    color: var(--journey-muted);
  }
  .state p b {
    color: var(--journey-text);
  }
  .state .button {
    margin-block-start: 0.6rem;
  }
  .inline-failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.7rem;
    margin: 0.6rem 0.5rem;
    color: var(--journey-muted);
  }
  .inline-failure > span {
    flex: 1 1 12rem;
  }
  .inline-failure > .icon {
    color: var(--journey-danger);
  }
  .inline-failure b {
    color: var(--journey-text);
  }
  .scroll > .inline-failure {
    margin: 0 var(--journey-space) 0.6rem;
  }
  .details-body > .inline-failure {
    margin: 0 0 0.9rem;
  }
  .skeleton {
    display: grid;
    gap: 1.25rem;
    padding: var(--journey-space);
  }
  .skeleton.small {
    gap: 0.75rem;
    padding: 0;
  }
  .skeleton-head,
  .skeleton-row {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) 4rem;
    gap: 0.9rem;
    align-items: center;
  }
  .skeleton-head {
    grid-template-columns: 2.75rem minmax(0, 12rem);
    margin-block-end: 1.5rem;
  }
  .skeleton i {
    block-size: 0.9rem;
    border-radius: 99px;
    background: var(--journey-inactive-soft);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton-row i:first-child {
    block-size: 2rem;
  }
  .small .skeleton-row i:first-child {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .skeleton-head i:first-child {
    block-size: 2.75rem;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  @media (forced-colors: active) {
    .badge,
    .chip,
    .filter,
    .button,
    .card,
    .summary {
      border: 1px solid;
    }
    .card {
      border-color: transparent;
    }
    .card[aria-expanded='true'],
    .filter[aria-pressed='true'] {
      border-color: Highlight;
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    li:has(> .card)::before,
    .timeline li:not(:last-child)::before {
      background: CanvasText;
    }
    .details {
      border-block-start: 1px solid;
    }
  }
  @media (prefers-contrast: more) {
    .badge,
    .filter,
    .node {
      border: 1px solid currentcolor;
    }
  }
`;
