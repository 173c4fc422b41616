/**
 * The value of a colour token (`--ramp-3`) in the theme that is shown, for canvas and WebGL, which know no custom
 * properties. SVG takes `var(--ramp-3)` itself.
 */
export function colourOfToken(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
