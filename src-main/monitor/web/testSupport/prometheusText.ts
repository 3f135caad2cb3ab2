/** A strict reader of the Prometheus text format, version 0.0.4, written from its description: anything doubtful is an error. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const nameText = '[a-zA-Z_:][a-zA-Z0-9_:]*';

export function readPrometheus(text: string): ReadonlyMap<string, Family> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let help: readonly [string, string] | undefined;
  let current: string | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = new RegExp(`^# (HELP|TYPE) (${nameText}) (.*)$`, 's').exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind === 'HELP') help = [name, rest];
      else {
        if (families.has(name)) throw new Error(`${name} twice`);
        if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`type ${rest}`);
        if (help?.[0] !== name) throw new Error(`${name} without help`);
        families.set(name, { type: rest, help: help[1], samples: [] });
        current = name;
      }
      continue;
    }
    const sample = readSample(line);
    if (sample.name !== current) throw new Error(`${sample.name} outside its family`);
    const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(series)) throw new Error(`${series} twice`);
    seen.add(series);
    families.get(sample.name)?.samples.push(sample);
  }
  return families;
}

function readSample(line: string): Sample {
  const parts = new RegExp(`^(${nameText})(\\{.*\\})? (\\S+)$`, 's').exec(line);
  if (parts === null) throw new Error(`not a sample: ${JSON.stringify(line)}`);
  const [, name = '', labelText, valueText = ''] = parts;
  if (!/^([+-]?\d+(\.\d+)?(e[+-]?\d+)?|[+-]Inf|NaN)$/.test(valueText)) throw new Error(`not a number: ${valueText}`);
  return {
    name,
    labels: labelText === undefined ? {} : readLabels(labelText.slice(1, -1)),
    value: Number(valueText.replace('Inf', 'Infinity')),
  };
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/.exec(rest);
    if (label === null) throw new Error(`not a label: ${JSON.stringify(rest)}`);
    const [all, name = '', value = ''] = label;
    if (name in labels) throw new Error(`label ${name} twice`);
    labels[name] = value.replace(/\\(["\\n])/g, (_escape, character: string) => (character === 'n' ? '\n' : character));
    rest = rest.slice(all.length);
  }
  return labels;
}
