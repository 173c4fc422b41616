/** Whether something thrown is the exception of AWS of this name. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
