/**
 * What the monitor takes from the user's settings file. hecated checks and
 * writes that file; the monitor, which loads no schema library, takes the few
 * fields it needs and the default for everything that is not as it should be.
 */
import path from 'node:path';
import { isFields } from './check.ts';
import { type WatchedFile, watchedFile } from './watchedFile.ts';

export interface MonitorConfig {
  readonly sampleSeconds: number;
  readonly webEnabled: boolean;
  readonly webHost: string;
  readonly webPort: number;
  readonly historyMaxMegabytes: number;
}

/** As in contracts/settings.ts; config.test.ts holds them together. */
export const defaultConfig: MonitorConfig = {
  sampleSeconds: 1,
  webEnabled: true,
  webHost: '127.0.0.1',
  webPort: 9313,
  historyMaxMegabytes: 512,
};

/** Pure; never throws. */
export function readConfig(text: string | undefined): MonitorConfig {
  const fields = parse(text);
  const number = (field: keyof MonitorConfig, least: number, most: number, whole: boolean): number => {
    const value = fields[field];
    const right = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    return right ? value : (defaultConfig[field] as number);
  };
  const { webEnabled, webHost } = fields;
  return {
    sampleSeconds: number('sampleSeconds', 0.5, 60, false),
    webEnabled: typeof webEnabled === 'boolean' ? webEnabled : defaultConfig.webEnabled,
    webHost: typeof webHost === 'string' && /^[A-Za-z0-9.:-]{1,253}$/.test(webHost) ? webHost : defaultConfig.webHost,
    webPort: number('webPort', 1, 65_535, true),
    historyMaxMegabytes: number('historyMaxMegabytes', 16, 65_536, true),
  };
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {}; // hecated sets a damaged file aside and says so
  }
}

export interface ConfigSource {
  readonly current: MonitorConfig;
  /** Looks whether the file changed, and tells the listeners; to be called about once a second. */
  poll(): void;
  /** Called with the new settings. Returns what ends it. */
  onChange(listener: (config: MonitorConfig) => void): () => void;
}

export function createConfigSource(folder: string): ConfigSource {
  const file: WatchedFile = watchedFile(path.join(folder, 'settings.json'));
  const listeners = new Set<(config: MonitorConfig) => void>();
  let current = readConfig(file.read());
  return {
    get current() {
      return current;
    },
    poll() {
      if (!file.hasChanged()) return;
      const next = readConfig(file.read());
      if (JSON.stringify(next) === JSON.stringify(current)) return;
      current = next;
      for (const listener of listeners) listener(next);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
