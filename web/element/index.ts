import { CustomerJourney } from './customer-journey';

export type { Message, MessageKey, Texts } from './texts';
export { registerLocale } from './texts';
export { CustomerJourney };

// The module can be loaded twice, for example by the page and by a widget in it.
if (!customElements.get('customer-journey')) customElements.define('customer-journey', CustomerJourney);

declare global {
  interface HTMLElementTagNameMap {
    'customer-journey': CustomerJourney;
  }
}
