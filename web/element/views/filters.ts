import { html, type TemplateResult } from 'lit';
import { CHANNEL_GROUPS, type ChannelGroup } from '../data/types';
import type { Format } from '../format';
import { groupIcon } from './icons';

/** Buttons for the groups of channels. Several can be pressed; none means all. */
export function filters(
  selected: readonly ChannelGroup[],
  available: readonly ChannelGroup[],
  format: Format,
  onFilter: (groups: readonly ChannelGroup[]) => void,
): TemplateResult {
  const toggle = (group: ChannelGroup) =>
    onFilter(CHANNEL_GROUPS.filter(other => (other === group) !== selected.includes(other)));
  return html`<div class="filters" part="filters" role="group" aria-label=${format.t('filters')}>
    <button
      type="button"
      class="filter"
      part="filter"
      aria-pressed=${selected.length === 0 ? 'true' : 'false'}
      @click=${() => onFilter([])}
    >
      ${format.t('filter.all')}
    </button>
    ${available.map(
      group => html`<button
        type="button"
        class="filter ${group.toLowerCase()}"
        part="filter"
        data-group=${group}
        title=${format.t(`group.${group}`)}
        aria-pressed=${selected.includes(group) ? 'true' : 'false'}
        @click=${() => toggle(group)}
      >
        ${groupIcon(group)}<span class="name">${format.t(`group.${group}`)}</span>
      </button>`,
    )}
  </div>`;
}
