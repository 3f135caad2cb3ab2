/** Files of the dashboard, each in memory once however many are reading it: they are served to anybody, so they must cost little. */
import { type PageFile, readPage } from '../../transports/pages.ts';

export interface PageSource {
  /** null when there is no such page. `release` is to be called when the bytes were sent or the reader is gone. */
  take(path: string): Promise<{ readonly page: PageFile | null; readonly release: () => void }>;
}

interface Held {
  readonly page: Promise<PageFile | null>;
  users: number;
}

export function createPageSource(folder: string): PageSource {
  const held = new Map<string, Held>();
  function release(path: string): void {
    const entry = held.get(path);
    if (entry === undefined) return;
    entry.users -= 1;
    if (entry.users === 0) held.delete(path);
  }
  return {
    async take(path) {
      const entry = held.get(path) ?? { page: readPage(folder, path), users: 0 };
      held.set(path, entry);
      entry.users += 1;
      try {
        const page = await entry.page;
        return {
          page,
          release: () => {
            release(path);
          },
        };
      } catch (error) {
        release(path);
        throw error;
      }
    },
  };
}
