/** A command line as typed, cut into program and arguments the way a shell does it with quotes; nothing is expanded. Pure. */

export interface SplitCommand {
  readonly words: readonly string[];
  readonly problem: string | null;
}

const blank = /\s/;

/** Quotes keep blanks together; a backslash takes the next character as it is, but not inside single quotes. */
export function splitCommand(text: string): SplitCommand {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  let escaped = false;
  for (const character of text) {
    if (escaped) {
      word = (word ?? '') + character;
      escaped = false;
    } else if (character === '\\' && quote !== "'") {
      escaped = true;
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (blank.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  if (quote !== null) return { words, problem: `A ${quote === '"' ? 'double' : 'single'} quote in the command is not closed.` };
  if (escaped) return { words, problem: 'The command ends with a backslash.' };
  return { words, problem: null };
}
