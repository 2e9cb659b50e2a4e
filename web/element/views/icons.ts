import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { ChannelGroup } from '../data/types';

/** Icons of 20 × 20 units, drawn with lines in the color of the text. */
const SHAPES = {
  voice: svg`<path d="M5.2 3.5h2.1l1.3 3.3-1.5 1.4a8.6 8.6 0 0 0 4.7 4.7l1.4-1.5 3.3 1.3v2.1c0 .9-.7 1.6-1.6 1.6A11.4 11.4 0 0 1 3.6 5.1c0-.9.7-1.6 1.6-1.6Z"/>`,
  messaging: svg`<path d="M3.5 5.6c0-.9.7-1.6 1.6-1.6h9.8c.9 0 1.6.7 1.6 1.6v6.3c0 .9-.7 1.6-1.6 1.6H9.6L6.2 16.4v-2.9H5.1c-.9 0-1.6-.7-1.6-1.6Z"/><path d="M7 7.7h6M7 10.1h3.6"/>`,
  digital: svg`<rect x="3" y="4.5" width="14" height="11" rx="1.8"/><path d="m3.6 6 6.4 4.8L16.4 6"/>`,
  social: svg`<circle cx="5.4" cy="10" r="2.1"/><circle cx="14.2" cy="5.2" r="2.1"/><circle cx="14.2" cy="14.8" r="2.1"/><path d="m7.3 9 5-2.8M7.3 11l5 2.8"/>`,
  website: svg`<rect x="2.8" y="3.8" width="14.4" height="12.4" rx="1.8"/><path d="M2.8 7.4h14.4M5.3 5.6h.01M7.5 5.6h.01"/>`,
  other: svg`<rect x="3.2" y="6" width="13.6" height="10" rx="1.8"/><path d="M7.4 6V4.9c0-.6.5-1.1 1.1-1.1h3c.6 0 1.1.5 1.1 1.1V6M3.2 10.6h13.6"/>`,
  journey: svg`<circle cx="5" cy="15" r="1.9"/><circle cx="15" cy="5" r="1.9"/><path d="M6.9 15h5.2a2.7 2.7 0 0 0 0-5.4H8a2.3 2.3 0 0 1 0-4.6h5.1"/>`,
  person: svg`<circle cx="10" cy="6.8" r="3"/><path d="M4.2 16.6c.5-3.2 2.8-5 5.8-5s5.3 1.8 5.8 5"/>`,
  queue: svg`<path d="M3.5 5.5h13M3.5 10h9M3.5 14.5h6"/>`,
  organization: svg`<path d="M4 16.5v-12c0-.6.4-1 1-1h6c.6 0 1 .4 1 1v12M12 8h3c.6 0 1 .4 1 1v7.5M2.5 16.5h15M7 7h2M7 10h2M7 13h2"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.6"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  close: svg`<path d="m5.5 5.5 9 9m0-9-9 9"/>`,
  repeat: svg`<path d="M4 9.2A6 6 0 0 1 14.6 6L16 7.4M16 4v3.4h-3.4M16 10.8A6 6 0 0 1 5.4 14L4 12.6M4 16v-3.4h3.4"/>`,
  transfer: svg`<path d="M3.5 7h12m-3-3 3 3-3 3M16.5 13.5h-12m3-3-3 3 3 3"/>`,
  offline: svg`<path d="M3 3l14 14M6.2 12.6a5.4 5.4 0 0 1 5-1.4M3.4 9.3a9.6 9.6 0 0 1 3.4-2.1M9.4 6.3a9.6 9.6 0 0 1 7.2 3M10 15.6h.01"/>`,
  clock: svg`<circle cx="10" cy="10" r="6.7"/><path d="M10 6.2V10l2.6 1.7"/>`,
  search: svg`<circle cx="8.8" cy="8.8" r="4.8"/><path d="m12.4 12.4 4 4"/>`,
  tag: svg`<path d="M3.5 4.6v4.6l7.3 7.3 5.7-5.7-7.3-7.3H4.6c-.6 0-1.1.5-1.1 1.1Z"/><path d="M7 7h.01"/>`,
  check: svg`<path d="m4.5 10.5 3.6 3.6 7.4-8"/>`,
  gift: svg`<rect x="3.2" y="7.2" width="13.6" height="3" rx="1"/><path d="M4.6 10.2v5c0 .7.6 1.3 1.3 1.3h8.2c.7 0 1.3-.6 1.3-1.3v-5M10 7.2v9.3M10 7.2C8 7.2 6.6 6.4 6.6 5S8.9 3.3 10 7.2Zm0 0c2 0 3.4-.8 3.4-2.2S11.1 3.3 10 7.2Z"/>`,
  alert: svg`<path d="M10 3.6 2.9 16h14.2ZM10 8.2v3.6M10 13.9h.01"/>`,
  start: svg`<circle cx="10" cy="10" r="3.2"/>`,
  end: svg`<rect x="6.6" y="6.6" width="6.8" height="6.8" rx="1"/>`,
  external: svg`<path d="M8 4.5H5.6c-.6 0-1.1.5-1.1 1.1v8.8c0 .6.5 1.1 1.1 1.1h8.8c.6 0 1.1-.5 1.1-1.1V12M11.5 4.5h4v4M15.2 4.8 9.5 10.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** An icon beside a text that says the same, so it is hidden from screen readers. */
export function icon(name: IconName, className = ''): TemplateResult {
  return html`<svg class="icon ${className}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}

const GROUP_ICONS: Record<ChannelGroup, IconName> = {
  VOICE: 'voice',
  MESSAGING: 'messaging',
  DIGITAL: 'digital',
  SOCIAL: 'social',
  WEBSITE: 'website',
  OTHER: 'other',
};

export function groupIcon(group: ChannelGroup): TemplateResult {
  return icon(GROUP_ICONS[group] ?? 'other');
}

/** The color of a segment, or nothing if the platform's text is not a plain color. */
export function colorDot(color: string | null | undefined): TemplateResult | undefined {
  if (!color || !/^#?[0-9a-f]{3,8}$/i.test(color)) return undefined;
  const fill = color.startsWith('#') ? color : `#${color}`;
  return html`<svg class="dot" viewBox="0 0 8 8" aria-hidden="true" focusable="false"><circle cx="4" cy="4" r="4" fill=${fill} /></svg>`;
}
