/** Frames after which what the page has changed is on the screen. */
const FRAMES = 2;

/**
 * Calls back once when the page has been painted and nothing more urgent is left to do, at the latest after so many
 * milliseconds; gives what calls it off. What waits for the graphics processor then waits for nothing else.
 */
export function whenCalm(act: () => void, latestMs: number): () => void {
  let over = false;
  const once = () => {
    if (over) return;
    over = true;
    clearTimeout(latest);
    act();
  };
  // A page in the background has no frames.
  const latest = setTimeout(once, latestMs);
  const idle = globalThis.requestIdleCallback ?? ((then: () => void) => setTimeout(then));
  const frame = (left: number): unknown =>
    left === 0 ? idle(once) : requestAnimationFrame(() => frame(left - 1));
  frame(FRAMES);
  return () => {
    over = true;
    clearTimeout(latest);
  };
}
