/**
 * Reads the small part of XML that result files use: elements, text, CDATA and
 * comments. No document type, so that no entity of a file's own can name other
 * files or grow; no namespaces. Every size has a limit, and reading is one pass.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, without that of the children. */
  readonly text: string;
}

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  readonly textLength: number;
  readonly attributes: number;
}

export const usualLimits: XmlLimits = { depth: 32, elements: 200_000, textLength: 1_048_576, attributes: 32 };

/** What is wrong with the text, and in which line. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
  readonly line: number;

  constructor(problem: string, line: number) {
    super(`${problem} in line ${String(line)}`);
    this.line = line;
  }
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  readonly parts: string[];
  length: number;
}

/** The root element. @throws XmlProblem */
export function readXml(source: string, limits: XmlLimits = usualLimits): XmlElement {
  return new Reader(source, limits).read();
}

const nameAt = /[A-Za-z_][\w.-]{0,99}/y;
const blanks = /[ \t\r\n]*/y;

class Reader {
  readonly #source: string;
  readonly #limits: XmlLimits;
  readonly #open: Open[] = [];
  #root: XmlElement | null = null;
  #elements = 0;
  #at = 0;

  constructor(source: string, limits: XmlLimits) {
    this.#source = source.startsWith('\ufeff') ? source.slice(1) : source;
    this.#limits = limits;
  }

  read(): XmlElement {
    while (this.#at < this.#source.length) {
      const next = this.#source.indexOf('<', this.#at);
      this.#addText(decoded(this.#source.slice(this.#at, next === -1 ? undefined : next), (problem) => this.#problem(problem)));
      if (next === -1) {
        this.#at = this.#source.length;
        break;
      }
      this.#at = next;
      this.#markup();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw this.#problem(`the element ${unclosed.name} is not closed`);
    if (this.#root === null) throw this.#problem('there is no element');
    return this.#root;
  }

  #markup(): void {
    const { length } = this.#source;
    if (this.#starts('<!--')) this.#skipTo('-->', 'a comment');
    else if (this.#starts('<![CDATA[')) {
      const end = this.#find(']]>', 'a CDATA section');
      this.#addText(this.#source.slice(this.#at + 9, end));
      this.#at = end + 3;
    } else if (this.#starts('<?')) this.#skipTo('?>', 'a processing instruction');
    else if (this.#starts('<!')) throw this.#problem('a document type or entity declaration is not accepted');
    else if (this.#starts('</')) this.#close();
    else if (this.#at < length) this.#start();
  }

  #start(): void {
    this.#at += 1;
    const name = this.#name();
    const attributes = this.#attributes();
    const empty = this.#starts('/>');
    if (!empty && !this.#starts('>')) throw this.#problem(`the tag ${name} is not ended`);
    this.#at += empty ? 2 : 1;
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) throw this.#problem(`more than ${String(this.#limits.elements)} elements`);
    if (this.#open.length >= this.#limits.depth) throw this.#problem(`elements are nested deeper than ${String(this.#limits.depth)}`);
    if (this.#root !== null) throw this.#problem(`a second root element ${name}`);
    this.#open.push({ name, attributes, children: [], parts: [], length: 0 });
    if (empty) this.#finish();
  }

  #close(): void {
    this.#at += 2;
    const name = this.#name();
    this.#blanks();
    if (!this.#starts('>')) throw this.#problem(`the end tag ${name} is not ended`);
    this.#at += 1;
    const open = this.#open.at(-1);
    if (open?.name !== name) throw this.#problem(`</${name}> closes ${open === undefined ? 'nothing' : `the element ${open.name}`}`);
    this.#finish();
  }

  #finish(): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const element: XmlElement = { name: open.name, attributes: open.attributes, children: open.children, text: open.parts.join('').trim() };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }

  #attributes(): Readonly<Record<string, string>> {
    const found = new Map<string, string>();
    for (;;) {
      const before = this.#at;
      this.#blanks();
      const next = this.#source[this.#at];
      if (next === undefined || next === '>' || next === '/') return Object.fromEntries(found);
      if (before === this.#at) throw this.#problem('a blank is missing before an attribute');
      const name = this.#name();
      this.#blanks();
      if (!this.#starts('=')) throw this.#problem(`the attribute ${name} has no value`);
      this.#at += 1;
      this.#blanks();
      const quote = this.#source[this.#at];
      if (quote !== '"' && quote !== "'") throw this.#problem(`the value of ${name} is not in quotes`);
      this.#at += 1;
      const end = this.#find(quote, `the value of ${name}`);
      if (found.has(name)) throw this.#problem(`the attribute ${name} is given twice`);
      if (found.size >= this.#limits.attributes) throw this.#problem(`more than ${String(this.#limits.attributes)} attributes`);
      found.set(
        name,
        decoded(this.#source.slice(this.#at, end), (problem) => this.#problem(problem)),
      );
      this.#at = end + 1;
    }
  }

  #addText(text: string): void {
    const open = this.#open.at(-1);
    if (open === undefined) {
      if (text.trim() !== '') throw this.#problem('there is text outside of the root element');
      return;
    }
    open.length += text.length;
    if (open.length > this.#limits.textLength) throw this.#problem(`the text of ${open.name} is too long`);
    if (text !== '') open.parts.push(text);
  }

  #name(): string {
    nameAt.lastIndex = this.#at;
    const name = nameAt.exec(this.#source)?.[0];
    if (name === undefined) throw this.#problem('a name was expected');
    this.#at += name.length;
    return name;
  }

  #blanks(): void {
    blanks.lastIndex = this.#at;
    this.#at += blanks.exec(this.#source)?.[0].length ?? 0;
  }

  #starts(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #find(end: string, what: string): number {
    const found = this.#source.indexOf(end, this.#at);
    if (found === -1) throw this.#problem(`${what} is not ended`);
    return found;
  }

  #skipTo(end: string, what: string): void {
    this.#at = this.#find(end, what) + end.length;
  }

  #problem(problem: string): XmlProblem {
    let line = 1;
    for (let at = this.#source.indexOf('\n'); at !== -1 && at < this.#at; at = this.#source.indexOf('\n', at + 1)) line += 1;
    return new XmlProblem(problem, line);
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities of XML itself and numbers of characters; any other is an error. */
function decoded(text: string, problem: (text: string) => XmlProblem): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,12})(;?)/g, (_all, name: string, end: string) => {
    const character = end === ';' ? (entities[name] ?? numbered(name)) : undefined;
    if (character === undefined) throw problem(`the entity &${name} is not known`);
    return character;
  });
}

function numbered(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff));
  return allowed ? String.fromCodePoint(code) : undefined;
}
