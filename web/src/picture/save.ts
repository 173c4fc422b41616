import font from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url';
import { saveAs } from '../charts/image.ts';
import type { sheetSvg } from './sheet.ts';

const SCALE = 2;
const KEPT_MS = 10_000;

type Drawn = ReturnType<typeof sheetSvg>;

/** A picture to lay into the room that a sheet leaves; CSS pixels. */
type Shot = { readonly href: string; readonly width: number; readonly height: number };

/** The font of the pages as a data URL, to travel inside a drawing. */
export async function fontAsData(): Promise<string> {
  const blob = await (await fetch(font)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function imageOf(href: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = href;
  await image.decode();
  return image;
}

export async function savePng(sheet: Drawn, shot: Shot | null, fileName: string): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = sheet.width * SCALE;
  canvas.height = sheet.height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser cannot draw pictures');
  const paper = await imageOf(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(sheet.svg)}`);
  context.drawImage(paper, 0, 0, canvas.width, canvas.height);
  if (shot !== null) {
    const map = await imageOf(shot.href);
    context.drawImage(map, 0, sheet.top * SCALE, shot.width * SCALE, shot.height * SCALE);
  }
  saveAs(canvas.toDataURL('image/png'), fileName);
}

export function saveSvg(sheet: Drawn, fileName: string): void {
  const href = URL.createObjectURL(new Blob([sheet.svg], { type: 'image/svg+xml' }));
  saveAs(href, fileName);
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}
