import { open, rename } from 'node:fs/promises';

/** Writes texts of whole lines to a file that appears when it is complete. Returns how many lines there are. */
export async function writeLines(path: string, texts: AsyncIterable<string>): Promise<number> {
  const part = `${path}.part`;
  const file = await open(part, 'w');
  let lines = 0;
  try {
    for await (const text of texts) {
      await file.appendFile(text);
      lines += text === '' ? 0 : text.split('\n').length - 1;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  return lines;
}
