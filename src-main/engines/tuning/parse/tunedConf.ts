/** Profiles of tuned, as far as needed to know which settings it writes: tuned.conf(5) of the project, INI with `include=`. */
import { normaliseKey } from './sysctlConf.ts';

export interface TunedProfile {
  readonly includes: readonly string[];
  /** Section and option, in the order of the file. */
  readonly options: readonly { readonly section: string; readonly name: string }[];
}

/** Values are of no interest here: which setting is written decides who owns it. */
export function parseTunedProfile(text: string): TunedProfile {
  const includes: string[] = [];
  const options: { section: string; name: string }[] = [];
  let section = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[([^\]]{1,64})\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      continue;
    }
    const name = line.split('=', 1)[0]?.trim() ?? '';
    if (section === 'main' && name === 'include') includes.push(...includeNames(line.slice(line.indexOf('=') + 1)));
    else options.push({ section, name });
  }
  return { includes, options };
}

function includeNames(value: string): readonly string[] {
  return value
    .split(/[,;\s]+/)
    .map((name) => name.replace(/^-/, ''))
    .filter((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name));
}

/** Option of a section to the knobs that it moves. */
const optionKnobs: Readonly<Record<string, readonly string[]>> = {
  'cpu governor': ['cpu.governor'],
  'cpu energy_performance_preference': ['cpu.energy_preference'],
  'cpu energy_perf_bias': ['cpu.energy_bias'],
  'cpu min_perf_pct': ['cpu.min_perf_pct'],
  'cpu boost': ['cpu.boost'],
  'cpu no_turbo': ['cpu.boost'],
  'acpi platform_profile': ['cpu.platform_profile'],
  'vm transparent_hugepages': ['thp.enabled'],
  'vm transparent_hugepage.defrag': ['thp.defrag'],
  'vm dirty_bytes': ['vm.dirty_bytes'],
  'vm dirty_ratio': ['vm.dirty_bytes'],
  'vm dirty_background_bytes': ['vm.dirty_background_bytes'],
  'vm dirty_background_ratio': ['vm.dirty_background_bytes'],
  'sysctl vm.dirty_ratio': ['vm.dirty_bytes'],
  'sysctl vm.dirty_background_ratio': ['vm.dirty_background_bytes'],
};

/** Knobs that the options of a profile move; `all` are the ids of the catalogue. */
export function knobsOfTuned(options: TunedProfile['options'], all: readonly string[]): readonly string[] {
  const ids = options.flatMap(({ section, name }) => {
    // Several sections of one plugin are told apart by a suffix: disk-rotational, sysctl_extra.
    const plugin = section.split(/[-_.]/, 1)[0] ?? '';
    const key = plugin === 'sysctl' ? normaliseKey(name) : name;
    if (plugin === 'disk' && name === 'readahead') return all.filter((id) => id.startsWith('block.read_ahead.'));
    if (plugin === 'disk' && name === 'elevator') return all.filter((id) => id.startsWith('block.scheduler.'));
    const known = `${plugin} ${key}`;
    if (Object.hasOwn(optionKnobs, known)) return optionKnobs[known] ?? [];
    return plugin === 'sysctl' && all.includes(key) ? [key] : [];
  });
  return [...new Set(ids)];
}
