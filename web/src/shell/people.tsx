import type { Contact } from '../api/types.ts';

/** People to ask, each with an address to write to if they share it. */
export function People({ people }: { readonly people: readonly Contact[] }) {
  return (
    <ul className="bullets">
      {people.map(({ name, email }) => (
        <li key={`${name} ${email}`}>
          {name}
          {email !== null && (
            <>
              , <a href={`mailto:${email}`}>{email}</a>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
