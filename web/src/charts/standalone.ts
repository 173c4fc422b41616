const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
] as const;
/** What these are without anything said, so that nothing needs to be. */
const PLAIN: Readonly<Record<string, string>> = {
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-opacity': '1',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'stroke-dasharray': 'none',
  opacity: '1',
  'font-style': 'normal',
  'text-anchor': 'start',
  'dominant-baseline': 'auto',
  'paint-order': 'normal',
};
/** What serves pointer and keyboard only. */
const FOR_HANDS = '.cursor, .reader, .handle';
const GROUPS = new Set(['g', 'svg', 'title']);
const OF_PAGE = /^(class|role|tabindex|style|id|(aria|data)-.*)$/;

function copyLook(from: Element, to: Element): void {
  const look = getComputedStyle(from);
  for (const name of GROUPS.has(from.localName) ? (['opacity'] as const) : COPIED) {
    const value = look.getPropertyValue(name);
    if (value === '' || value === PLAIN[name]) to.removeAttribute(name);
    else to.setAttribute(name, value);
  }
  for (const { name } of [...to.attributes]) if (OF_PAGE.test(name)) to.removeAttribute(name);
  for (const [index, child] of [...from.children].entries()) {
    const other = to.children.item(index);
    if (other !== null) copyLook(child, other);
  }
}

function lengthOf(svg: SVGSVGElement, name: 'width' | 'height'): number {
  return Number.parseFloat(svg.getAttribute(name) ?? '') || svg.getBoundingClientRect()[name];
}

/** A drawing of the page as text that needs no style sheet; pixels. `colourOf` gives a token's colour in it. */
export type Standalone = {
  readonly elements: string;
  readonly width: number;
  readonly height: number;
  readonly colourOf: (fill: string) => string;
};

/** The drawing as it looks on paper: in light colours whatever the theme, without what only pointer and keyboard use. */
export function standalone(svg: SVGSVGElement): Standalone {
  const clone = svg.cloneNode(true) as SVGSVGElement;
  // The tokens follow the nearest theme: the drawing's own for as long as it is read, which is before it is painted.
  svg.dataset['theme'] = 'light';
  const look = getComputedStyle(svg);
  const tokens = new Map<string, string>();
  try {
    copyLook(svg, clone);
    for (let step = 1; step <= 6; step += 1)
      tokens.set(`var(--ramp-${step})`, look.getPropertyValue(`--ramp-${step}`).trim());
  } finally {
    delete svg.dataset['theme'];
  }
  // The classes are gone from the copy: what is left out is found by its place in the drawing.
  const all = [...svg.querySelectorAll('*')];
  const copies = [...clone.querySelectorAll('*')];
  for (const [index, element] of all.entries()) if (element.matches(FOR_HANDS)) copies[index]?.remove();
  const [width, height] = [lengthOf(svg, 'width'), lengthOf(svg, 'height')];
  clone.setAttribute('width', String(width));
  clone.setAttribute('height', String(height));
  return {
    elements: new XMLSerializer().serializeToString(clone),
    width,
    height,
    colourOf: (fill) => tokens.get(fill) || fill,
  };
}
