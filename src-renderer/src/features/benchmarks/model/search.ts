/** The state of the benchmarks page in its address, so that a link opens what was seen. Pure. */

const views = ['run', 'results', 'compare', 'trend'] as const;
export type BenchmarksView = (typeof views)[number];

export interface BenchmarksSearch {
  readonly view?: BenchmarksView;
  /** A run to look at. */
  readonly run?: string;
  readonly base?: string;
  readonly other?: string;
  readonly test?: string;
  readonly metric?: string;
}

const longest = 80;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}

export function benchmarksSearch(search: Readonly<Record<string, unknown>>): BenchmarksSearch {
  const view = views.find((one) => one === search['view']);
  const named = { run: text(search['run']), base: text(search['base']), other: text(search['other']) };
  const chosen = { ...named, test: text(search['test']), metric: text(search['metric']) };
  return {
    ...(view === undefined ? {} : { view }),
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
  };
}
