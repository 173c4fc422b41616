import type { Page } from 'playwright-core';
import { violationsOf, WCAG_AND_GOOD } from './browser.ts';

/** A window of 1280 by 1024 at 400% zoom is 320 by 256 pixels of the page. */
export const ZOOMED = { width: 320, height: 256 };
export const WIDE = { width: 1280, height: 900 };

const PATIENCE_MS = 30_000;

type Size = typeof WIDE;
type Scheme = 'light' | 'dark';

/** Goes to a page of the site without loading it anew, and waits until nothing on it waits. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(path)}), dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await page.waitForTimeout(150);
  await page.locator('h1').first().waitFor();
  await rested(page, path);
}

/** Waits until nothing on a page waits, two looks running. */
export async function rested(page: Page, what: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let still = 0; still < 2; ) {
    if (Date.now() > until) throw new Error(`${what} still waits for something`);
    const waits = await page.evaluate<boolean>(
      `document.querySelector('[aria-busy=true], .skeleton, .map-wrap[data-ready=false]') !== null`,
    );
    still = waits ? 0 : still + 1;
    await page.waitForTimeout(100);
  }
}

/**
 * Shows a page from its top in a window of this size, in light or dark, with motion reduced. What lies half under the
 * header that stays is no smaller for it.
 */
export async function dress(page: Page, size: Size, colorScheme: Scheme): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate('scrollTo(0, 0)');
  await page.waitForTimeout(100);
}

/**
 * What is wrong with a page, or one part of it, as it is shown now: rules that it breaks, a page that is wider than its
 * window, things that move.
 */
export async function faultsOf(
  page: Page,
  what: string,
  within: string | null = null,
): Promise<readonly string[]> {
  const found = (await violationsOf(page, WCAG_AND_GOOD, within)).map((rule) => `${what}: ${rule}`);
  const beyond = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  if (beyond > 0) found.push(`${what}: ${beyond} pixels wider than the window`);
  const moving = await page.evaluate<number>(
    `document.getAnimations().filter(({ playState }) => playState === 'running').length`,
  );
  if (moving > 0) found.push(`${what}: ${moving} things move where motion is reduced`);
  return found;
}

/**
 * What is wrong with a part of a page in light and in dark in a wide window, and at 400% zoom with what is `around` it,
 * which is the whole page unless given: colours are the same at any size. Afterwards it is wide and light.
 */
export async function faultsEverywhere(
  page: Page,
  what: string,
  part: string,
  around: string | null = null,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [size, scheme, within] of [
    [WIDE, 'dark', part],
    [ZOOMED, 'dark', around],
    [WIDE, 'light', part],
  ] as const) {
    await dress(page, size, scheme);
    found.push(...(await faultsOf(page, `${what}, ${scheme}, ${size.width} wide`, within)));
  }
  return found;
}
