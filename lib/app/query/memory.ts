import type { Platform } from '#app/ports.ts';
import type { Profile } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Manifest } from '#core/model/manifest.ts';
import type { Balance } from '#core/query/balance.ts';
import type { Plan } from '#core/query/compile.ts';
import type { CompleteResult } from '#core/query/complete.ts';
import type { GeographyAreas, Places } from '#core/query/places.ts';
import type { Query } from '#core/query/query.ts';
import { Pace } from './pace.ts';

/** A map that lets go of what was used longest ago. */
export class Recent<Value> {
  readonly #kept = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
    }
    return value;
  }

  set(key: string, value: Value): void {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }

  delete(key: string): void {
    this.#kept.delete(key);
  }
}

/** A grouped result as it may be shown; what its groups hold in truth is not kept. */
export type Answered = Omit<CompleteResult, 'mapped' | 'notMapped'> & { readonly balance: Balance };

/** What a process remembers so as not to read or compute it again. Nothing here is needed to be right. */
export type QueryMemory = {
  readonly manifests: Recent<Manifest>;
  readonly definitions: Recent<DatasetDefinition>;
  readonly profiles: Recent<Profile>;
  readonly places: Recent<Places>;
  readonly geographies: Recent<Pick<GeographyAreas, 'geography' | 'areas'>>;
  readonly prepared: Recent<{ readonly query: Query; readonly plan: Plan }>;
  readonly completed: Recent<Answered>;
  readonly balances: Recent<Balance & { readonly mapped: number }>;
  readonly downloads: Map<string, Promise<void>>;
  readonly pace: Pace;
};

const memories = new WeakMap<object, QueryMemory>();

/** The memory that goes with a platform. */
export function memoryOf(platform: Pick<Platform, 'registry'>): QueryMemory {
  const known = memories.get(platform.registry);
  if (known !== undefined) return known;
  const memory: QueryMemory = {
    manifests: new Recent(100),
    definitions: new Recent(100),
    profiles: new Recent(200),
    places: new Recent(4),
    geographies: new Recent(50),
    prepared: new Recent(200),
    completed: new Recent(50),
    balances: new Recent(500),
    downloads: new Map(),
    pace: new Pace(),
  };
  memories.set(platform.registry, memory);
  return memory;
}
