/** Picks some numbers out of a text of `Name value` lines, as /proc/meminfo and /proc/vmstat have them. */
import type { ByteCursor } from '../byteCursor.ts';

export class KeyedNumbers<Name extends string> {
  readonly #keys: readonly { readonly name: Name; readonly bytes: Buffer }[];
  readonly #values = new Map<Name, number>();

  /** `separator` ends a name: without it `Cached` would be found in `CachedMore`. */
  constructor(names: readonly Name[], separator: string) {
    this.#keys = names.map((name) => ({ name, bytes: Buffer.from(name + separator) }));
  }

  /** Forgets what was read before. */
  clear(): void {
    this.#values.clear();
  }

  read(cursor: ByteCursor): void {
    this.clear();
    const keys = this.#keys;
    // The kernel keeps the order of the lines, so that the next name to come is nearly always the one behind the last.
    let next = 0;
    while (!cursor.atEnd && this.#values.size < keys.length) {
      for (let tries = 0; tries < keys.length; tries += 1) {
        const index = (next + tries) % keys.length;
        const key = keys[index];
        if (key === undefined || !cursor.take(key.bytes)) continue;
        const value = cursor.readInteger();
        if (!Number.isNaN(value)) this.#values.set(key.name, value);
        next = index + 1;
        break;
      }
      cursor.nextLine();
    }
  }

  get(name: Name): number | undefined {
    return this.#values.get(name);
  }

  /** As `get`, with NaN for what is not there, which no rate is made of. */
  counter(name: Name): number {
    return this.#values.get(name) ?? Number.NaN;
  }
}
