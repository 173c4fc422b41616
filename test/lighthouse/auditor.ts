import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { type BrowserContext, chromium } from 'playwright-core';
import { BROWSER_ARGUMENTS, SITE, signIn } from '../e2e/browser.ts';

export type Category = 'performance' | 'accessibility' | 'best-practices';

/** What Lighthouse says of one load of one page. Scores are hundredths. */
export type Audit = {
  readonly scores: Readonly<Record<Category, number | null>>;
  readonly layoutShift: number;
  /** Audits of accessibility and of best practices that a point was lost for, in words. */
  readonly faults: readonly string[];
};

/** A browser that somebody is signed in to and that Lighthouse can look into. */
export class Auditor {
  readonly #context: BrowserContext;
  readonly #folder: string;
  readonly #port: number;

  private constructor(context: BrowserContext, folder: string, port: number) {
    this.#context = context;
    this.#folder = folder;
    this.#port = port;
  }

  /**
   * Lighthouse opens a tab of its own. The provider's cookie is in the profile, and every tab gets the mark of one
   * that was signed in before, so that the site passes through the provider without a click, as on a reload.
   */
  static async open(port: number): Promise<Auditor> {
    const folder = await mkdtemp(join(tmpdir(), 'safestats-lighthouse-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      viewport: null,
      args: [...BROWSER_ARGUMENTS, `--remote-debugging-port=${port}`],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    await signIn(page, '/account');
    await context.addInitScript("try { sessionStorage.setItem('safestats.signed-in', 'yes'); } catch {}");
    await page.goto('about:blank');
    return new Auditor(context, folder, port);
  }

  async audit(path: string, categories: readonly Category[]): Promise<Audit> {
    const run = await lighthouse(
      `${SITE.url}${path}`,
      {
        port: this.#port,
        logLevel: 'silent',
        output: 'json',
        disableStorageReset: true,
        onlyCategories: [...categories],
      },
      desktopConfig,
    );
    if (run === undefined) throw new Error('Lighthouse gave no result');
    const { lhr } = run;
    if (lhr.runtimeError !== undefined) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    const wanted = `${SITE.url}${path}`;
    if (lhr.finalDisplayedUrl !== wanted)
      throw new Error(`asked for ${wanted}, saw ${lhr.finalDisplayedUrl}`);
    const scoreOf = (category: Category) => {
      const score = lhr.categories[category]?.score;
      return score === undefined || score === null ? null : Math.round(score * 100);
    };
    const faults = (['accessibility', 'best-practices'] as const)
      .flatMap((category) => lhr.categories[category]?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 1)
      .map(({ id }) => `${id}: ${JSON.stringify(lhr.audits[id]?.details ?? {}).slice(0, 600)}`);
    return {
      scores: {
        performance: scoreOf('performance'),
        accessibility: scoreOf('accessibility'),
        'best-practices': scoreOf('best-practices'),
      },
      layoutShift: lhr.audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
      faults,
    };
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
