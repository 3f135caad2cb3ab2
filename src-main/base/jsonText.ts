/** JSON that may be shown on a terminal: names of processes, devices, alerts and imported tests are foreign text. */

/**
 * As JSON.stringify, which spells out the control characters below U+0020 only: U+009B alone begins a terminal's
 * command as ESC [ does (ECMA-48, 5.4), and the marks of writing direction make text look like another.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
