const LETTER = 0.5;
let context: CanvasRenderingContext2D | null | undefined;

/** Width of a text in the page's font, in pixels; guessed where there is nothing to measure with. */
export function textWidth(text: string, size: number, weight = 400): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text.length * size * LETTER;
  context.font = `${weight} ${size}px "Source Sans 3", "Source Sans Fallback", Arial, sans-serif`;
  return context.measureText(text).width;
}

/** The text itself, or as much of its beginning as fits, with an ellipsis. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let length = text.length - 1;
  while (length > 1 && textWidth(`${text.slice(0, length)}…`, size) > width) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}
