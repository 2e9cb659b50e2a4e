import { css } from 'lit';

/** The colors of an interaction's state. The state is always written as well. */
export const stateColors = css`
  [data-state] {
    --state: var(--page-muted);
    --state-soft: var(--page-hover);
  }

  [data-state="ringing"],
  [data-state="dialing"] {
    --state: var(--page-accent);
    --state-soft: var(--page-accent-soft);
  }

  [data-state="connected"] {
    --state: var(--page-green);
    --state-soft: var(--page-green-soft);
  }

  [data-state="held"],
  [data-state="queued"] {
    --state: var(--page-amber);
    --state-soft: var(--page-amber-soft);
  }

  [data-state="afterCallWork"] {
    --state: var(--page-violet);
    --state-soft: var(--page-violet-soft);
  }

  .channel {
    background: var(--state-soft);
    color: var(--state);
  }

  .state {
    color: var(--state);
    font-weight: 550;
  }
`;
