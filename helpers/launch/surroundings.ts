/** What a way to root has to know of the program that wants to go it. */
import type { Folders } from '../../src-main/base/folders.ts';
import type { Log } from '../../src-main/services/ports.ts';

export interface LaunchSurroundings {
  readonly folders: Folders;
  readonly program: { readonly command: string; readonly args: readonly string[] };
  readonly log: Log;
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True for a file that exists; replaced in tests. */
  readonly exists: (file: string) => boolean;
}
