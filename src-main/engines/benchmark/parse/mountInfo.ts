/** On which file system a path lies, from /proc/self/mountinfo (proc_pid_mountinfo(5)). Pure. */

export interface MountedOn {
  /** For example ext4. */
  readonly fileSystem: string;
  /** `major:minor`; of an invented device for file systems without one. */
  readonly device: string;
}

const maxMounts = 16_384;

/** The mount with the longest mount point above the path; of equal ones the last, which lies on top. */
export function mountOf(mountInfo: string, path: string): MountedOn | undefined {
  let best: MountedOn | undefined;
  let longest = -1;
  for (const line of mountInfo.split('\n', maxMounts)) {
    const [left, right] = line.split(' - ', 2);
    const [, , device, , rawPoint] = (left ?? '').split(' ');
    const fileSystem = right?.split(' ')[0];
    if (device === undefined || rawPoint === undefined || fileSystem === undefined || fileSystem === '') continue;
    const point = decodeOctal(rawPoint);
    if (point.length < longest || !contains(point, path)) continue;
    longest = point.length;
    best = { fileSystem: fileSystem.slice(0, 64), device: device.slice(0, 32) };
  }
  return best;
}

function contains(point: string, path: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}

/** The kernel writes blanks and backslashes as octal numbers. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
