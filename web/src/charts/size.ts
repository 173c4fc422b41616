import { type RefObject, useEffect, useRef, useState } from 'react';

export type Size = { readonly width: number; readonly height: number };

/** The size of an element as it is laid out, and the reference to put on it. */
export function useSize<Element extends HTMLElement>(
  initial: Size,
): { readonly ref: RefObject<Element | null>; readonly size: Size } {
  const ref = useRef<Element>(null);
  const [size, setSize] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined && box.width > 60 && box.height > 60) {
        setSize({ width: Math.floor(box.width), height: Math.floor(box.height) });
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}
