import * as z from 'zod';

/** Text that a person typed as a name: one line, without control characters. */
export const PersonNameSchema = z
  .string()
  .trim()
  .min(1, 'write a name')
  .max(100, 'use at most 100 characters')
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'use letters, digits and punctuation on one line');

/** An e-mail address, in lower case from here on. */
export const EmailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'use at most 254 characters')
  .regex(
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    'use an e-mail address, as in name@example.org',
  );

export const PhoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()-]{5,30}$/, 'use digits, spaces, brackets and hyphens, as in +44 20 7946 0000');

/** What follows the @ of an address. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
