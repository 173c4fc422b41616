import * as z from 'zod';

/** The environment by its schema. Fails naming every variable that is missing or cannot be used, never its value. */
export function environmentOf<Schema extends z.ZodObject>(schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].sort();
  throw new Error(`the environment lacks or has no usable value for ${names.join(', ')}`);
}

/** An event by its schema. Fails naming what is wrong with it, never its content. */
export function eventOf<Schema extends z.ZodType>(schema: Schema, event: unknown): z.output<Schema> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new Error(`this event is not one that this function is for: ${z.prettifyError(parsed.error)}`);
}

/** The JSON of a message by its schema. Fails like `eventOf`. */
export function messageOf<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    throw new Error('this message is not JSON');
  }
  return eventOf(schema, message);
}
