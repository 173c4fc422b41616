import type { Page } from 'playwright-core';

/** More than the stops of any page. */
const MOST_STOPS = 600;

/**
 * Whether what has the focus shows it: an outline, a ring, or a thick edge of the drawing, on itself or on what stands for
 * it; and lies in the window.
 */
const LOOK = `(() => {
  const element = document.activeElement;
  // After the last stop the browser's own controls have it.
  if (element === null || element === document.body) return null;
  const name = element.tagName + '.' + (element.getAttribute('class') ?? '') + ' ' + (element.ariaLabel ?? element.textContent.trim().slice(0, 40));
  const stands = getComputedStyle(element).opacity === '0' ? [element.nextElementSibling, element.parentElement] : [element, element.firstElementChild, element.querySelector('rect, circle')];
  const shows = stands.some((one) => {
    if (one === null) return false;
    const style = getComputedStyle(one);
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const ring = style.boxShadow !== 'none';
    const edge = one instanceof SVGElement && style.stroke !== 'none' && parseFloat(style.strokeWidth) >= 2;
    return outline || ring || edge;
  });
  const box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return shows ? (inside ? null : name + ' lies outside the window') : name + ' does not show the focus';
})()`;

/** What is wrong with how the focus is shown; null when nothing is. */
export function focusProblem(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(LOOK);
}

/** Presses Tab until what the selector names has the focus, unless it has; throws where the focus is not seen. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const there = `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`;
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const problem = await focusProblem(page);
    if (problem !== null) throw new Error(`on the way to ${selector}: ${problem}`);
    if (await page.evaluate<boolean>(there)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** Presses Tab until the first stop of the page comes round again; how many stops there are. */
export async function tabRound(page: Page): Promise<number> {
  await page.evaluate(`(() => {
    document.activeElement?.blur();
    getSelection()?.removeAllRanges();
    document.querySelector('.skip').focus();
  })()`);
  for (let stop = 1; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>(`document.activeElement.matches('.skip')`)) return stop;
  }
  throw new Error(`the focus does not come round within ${MOST_STOPS} stops: it is held somewhere`);
}
