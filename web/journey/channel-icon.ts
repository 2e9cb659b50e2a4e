import type { TemplateResult } from 'lit';
import type { Conversation } from './conversation';
import { callIn, callOut, globe, mail, message, share } from './icons';

/** The icon of an interaction's channel and, for a call, its direction. */
export function channelIcon({ channel, direction }: Pick<Conversation, 'channel' | 'direction'>): TemplateResult {
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
