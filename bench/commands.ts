/** The command line: start, and the inventory beside lshw and inxi. */
import { type Command, interleavedMedians, isInstalled, type Row } from './measure.ts';

export function measureCommands(hecate: string, env: Readonly<Record<string, string>>, rounds: number): readonly Row[] {
  const ours: readonly Command[] = [
    { name: 'hecate --version', program: hecate, args: ['--version'], env },
    { name: 'hecate info', program: hecate, args: ['info'], env },
    { name: 'hecate info --json', program: hecate, args: ['info', '--json'], env },
    { name: 'hecate tune plan --json', program: hecate, args: ['tune', 'plan', '--json'], env },
  ];
  const peers: readonly Command[] = [
    { name: 'inxi -F', program: 'inxi', args: ['-F'] },
    { name: 'lshw -json', program: 'lshw', args: ['-json'] },
  ].filter((peer) => isInstalled(peer.program));
  const times = interleavedMedians([...ours, ...peers], rounds);
  const time = (name: string): number => times.get(name) ?? Number.NaN;
  const how = `median wall time of ${String(rounds)} interleaved runs, no daemon running`;
  return [
    ...ours.map((command) => ({ name: command.name, value: time(command.name), unit: 'ms', budget: 150, how })),
    ...peers.map((command) => ({ name: command.name, value: time(command.name), unit: 'ms', budget: null, how })),
    ...peers.map((command) => ({
      name: `hecate info --json as a share of ${command.name}`,
      value: time('hecate info --json') / time(command.name),
      unit: '×',
      budget: 0.2,
      how: 'ratio of the medians above; the goal is five times faster',
    })),
  ];
}
