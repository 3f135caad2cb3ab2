/** Prometheus text format, version 0.0.4: families of samples, each once, escaped. */

export type Labels = Readonly<Record<string, string | number>>;
type Kind = 'counter' | 'gauge';

export class Exposition {
  readonly #parts: string[] = [];
  readonly #families = new Set<string>();

  /**
   * One family. A sample whose value is null was not measured and is left out; so is a family without samples.
   * A name that came before is left out too: a kernel file could have the same line twice, and a parser refuses that.
   */
  family(kind: Kind, name: string, help: string, samples: Iterable<readonly [Labels, number | null | undefined]>): void {
    if (this.#families.has(name)) return;
    const lines = new Map<string, string>();
    for (const [labels, value] of samples) {
      if (value === null || value === undefined || Number.isNaN(value)) continue;
      const series = `${name}${labelText(labels)}`;
      // Two devices that call themselves the same: a parser refuses the second, so the first one stays.
      if (!lines.has(series)) lines.set(series, `${series} ${numberText(value)}`);
    }
    if (lines.size === 0) return;
    this.#families.add(name);
    this.#parts.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${kind}`, ...lines.values());
  }

  counter(name: string, help: string, value: number | null | undefined): void {
    this.family('counter', name, help, [[{}, value]]);
  }

  gauge(name: string, help: string, value: number | null | undefined): void {
    this.family('gauge', name, help, [[{}, value]]);
  }

  toString(): string {
    return this.#parts.length === 0 ? '' : `${this.#parts.join('\n')}\n`;
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/**
 * Backslash, quote and line feed as the format says; other control characters
 * are spelled out, so that a device name cannot colour the terminal of whoever looks.
 */
function escapeLabel(value: string): string {
  return spelled(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function spelled(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: spelling them out is the point
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
