/** What the files say about a systemd unit, without asking systemd. */
import type { MachineView } from './knob.ts';

/** In the order of systemd.unit(5); the first one that has the unit counts. */
const unitFolders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];
/** Folders of links that `systemctl enable` makes: systemd.unit(5), WantedBy= and Also=. */
const targets = ['multi-user.target', 'graphical.target', 'basic.target', 'sysinit.target', 'default.target', 'sleep.target'];

type Files = Pick<MachineView, 'exists' | 'readLink'>;

/** Masked: a link to /dev/null, which systemd refuses to start even by hand. */
function unitIsMasked(files: Files, unit: string): boolean {
  return ['/etc/systemd/system', '/run/systemd/system'].some((folder) => files.readLink(`${folder}/${unit}`) === '/dev/null');
}

/** Its file is there and it is not masked; it need not run or be enabled. */
export function unitIsInstalled(files: Files, unit: string): boolean {
  return !unitIsMasked(files, unit) && unitFolders.some((folder) => files.exists(`${folder}/${unit}`));
}

/** Enabled: a target pulls it in. The link may dangle on a recorded machine, so its being there is enough. */
export function unitIsEnabled(files: Files, unit: string): boolean {
  if (unitIsMasked(files, unit)) return false;
  return targets.some((target) =>
    ['wants', 'requires'].some((kind) => {
      const link = `/etc/systemd/system/${target}.${kind}/${unit}`;
      return files.readLink(link) !== undefined || files.exists(link);
    }),
  );
}
