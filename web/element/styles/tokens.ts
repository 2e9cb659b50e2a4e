import { css } from 'lit';

/** The custom properties that a page may set on the element, with their values in both themes. */
export const tokens = css`
  :host {
    --journey-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --journey-font-size: 0.875rem;
    --journey-radius: 10px;
    --journey-space: 1rem;
    --journey-background: light-dark(#ffffff, #14171c);
    --journey-surface: light-dark(#f6f7f9, #1c2027);
    --journey-hover: light-dark(#f1f3f7, #20252d);
    --journey-border: light-dark(#e2e5eb, #2e343e);
    --journey-text: light-dark(#171a21, #e9ecf1);
    --journey-muted: light-dark(#59616f, #a3acba);
    --journey-accent: light-dark(#2554cf, #92b1ff);
    --journey-accent-soft: light-dark(#ebf0fe, #222c45);
    --journey-live: light-dark(#0b7a3e, #5ad892);
    --journey-live-soft: light-dark(#e3f6eb, #14321f);
    --journey-idle: light-dark(#875800, #f3c14b);
    --journey-idle-soft: light-dark(#fdf1d3, #3a2d0c);
    --journey-inactive: light-dark(#565e6b, #aab2bf);
    --journey-inactive-soft: light-dark(#eceef2, #272c34);
    --journey-danger: light-dark(#b3261e, #ff9d94);
    --journey-voice: light-dark(#2554cf, #92b1ff);
    --journey-messaging: light-dark(#7038c7, #c3a2ff);
    --journey-digital: light-dark(#0a7078, #5fd0d8);
    --journey-social: light-dark(#b02a78, #ff9bd0);
    --journey-website: light-dark(#9a4a06, #f7b272);
    --journey-other: light-dark(#565e6b, #aab2bf);
    --journey-shadow: 0 -1px 0 var(--journey-border), 0 -12px 28px -18px light-dark(rgb(20 25 40 / 28%), rgb(0 0 0 / 80%));
    color-scheme: light dark;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-contrast: more) {
    :host {
      --journey-border: light-dark(#6b7280, #8b95a5);
      --journey-muted: light-dark(#363c47, #d3d9e2);
      --journey-text: light-dark(#000000, #ffffff);
    }
  }
`;
