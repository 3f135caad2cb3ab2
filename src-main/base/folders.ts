/**
 * Where things are kept, by XDG and systemd conventions. HECATE_STATE_DIR and
 * HECATE_RUNTIME_DIR move everything, so that two copies never meet.
 */

export interface Folders {
  /** Settings and the user's profiles. */
  readonly config: string;
  /** History and logs of the user's programs. */
  readonly state: string;
  /** Sockets. */
  readonly runtime: string;
  /** The executor's journal, owned by root. */
  readonly journal: string;
}

/** Pure: everything from the environment and the user id. A system service passes STATE_DIRECTORY and RUNTIME_DIRECTORY (systemd.exec(5)). */
export function productFolders(env: Readonly<Record<string, string | undefined>>, uid: number): Folders {
  const home = env['HOME'] ?? '/';
  const moved = env['HECATE_STATE_DIR'];
  const config = env['XDG_CONFIG_HOME'] ?? `${home}/.config`;
  const state = env['STATE_DIRECTORY'] ?? `${env['XDG_STATE_HOME'] ?? `${home}/.local/state`}/hecate`;
  const session = env['XDG_RUNTIME_DIR'] ?? (uid === 0 ? '/run' : undefined);
  // Never a predictable name in the shared temporary folder: without a session folder the sockets live in the home.
  const runtime = env['HECATE_RUNTIME_DIR'] ?? env['RUNTIME_DIRECTORY'] ?? (session === undefined ? `${state}/run` : `${session}/hecate`);
  return {
    config: moved === undefined ? `${config}/hecate` : `${moved}/config`,
    state: moved ?? state,
    runtime,
    journal: moved === undefined ? '/var/lib/hecate' : `${moved}/journal`,
  };
}

export function daemonSocketPath(folders: Folders): string {
  return `${folders.runtime}/hecated.sock`;
}

export function monitorSocketPath(folders: Folders): string {
  return `${folders.runtime}/monitor.sock`;
}
