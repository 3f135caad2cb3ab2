/** The query of a URL, checked: every field is known, and a wrong one is named. */
import { type Fields, invalid } from '../../module.ts';

/** Only some fields may come more than once; a token never belongs into a URL, which stands in logs and histories. */
export class Query {
  readonly #params: URLSearchParams;

  constructor(text: string, known: readonly string[]) {
    this.#params = new URLSearchParams(text);
    for (const name of this.#params.keys()) {
      if (/token|authorization/i.test(name)) throw invalid(shown(name), 'a token never stands in a URL: send it as Authorization: Bearer');
      if (!known.includes(name))
        throw invalid(shown(name), known.length === 0 ? 'nothing is asked here' : `must be one of ${known.join(', ')}`);
    }
  }

  all(name: string): readonly string[] {
    return this.#params.getAll(name);
  }

  one(name: string): string | undefined {
    const values = this.#params.getAll(name);
    if (values.length > 1) throw invalid(name, 'must be given once');
    return values[0];
  }

  /** Milliseconds since 1970, or a date and time as in ISO 8601. */
  time(name: string, otherwise: number): number {
    const value = this.one(name);
    if (value === undefined) return otherwise;
    const time = /^\d{1,15}$/.test(value) ? Number(value) : isoTime(value);
    if (Number.isFinite(time)) return time;
    throw invalid(name, 'must be milliseconds since 1970, or a time such as 2026-01-31T12:00:00Z');
  }

  wholeNumber(name: string, otherwise: number, least: number, most: number): number {
    const value = this.one(name);
    if (value === undefined) return otherwise;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw invalid(name, `must be a whole number from ${String(least)} to ${String(most)}`);
  }

  choice<T extends string>(name: string, otherwise: T, choices: readonly T[]): T {
    const value = this.one(name) ?? otherwise;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw invalid(name, `must be ${choices.join(' or ')}`);
  }
}

/** Date.parse also takes what no other program would write; this takes only the ISO form. */
function isoTime(value: string): number {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(value) ? Date.parse(value) : Number.NaN;
}

function shown(name: string): string {
  return name.slice(0, 60);
}

/** The parameters of a call, without those that were not given. */
export function given(fields: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
