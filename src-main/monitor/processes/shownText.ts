/** Text of foreign origin, cut to a length that a table can hold. What it says is data: nothing is removed from it. */

/** Never cuts a character in two. */
export function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const last = text.charCodeAt(characters - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? characters - 1 : characters);
}

/** Arguments of /proc/PID/cmdline, which end in NUL each; programs that write a title of their own end it in many. */
export function splitArguments(text: string): readonly string[] {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? [] : text.slice(0, end).split('\0');
}

/** What Node gives its first thread since version 24; it says nothing about the program. */
const nodeThreadName = 'MainThread';

/** Name for a table: the kernel's, or that of the program file where the kernel's is the same for every program. */
export function shownName(name: string, command: string): string {
  if (name !== nodeThreadName) return name;
  const program = command.split(' ', 1)[0] ?? '';
  const file = program.slice(program.lastIndexOf('/') + 1);
  return file === '' ? name : file;
}
