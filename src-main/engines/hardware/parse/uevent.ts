/** A device's uevent file. The kernel keeps its content, so reading it wakes nothing. Pure. */
import { parseKeyValues, printable } from '../../../base/text.ts';

export function parseUevent(text: string): ReadonlyMap<string, string> {
  // Some captures pad their files with NUL bytes.
  const values = parseKeyValues(text.replaceAll('\0', ''), '=');
  return new Map([...values].map(([key, value]) => [key, printable(value).slice(0, 512)]));
}
