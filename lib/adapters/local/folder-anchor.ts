import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
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
      const file = await open(join(this.#folder, `${region}-${at.slice(0, 7)}.jsonl`), 'a+');
      try {
        const start = (await endsInLine(file)) ? '' : '\n';
        await file.appendFile(`${start}${JSON.stringify({ region, number, hash, at })}\n`);
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
      for (const line of text.split('\n')) {
        const head = headOf(line);
        if (head !== null) yield head;
      }
    }
  }
}

/** Whether what is appended next begins a line: where the disk was full, half of one may stand at the end. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}

/** The head that a line says; null for half a line, which was never told: telling it failed, and was done again. */
function headOf(line: string): KnownHead | null {
  if (line === '') return null;
  try {
    return JSON.parse(line) as KnownHead;
  } catch {
    return null;
  }
}
