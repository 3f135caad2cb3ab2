import type { ReactElement, ReactNode } from 'react';
import type { ProcessDetail } from '../../../../src-main/contracts/processes.ts';
import { dateAndTime, figureText, memoryFigure, storageFigure } from '../../lib/format.ts';
import { useNow } from '../../ui/useNow.ts';
import { Why } from '../../ui/Why.tsx';
import { lastedText } from '../alerts/words.ts';
import styles from './ProcessesPage.module.css';
import { stateWords } from './words.ts';

const onlyRoot = 'only root may know this about a process of another user';
const noDriverFigure = 'the driver does not say how much GPU memory this process has';

function known<T>(value: T | null, text: (value: T) => ReactNode, why = onlyRoot): ReactNode {
  return value === null ? <Why status="unknown" why={why} /> : text(value);
}

function memory(bytes: number): string {
  return figureText(memoryFigure(bytes));
}

const ioClasses = { none: 'as the nice value says', 'realtime': 'realtime', 'best-effort': 'best effort', 'idle': 'idle' } as const;

function ioPriorityText({ class: name, level }: NonNullable<ProcessDetail['ioPriority']>): string {
  return name === 'none' || name === 'idle' ? ioClasses[name] : `${ioClasses[name]}, level ${String(level)}`;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** An argument is whatever the program was given: control characters are shown, not obeyed. */
function visibleArgument(argument: string): string {
  const shown = argument.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return /[\s"']/.test(shown) || shown === '' ? `"${shown}"` : shown;
}

export function DetailFacts({ detail }: { readonly detail: ProcessDetail }): ReactElement {
  const now = useNow(2_000);
  const { memory: sizes } = detail;
  return (
    <>
      <dl className={styles['facts']}>
        <Fact name="State">{stateWords(detail.state)}</Fact>
        <Fact name="User">{detail.user}</Fact>
        <Fact name="Started">
          {dateAndTime(new Date(detail.startedAt).toISOString())} ({lastedText(now - detail.startedAt)} ago)
        </Fact>
        <Fact name="Parent">{detail.parentPid === 0 ? 'none: started by the kernel' : `process ${String(detail.parentPid)}`}</Fact>
        <Fact name="Service">{known(detail.cgroup, (path) => path, 'the process is in no control group, or the kernel does not say')}</Fact>
        <Fact name="Program">{known(detail.executable, (file) => file)}</Fact>
        <Fact name="Working folder">{known(detail.workingFolder, (folder) => folder)}</Fact>
      </dl>
      <h3 className={styles['section']}>Command line</h3>
      <pre className={styles['commandLine']}>
        {detail.command.length === 0
          ? `[${detail.name}] (a kernel thread, or it removed its own)`
          : detail.command.map(visibleArgument).join(' ')}
      </pre>
      <h3 className={styles['section']}>Memory</h3>
      <dl className={styles['facts']}>
        <Fact name="In memory now">{memory(sizes.residentBytes)}</Fact>
        <Fact name="Its fair share">{known(sizes.proportionalBytes, memory)}</Fact>
        <Fact name="Shared">{known(sizes.sharedBytes, memory)}</Fact>
        <Fact name="In swap">{known(sizes.swapBytes, memory)}</Fact>
        <Fact name="Address space">{memory(sizes.virtualBytes)}</Fact>
        <Fact name="GPU memory">{known(detail.gpuMemoryBytes, memory, noDriverFigure)}</Fact>
        <Fact name="When memory runs out">
          {known(detail.oomScoreAdjust, (adjust) =>
            adjust === 0 ? 'chosen by size' : adjust < 0 ? `spared (${String(adjust)})` : `among the first to be ended (${String(adjust)})`,
          )}
        </Fact>
      </dl>
      <h3 className={styles['section']}>Use so far</h3>
      <dl className={styles['facts']}>
        <Fact name="Processor time">
          {detail.cpuSeconds.user.toFixed(1)}
          {'\u00a0'}s in programs, {detail.cpuSeconds.system.toFixed(1)}
          {'\u00a0'}s in the kernel
        </Fact>
        <Fact name="Read from disks">{known(detail.io, (io) => figureText(storageFigure(io.readBytes)))}</Fact>
        <Fact name="Written to disks">{known(detail.io, (io) => figureText(storageFigure(io.writeBytes)))}</Fact>
        <Fact name="Open files">{known(detail.openFiles, String)}</Fact>
        <Fact name="Threads">{detail.threads}</Fact>
      </dl>
      <h3 className={styles['section']}>Priority</h3>
      <dl className={styles['facts']}>
        <Fact name="Nice">{detail.nice}</Fact>
        <Fact name="Disk priority">{known(detail.ioPriority, ioPriorityText)}</Fact>
        <Fact name="May run on CPUs">{known(detail.affinity, (list) => list)}</Fact>
      </dl>
    </>
  );
}
