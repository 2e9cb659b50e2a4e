import { css } from 'lit';

export const appStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
  }

  top-bar {
    flex: none;
  }

  .body {
    display: grid;
    flex: 1;
    grid-template-columns: 296px minmax(0, 1fr);
    min-height: 0;
  }

  conversations-panel {
    border-inline-end: 1px solid var(--page-line);
  }

  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    overflow-y: auto;
  }

  interaction-bar {
    flex: none;
  }

  customer-journey {
    flex: 1;
    min-height: 0;
  }

  .loading {
    animation: turn 0.8s linear infinite;
    border: 3px solid var(--page-line);
    border-block-start-color: var(--page-accent);
    border-radius: 50%;
    height: 28px;
    margin: auto;
    width: 28px;
  }

  .plain:has(.examples) {
    max-width: 40rem;
  }

  .examples {
    margin-block-start: 12px;
    text-align: start;
    width: 100%;
  }

  .examples h2 {
    color: var(--page-muted);
    font-size: 13px;
    font-weight: 600;
    margin-block-end: 6px;
  }

  .examples ul {
    background: var(--page-surface);
    border: 1px solid var(--page-line);
    border-radius: var(--page-radius);
    list-style: none;
    overflow: hidden;
  }

  .examples li + li {
    border-block-start: 1px solid var(--page-line);
  }

  .examples a {
    color: inherit;
    display: block;
    font-size: 13px;
    outline-offset: -2px;
    padding: 9px 14px;
    text-decoration: none;
  }

  .examples a::first-letter {
    text-transform: uppercase;
  }

  .examples a:hover {
    background: var(--page-hover);
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (width < 720px) {
    .body {
      display: flex;
      flex-direction: column;
    }

    conversations-panel {
      border-inline-end: 0;
      flex: none;
    }

    conversations-panel[data-collapsed] {
      display: none;
    }
  }
`;
