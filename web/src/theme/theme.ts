import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
/** What the person chose. */
export type ThemeChoice = (typeof THEMES)[number];
/** What is shown. */
export type Theme = 'light' | 'dark';

/** Also read by `public/theme.js`, before the first paint. */
const THEME_KEY = 'safestats.theme';
const DARK = '(prefers-color-scheme: dark)';

const listeners = new Set<() => void>();

/** The choice that this browser keeps; `system` where there is none, or it keeps nothing. */
export function themeChoice(): ThemeChoice {
  try {
    const kept = globalThis.localStorage.getItem(THEME_KEY);
    return THEMES.find((choice) => choice === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** The theme that a choice means while the system has this preference. */
function themeOf(choice: ThemeChoice, systemIsDark: boolean): Theme {
  if (choice !== 'system') return choice;
  return systemIsDark ? 'dark' : 'light';
}

/** The theme that the page is shown in now. */
export function currentTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

function apply(): void {
  const theme = themeOf(themeChoice(), globalThis.matchMedia(DARK).matches);
  if (theme === currentTheme() && document.documentElement.dataset['theme'] !== undefined) return;
  document.documentElement.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

/** Keeps the choice and shows it at once; a browser that keeps nothing shows it until the page is left. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'system') globalThis.localStorage.removeItem(THEME_KEY);
    else globalThis.localStorage.setItem(THEME_KEY, choice);
    apply();
  } catch {
    document.documentElement.dataset['theme'] = themeOf(choice, globalThis.matchMedia(DARK).matches);
    for (const listener of listeners) listener();
  }
}

/** Follows the system's preference, and what is chosen in another tab. Called once, before the first render. */
export function followTheme(): void {
  apply();
  globalThis.matchMedia(DARK).addEventListener('change', apply);
  globalThis.addEventListener('storage', (event) => {
    if (event.key === THEME_KEY || event.key === null) apply();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme shown, for what draws with colours of its own (`colourOfToken`) and must draw again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme, () => 'light');
}
