export type Previewed = { readonly id: string; readonly title: string };

const KEY = 'safestats.preview';

function stored(): Previewed | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof value !== 'object' || value === null || !('id' in value) || !('title' in value)) return null;
    return typeof value.id === 'string' && typeof value.title === 'string'
      ? { id: value.id, title: value.title }
      : null;
  } catch {
    return null;
  }
}

/** The profile that an administrator looks through in this tab, until they leave it. */
export class Preview {
  #current: Previewed | null = stored();
  readonly #listeners = new Set<() => void>();

  readonly current = (): Previewed | null => this.#current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Looks through a profile from the next request on; null = leaves it. */
  set(profile: Previewed | null): void {
    this.#current = profile;
    if (profile === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(profile));
    for (const listener of this.#listeners) listener();
  }
}
