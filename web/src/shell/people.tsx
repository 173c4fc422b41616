import type { Contact } from '../api/types.ts';

/** People to ask, each with an address to write to. */
export function People({ people }: { readonly people: readonly Contact[] }) {
  return (
    <ul className="bullets">
      {people.map(({ name, email }) => (
        <li key={email}>
          {name}, <a href={`mailto:${email}`}>{email}</a>
        </li>
      ))}
    </ul>
  );
}
