/**
 * Where things stand in a JSON text. JSON.parse keeps no positions, and its
 * messages differ between versions; a person who edits a file by hand needs
 * the line. Strict RFC 8259, as JSON.parse is.
 */

export interface JsonMap {
  /** Line of the key or list item at a path; the nearest line above it when the path is not in the text. */
  lineOf(path: readonly PropertyKey[]): number;
  /** Keys that stand twice in one object. */
  readonly repeated: readonly { readonly path: readonly string[]; readonly line: number }[];
}

/** The first thing that is wrong with the text. */
export interface JsonProblem {
  readonly line: number;
  readonly problem: string;
}

/** Far deeper than a profile; keeps hostile text from using up the stack. */
const maxDepth = 64;

class Fault extends Error {
  readonly at: number;
  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

/** Accepts exactly what JSON.parse accepts, up to its depth limit; never throws. */
export function mapJson(text: string): { readonly ok: true; readonly map: JsonMap } | ({ readonly ok: false } & JsonProblem) {
  try {
    return { ok: true, map: new Scanner(text).scan() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, line: lineAt(text, error.at), problem: error.message };
    throw error;
  }
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index !== -1 && index < at; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
}

class Scanner {
  readonly #text: string;
  #at = 0;
  readonly #lines = new Map<string, number>();
  readonly #repeated: { path: readonly string[]; line: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonMap {
    this.#value([]);
    this.#space();
    if (this.#at < this.#text.length) throw new Fault('text after the end of the JSON value', this.#at);
    const lines = this.#lines;
    return {
      repeated: this.#repeated,
      lineOf(path) {
        for (let length = path.length; length > 0; length -= 1) {
          const line = lines.get(keyOf(path.slice(0, length).map(String)));
          if (line !== undefined) return line;
        }
        return 1;
      },
    };
  }

  #value(path: readonly string[]): void {
    if (path.length > maxDepth) throw new Fault(`nested more than ${String(maxDepth)} deep`, this.#at);
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') this.#object(path);
    else if (first === '[') this.#list(path);
    else if (first === '"') this.#string();
    else this.#literal();
  }

  #object(path: readonly string[]): void {
    this.#at += 1;
    const keys = new Set<string>();
    if (this.#closes('}')) return;
    for (;;) {
      this.#space();
      const start = this.#at;
      if (this.#text[start] !== '"') throw new Fault('a key in double quotes is expected here', start);
      const key = this.#string();
      const line = lineAt(this.#text, start);
      if (keys.has(key)) this.#repeated.push({ path: [...path, key], line });
      keys.add(key);
      this.#lines.set(keyOf([...path, key]), line);
      this.#expect(':', 'a colon is expected after the key');
      this.#value([...path, key]);
      if (this.#closes('}')) return;
      this.#expect(',', 'a comma or } is expected here');
    }
  }

  #list(path: readonly string[]): void {
    this.#at += 1;
    if (this.#closes(']')) return;
    for (let index = 0; ; index += 1) {
      this.#space();
      this.#lines.set(keyOf([...path, String(index)]), lineAt(this.#text, this.#at));
      this.#value([...path, String(index)]);
      if (this.#closes(']')) return;
      this.#expect(',', 'a comma or ] is expected here');
    }
  }

  #string(): string {
    const start = this.#at;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at] ?? '';
      if (character < ' ') throw new Fault('a text holds a line end or control character, which must be escaped', at);
      if (character === '\\') at += this.#escapeLength(at);
      else if (character === '"') {
        this.#at = at + 1;
        return String(JSON.parse(this.#text.slice(start, this.#at)));
      }
    }
    throw new Fault('a text that is not closed', start);
  }

  /** Characters after the backslash. */
  #escapeLength(at: number): number {
    const sequence = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.#text.slice(at + 1, at + 6))?.[0];
    if (sequence === undefined) throw new Fault('a backslash that escapes nothing', at);
    return sequence.length;
  }

  #literal(): void {
    const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
    literal.lastIndex = this.#at;
    const match = literal.exec(this.#text)?.[0];
    if (match === undefined)
      throw new Fault(this.#at >= this.#text.length ? 'the text ends too early' : 'a value is expected here', this.#at);
    this.#at += match.length;
  }

  #expect(character: string, problem: string): void {
    this.#space();
    if (this.#text[this.#at] !== character) throw new Fault(problem, this.#at);
    this.#at += 1;
  }

  #closes(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (/[ \t\n\r]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
