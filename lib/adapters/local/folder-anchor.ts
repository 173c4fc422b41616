import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditAnchor, KnownHead } from '#app/audit/anchor.ts';
import type { AuditHead } from '#app/audit/chain.ts';
import { diskFault } from './disk-fault.ts';

/** Heads as lines of a file for each month, in a folder that should be on another machine: `<region>-<yyyy-mm>.jsonl`. */
export class FolderAnchor implements AuditAnchor {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async publish(region: string, { number, hash, at }: AuditHead): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(join(this.#folder, `${region}-${at.slice(0, 7)}.jsonl`), 'a');
      try {
        await file.appendFile(`${JSON.stringify({ region, number, hash, at })}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw diskFault(error);
    }
  }

  async *heads(region: string): AsyncIterable<KnownHead> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.filter((one) => one.startsWith(`${region}-`) && one.endsWith('.jsonl')).sort()) {
      const text = await readFile(join(this.#folder, name), 'utf8');
      for (const line of text.split('\n')) if (line !== '') yield JSON.parse(line) as KnownHead;
    }
  }
}
