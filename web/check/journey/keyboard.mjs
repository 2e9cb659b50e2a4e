// From the panel to the details of a card with the keyboard alone.
import { check, readWelcome } from './support/check.mjs';

const { graphql } = await readWelcome();
const { origin } = new URL(graphql);
/** More controls than lie between two steps. */
const LONGEST_WAY = 40;

await check(async ({ expect, open, step }) => {
  const page = await open(origin, { token: 'demo-agent' });
  await page.locator('conversations-panel .item').first().waitFor();

  for (const [name, control] of [
    ['a conversation', '.item[data-state="connected"]'],
    ['the Customer Journey icon', '.tab'],
  ]) {
    step(name);
    await tabTo(control);
    await page.keyboard.press('Enter');
  }
  await page.locator('customer-journey .card').first().waitFor();

  step('a card');
  await tabTo('.card');
  const card = await focused(element => element.dataset.session);
  await page.keyboard.press('Enter');
  await page.locator('customer-journey #details').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('customer-journey #details').waitFor({ state: 'detached' });
  expect((await focused(element => element.dataset.session)) === card, 'the focus does not return to the card');

  step('back to the panel');
  await tabTo('.item[aria-current="true"]', 'Shift+Tab');
  await page.leave();

  /** Presses the tabulator until the focused element matches, and expects that each focused element shows its focus. */
  async function tabTo(selector, key = 'Tab') {
    for (let presses = 0; presses < LONGEST_WAY; presses += 1) {
      await page.keyboard.press(key);
      const [matches, isVisible, name] = await focused((element, wanted) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const hasRing = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
        return [element.matches(wanted), hasRing || element === document.body, element.outerHTML.slice(0, 80)];
      }, selector);
      expect(isVisible, `the focus of ${name} is not visible`);
      if (matches) return;
    }
    throw new Error(`${selector} is not reached by ${key}`);
  }

  /** The result of a function for the focused element, inside of shadow trees. */
  async function focused(read, argument) {
    const element = await page.evaluateHandle(() => {
      let element = document.activeElement;
      while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element;
    });
    return element.evaluate(read, argument);
  }
});
