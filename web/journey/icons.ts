import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Icons of 20 by 20, drawn with lines in the color of the text. They are decoration; a text beside each has the meaning. */
const icon = (
  paths: SVGTemplateResult,
): TemplateResult => html`<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`;

const PHONE = svg`<path d="M4.2 3.6h2.3l1.3 3.3-1.7 1.2a9 9 0 0 0 4.2 4.2l1.2-1.7 3.3 1.3v2.3c0 .9-.7 1.6-1.6 1.5C7.6 15.3 3 10.6 2.7 5.2 2.6 4.3 3.3 3.6 4.2 3.6Z"/>`;

export const callIn = icon(svg`${PHONE}<path d="M16.5 3.5 12 8m0-3.2V8h3.2"/>`);
export const callOut = icon(svg`${PHONE}<path d="M12 8l4.5-4.5m-3.2 0h3.2v3.2"/>`);
export const message = icon(
  svg`<path d="M3.5 4.5h13a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H9l-4 3v-3H3.5a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1Z"/><path d="M6.5 8h7M6.5 10.8h4.5"/>`,
);
export const mail = icon(svg`<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 5.5 7 5 7-5"/>`);
export const share = icon(
  svg`<circle cx="5" cy="10" r="2"/><circle cx="14.5" cy="5" r="2"/><circle cx="14.5" cy="15" r="2"/><path d="m6.8 9 6-3.1m-6 5.1 6 3.1"/>`,
);
export const globe = icon(
  svg`<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c2.3 2.2 3.3 4.7 3.3 7.5s-1 5.3-3.3 7.5c-2.3-2.2-3.3-4.7-3.3-7.5s1-5.3 3.3-7.5Z"/>`,
);
export const journey = icon(
  svg`<circle cx="4.5" cy="15.5" r="2"/><circle cx="15.5" cy="4.5" r="2"/><path d="M6.5 15.5h6a3 3 0 0 0 0-6h-5a3 3 0 0 1 0-6h5.5"/>`,
);
export const chevron = icon(svg`<path d="m5.5 8 4.5 4.5L14.5 8"/>`);
export const lock = icon(
  svg`<rect x="4" y="9" width="12" height="8" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12.3v1.7"/>`,
);
export const key = icon(
  svg`<circle cx="6.5" cy="13.5" r="3.5"/><path d="m9 11 7.5-7.5M13.5 6.5l2 2M11.5 8.5l1.5 1.5"/>`,
);
export const warning = icon(svg`<path d="M10 3 2.5 16.5h15L10 3Z"/><path d="M10 8v4M10 14.3v.1"/>`);
export const cloudOff = icon(
  svg`<path d="M6.3 6.3A4.5 4.5 0 0 0 5.5 15h9M8.5 5.2A4.5 4.5 0 0 1 14 9a3 3 0 0 1 2.7 4.8M3 3l14 14"/>`,
);
export const signOut = icon(svg`<path d="M8 3.5H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>`);
