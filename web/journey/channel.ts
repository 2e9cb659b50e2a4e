import type { TemplateResult } from 'lit';
import { Format } from '../element/format';
import type { Conversation } from './conversation';
import { callIn, callOut, globe, mail, message, share } from './icons';
import { locale } from './locale';

type WithChannel = Pick<Conversation, 'channel' | 'direction'>;

const format = new Format(locale);

/** The name of an interaction's channel in the page's language, as on the cards of the tab. */
export function channelLabel({ channel }: Pick<WithChannel, 'channel'>): string {
  return format.channel({ channel: { ...channel, supported: true } });
}

/** The icon of an interaction's channel and, for a call, its direction. */
export function channelIcon({ channel, direction }: WithChannel): TemplateResult {
  switch (channel.group) {
    case 'VOICE':
      return direction === 'OUTBOUND' ? callOut : callIn;
    case 'DIGITAL':
      return channel.medium.includes('EMAIL') ? mail : message;
    case 'SOCIAL':
      return share;
    case 'WEBSITE':
      return globe;
    default:
      return message;
  }
}
