import font from '@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2?url';
import { colourOfToken } from '../theme/token.ts';

const SCALE = 2;
const HEAD = 56;
const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor',
  'dominant-baseline',
  'display',
  'visibility',
];

async function fontAsData(): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(font)).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:font/woff2;base64,${btoa(binary)}`;
}

function copyLook(from: Element, to: Element): void {
  const look = getComputedStyle(from);
  if (to instanceof SVGElement)
    for (const name of COPIED) to.style.setProperty(name, look.getPropertyValue(name));
  for (const [index, child] of [...from.children].entries()) {
    const other = to.children.item(index);
    if (other !== null) copyLook(child, other);
  }
}

function textNode(text: string, y: number, size: number, weight: number): SVGTextElement {
  const node = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  node.textContent = text;
  node.setAttribute('x', '16');
  node.setAttribute('y', String(y));
  node.style.setProperty('font-size', `${size}px`);
  node.style.setProperty('font-weight', String(weight));
  node.style.setProperty('fill', colourOfToken('--ink'));
  return node;
}

/** A picture of a drawing with its title above it, as it looks on the page; the font travels inside the drawing. */
async function pictureOf(svg: SVGSVGElement, title: string, subtitle: string): Promise<string> {
  const { width, height } = svg.getBoundingClientRect();
  const clone = svg.cloneNode(true) as SVGSVGElement;
  copyLook(svg, clone);
  const outer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  outer.setAttribute('width', String(width));
  outer.setAttribute('height', String(height + HEAD));
  outer.style.setProperty('font-family', '"Chart Font", sans-serif');
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = `@font-face{font-family:"Chart Font";src:url(${await fontAsData()})}`;
  clone.setAttribute('y', String(HEAD));
  clone.setAttribute('width', String(width));
  clone.setAttribute('height', String(height));
  outer.append(style, textNode(title, 24, 17, 700), textNode(subtitle, 44, 14, 400), clone);
  return draw(
    `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(outer))}`,
    width,
    height + HEAD,
  );
}

async function draw(source: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser cannot draw pictures');
  context.fillStyle = colourOfToken('--card');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

export function fileNameOf(title: string, extension: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${name || 'safestats'}.${extension}`;
}

export function saveAs(href: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = fileName;
  link.click();
}

export async function saveChart(svg: SVGSVGElement, title: string, subtitle: string): Promise<void> {
  saveAs(await pictureOf(svg, title, subtitle), fileNameOf(title, 'png'));
}
