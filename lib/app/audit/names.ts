import { findOrganisation, findUser } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { AuditEntry } from './entry.ts';

export type Named = { readonly id: string; readonly name: string };

/** An entry with the names that people and organisations have now. */
export type NamedEntry = Omit<AuditEntry, 'who' | 'organisation'> & {
  readonly who: Named;
  readonly organisation: Named | null;
};

const NOBODY: Readonly<Record<string, string>> = {
  unknown: 'Nobody known',
  operator: 'Operator',
  provisioner: 'Provisioner of profiles',
};

/** Looks names up, each once. Who is not known any more is called by their id. */
export class Names {
  readonly #registry: Registry;
  readonly #known = new Map<string, Promise<string>>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  person(id: string): Promise<Named> {
    return this.#named(
      `user ${id}`,
      id,
      async () => NOBODY[id] ?? (await findUser(this.#registry, id))?.name,
    );
  }

  organisation(id: string): Promise<Named> {
    return this.#named(
      `organisation ${id}`,
      id,
      async () => (await findOrganisation(this.#registry, id))?.name,
    );
  }

  async entry(entry: AuditEntry): Promise<NamedEntry> {
    const { who, organisation } = entry;
    return {
      ...entry,
      who: await this.person(who),
      organisation: organisation === null ? null : await this.organisation(organisation),
    };
  }

  async #named(key: string, id: string, find: () => Promise<string | undefined>): Promise<Named> {
    const known = this.#known.get(key) ?? find().then((name) => name ?? id);
    this.#known.set(key, known);
    return { id, name: await known };
  }
}
