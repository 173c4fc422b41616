import * as z from 'zod';

/** A whole number from 1 to `most` in an address or a query string, without signs, points or leading zeros. */
export function wholeNumberSchema(most: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,8}$/, `use a whole number from 1 to ${most}`)
    .transform(Number)
    .refine((value) => value <= most, `use a whole number from 1 to ${most}`)
    .meta({
      override: ({ jsonSchema }: { jsonSchema: { pattern?: string } }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: most });
      },
    });
}
