/** Jobs, settings and versions for people. */
import type { JobInfo } from '../../contracts/jobs.ts';
import type { Settings } from '../../contracts/settings.ts';
import { blocks, fields, type Page, table } from '../terminal/layout.ts';
import { safe } from './reading.ts';
import { formatBytes, formatPercent, formatTime } from './units.ts';

export function formatJobs(page: Page, jobs: readonly JobInfo[]): readonly string[] {
  if (jobs.length === 0) return ['No job is running, and none ended since the daemon started.'];
  const rows = jobs.map((job) => [
    safe(job.id),
    job.state,
    job.progress === null ? '-' : formatPercent(job.progress * 100),
    formatTime(job.startedAt),
    `${safe(job.title)}: ${job.error === null ? safe(job.phase) : safe(job.error.message)}`,
  ]);
  return table(
    page,
    [{ title: 'job' }, { title: 'state' }, { title: 'done', align: 'right' }, { title: 'since' }, { title: 'what' }],
    rows,
  );
}

export function formatSettings(page: Page, settings: Settings, problem: string | null): readonly string[] {
  const list = Object.entries(settings)
    .filter(([name]) => name !== 'version')
    .map(([name, value]) => ({ name, value: value === null ? 'not set' : safe(String(value)) }));
  return blocks(fields(page, list, 0), problem === null ? [] : [page.style.warn(safe(problem))]);
}

export interface About {
  readonly version: string;
  readonly runtime: string;
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  readonly configFolder: string;
  readonly elevation: readonly { readonly route: string; readonly available: boolean; readonly why: string }[];
  readonly monitor: { readonly running: boolean; readonly why: string };
  readonly rssBytes: number;
}

export function formatAbout(page: Page, about: About, hosted: boolean): readonly string[] {
  return blocks(
    [page.style.heading(`HecateOS Control Center ${safe(about.version)}`)],
    fields(page, [
      { name: 'Runtime', value: safe(about.runtime) },
      { name: 'Engines', value: hosted ? 'in this process; no daemon is running' : `in hecated, ${formatBytes(about.rssBytes)}` },
      { name: 'Monitor', value: about.monitor.running ? 'running' : safe(about.monitor.why) },
      { name: 'State', value: safe(about.stateFolder) },
      { name: 'Settings', value: safe(about.configFolder) },
      { name: 'Sockets', value: safe(about.runtimeFolder) },
    ]),
    [
      'Ways to root',
      ...fields(
        page,
        about.elevation.map((way) => ({
          name: safe(way.route),
          value: safe(way.why),
          paint: way.available ? page.style.good : page.style.faint,
        })),
      ),
    ],
  );
}
