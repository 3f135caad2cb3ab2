/** Makes a forgotten case a compile error, and a loud failure when data lied about its type. */
export function assertNever(value: never, what: string): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}
