/** Which rivals are here, from unit files, processes and configuration. No program is started. */
import { cleanText, printable } from '../../../base/text.ts';
import type { Rival } from '../../../contracts/tuning.ts';
import type { HostFiles } from '../../../host/port.ts';
import { type RivalFacts, type RivalSighting, rivalOf, rivals } from '../model/rivals.ts';
import { unitIsEnabled, unitIsInstalled } from '../model/units.ts';
import { knobsOfTuned, parseTunedProfile, type TunedProfile } from '../parse/tunedConf.ts';

/** A machine with more processes than this is looked at in part. */
const maxProcesses = 20_000;

/** `knobIds` are those of the catalogue, to tell which of them a profile of tuned moves. */
export function findRivals(files: HostFiles, knobIds: readonly string[]): readonly Rival[] {
  const running = processNames(files);
  return rivals.flatMap((facts) => {
    const sighting = sight(files, facts, running);
    if (sighting === undefined) return [];
    const owned = facts.id === 'tuned' ? tunedKnobs(files, knobIds) : undefined;
    if (owned === undefined) return [rivalOf(facts, sighting, facts.knobIds, facts.detail)];
    return [rivalOf(facts, sighting, owned.knobIds, `its profile is ${owned.profile}; ${facts.detail}`)];
  });
}

/** The strongest sign counts: a process, then a link that starts it at boot, then its file. */
function sight(files: HostFiles, facts: RivalFacts, running: ReadonlySet<string>): RivalSighting | undefined {
  const process = facts.processes.find((name) => running.has(name));
  if (process !== undefined) return { state: 'running', where: `process ${process}` };
  const enabled = facts.units.find((unit) => unitIsEnabled(files, unit) && unitIsInstalled(files, unit));
  if (enabled !== undefined) return { state: 'enabled', where: enabled };
  const file = facts.switchedOnBy.find((path) => files.exists(path));
  // A program that is only there when something starts it does not decide anything by itself.
  if (file !== undefined) return { state: file.includes('/bin/') || file.includes('/games/') ? 'installed' : 'enabled', where: file };
  const installed = facts.units.find((unit) => unitIsInstalled(files, unit));
  return installed === undefined ? undefined : { state: 'installed', where: installed };
}

function processNames(files: HostFiles): ReadonlySet<string> {
  const names = new Set<string>();
  const ids = files.list('/proc').filter((name) => /^\d{1,9}$/.test(name));
  for (const id of ids.slice(0, maxProcesses)) {
    const comm = files.read(`/proc/${id}/comm`, 64);
    // A process that ended meanwhile is no rival any more.
    if (comm.ok) names.add(cleanText(comm.text));
  }
  return names;
}

/** Profiles moved below profiles/ in tuned 2.23; both places are read. */
const tunedFolders = ['/etc/tuned/profiles', '/etc/tuned', '/usr/lib/tuned/profiles', '/usr/lib/tuned'];
const maxIncludes = 32;

/** What the active profile of tuned, with all that it includes, writes; undefined when it cannot be read. */
function tunedKnobs(
  files: HostFiles,
  knobIds: readonly string[],
): { readonly profile: string; readonly knobIds: readonly string[] } | undefined {
  const active = files.read('/etc/tuned/active_profile', 1024);
  const names = active.ok ? cleanText(active.text).split(/\s+/).filter(isProfileName) : [];
  const options: TunedProfile['options'][number][] = [];
  const seen = new Set<string>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined && seen.size < maxIncludes; name = open.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const profile = readTunedProfile(files, name);
    // A profile whose parts are missing may set anything; then the usual list is the safer answer.
    if (profile === undefined) return undefined;
    options.push(...profile.options);
    open.push(...profile.includes);
  }
  return names.length === 0 ? undefined : { profile: printable(names.join(' ')), knobIds: knobsOfTuned(options, knobIds) };
}

function isProfileName(name: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(name);
}

function readTunedProfile(files: HostFiles, name: string): TunedProfile | undefined {
  for (const folder of tunedFolders) {
    const text = files.read(`${folder}/${name}/tuned.conf`, 65_536);
    if (text.ok) return parseTunedProfile(text.text);
  }
  return undefined;
}
