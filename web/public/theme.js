// Runs before anything is painted, so that no page flashes in the other theme. What it reads is written by
// src/theme/theme.ts, which also follows later changes.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('safestats.theme');
  } catch {
    // Storage is switched off: the system decides.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
