/** Readings as text. Hostile text from devices becomes harmless here, and nothing that is missing looks like a value. */
import { printable } from '../../base/text.ts';
import type { Reading } from '../../contracts/value.ts';
import type { Field, Page } from '../terminal/layout.ts';

/** Text of a device, file or peer for one line of a terminal. */
export function safe(text: string): string {
  return printable(text).replace(/ {2,}/g, ' ');
}

/** A field with its value, or with the reason why there is none, in another colour. */
export function readingField<T>(page: Page, name: string, reading: Reading<T>, show: (value: T) => string): Field {
  if (reading.status === 'ok') return { name, value: show(reading.value) };
  const word = reading.status === 'absent' ? 'none' : 'unknown';
  return { name, value: `${word}: ${safe(reading.why)}`, paint: reading.status === 'absent' ? page.style.faint : page.style.warn };
}

/** Short form for a table cell or a list inside a line: `-` where there is nothing to say. */
export function shortReading<T>(reading: Reading<T>, show: (value: T) => string): string {
  if (reading.status === 'ok') return show(reading.value);
  return reading.status === 'absent' ? '-' : '?';
}

/** Joins the parts that are known; an absent or unknown part is left out. */
export function known<T>(reading: Reading<T>, show: (value: T) => string): readonly string[] {
  return reading.status === 'ok' ? [show(reading.value)] : [];
}
