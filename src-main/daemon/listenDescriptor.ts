/** A listening socket that systemd hands over. */

/**
 * Descriptor of the first socket that was passed to this very process, by
 * sd_listen_fds(3): they start at 3, and LISTEN_PID guards against variables
 * that a child merely inherited. undefined when none was.
 */
export function inheritedDescriptor(env: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  if (env['LISTEN_PID'] !== String(pid)) return undefined;
  const count = Number(env['LISTEN_FDS']);
  return Number.isInteger(count) && count >= 1 ? 3 : undefined;
}
