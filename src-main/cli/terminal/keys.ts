/** What a terminal sends for a key, as names. */

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl-c',
  '\u000c': 'ctrl-l',
  '\u001a': 'ctrl-z',
};

/** After ESC [ or ESC O (xterm control sequences, and the older ones of the VT220 and the Linux console). */
const sequences: Readonly<Record<string, string>> = {
  'A': 'up',
  'B': 'down',
  'C': 'right',
  'D': 'left',
  'H': 'home',
  'F': 'end',
  '1~': 'home',
  '7~': 'home',
  '4~': 'end',
  '8~': 'end',
  '5~': 'pageUp',
  '6~': 'pageDown',
};

/** Keys in the order they were pressed: a character by itself, others by name; what is not known is left out. */
export function keysOf(text: string): readonly string[] {
  const keys: string[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what such keys begin with
    const sequence = /^\u001b(?:\[[0-9;]{0,16}([A-Za-z~])|O([A-Za-z]))/.exec(rest);
    if (sequence !== null) {
      const body = sequence[1] === '~' ? rest.slice(2, sequence[0].length) : (sequence[1] ?? sequence[2] ?? '');
      const key = Object.hasOwn(sequences, body) ? sequences[body] : undefined;
      if (key !== undefined) keys.push(key);
      at += sequence[0].length;
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    at += character.length;
    if (character === '\u001b') keys.push('escape');
    else if (Object.hasOwn(controls, character)) keys.push(controls[character] ?? '');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are no characters that somebody typed
    else if (!/[\u0000-\u001f\u007f-\u009f]/.test(character)) keys.push(character);
  }
  return keys;
}
