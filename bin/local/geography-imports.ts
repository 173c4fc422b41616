import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { giveUpImport, locateUpload } from '#app/geography/run-import.ts';
import { pendingImports } from '#app/geography/upload.ts';
import type { IngestPlatform } from '#app/ports.ts';
import type { Log } from '#http/log.ts';

const PROCESS_FILE = fileURLToPath(new URL('./geography-process.ts', import.meta.url));
const MEMORY_MB = 4_096;
const MAX_MS = 30 * 60_000;

/** Imports uploaded boundaries one after another, each in a process of its own, and has records located in them. */
export class GeographyImports {
  readonly #folder: string;
  readonly #platform: IngestPlatform;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  /** `folder` is the data folder of the platform. */
  constructor(folder: string, platform: IngestPlatform, log: Log) {
    this.#folder = folder;
    this.#platform = platform;
    this.#log = log;
  }

  /** Takes up what an earlier process left. */
  async resume(): Promise<void> {
    for (const id of await pendingImports(this.#platform)) this.submit(id);
  }

  submit(id: string): void {
    this.#last = this.#last.then(() => this.#run(id));
  }

  /** Settles when nothing is left to do. */
  idle(): Promise<void> {
    return this.#last;
  }

  /** Ends what is running; it is taken up again at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  async #run(id: string): Promise<void> {
    if (this.#stop.signal.aborted) return;
    try {
      await this.#import(id);
      await locateUpload(this.#platform, id);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#log({ level: 'error', message: 'import of boundaries failed', id, error: String(error) });
      await giveUpImport(this.#platform, id, error).catch((failure: unknown) => {
        this.#log({ level: 'error', message: 'import cannot be given up', id, error: String(failure) });
      });
    }
  }

  #import(id: string): Promise<void> {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const child = fork(PROCESS_FILE, [this.#folder, id], {
      execArgv: ['--import', loader, `--max-old-space-size=${MEMORY_MB}`],
      stdio: ['ignore', 2, 2, 'ipc'],
      signal: this.#stop.signal,
      timeout: MAX_MS,
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`the process that imports boundaries ended (${signal ?? code})`));
      });
    });
  }
}
