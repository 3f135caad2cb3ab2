import { Button, FileButton } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { type ReactElement, useRef, useState } from 'react';
import { AppError } from '../../../../../src-main/contracts/errors.ts';
import { useFeatures } from '../../../app/context.ts';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { useAction } from '../../../ui/useAction.ts';
import styles from '../BenchmarksPage.module.css';

/** Limit of the contract; a larger file is not even read. */
const mostBytes = 4_194_304;

async function textOf(file: File): Promise<string> {
  if (file.size <= mostBytes) return file.text();
  const issues = [{ field: file.name, problem: `is ${String(file.size)} bytes long; ${String(mostBytes)} are the most` }];
  throw new AppError('benchmark.invalid', 'the file is too large', { details: { issues } });
}

/** A share file or composite.xml of the Phoronix Test Suite becomes a run: dropped here, or chosen. */
export function ImportDrop({ onImported }: { readonly onImported: (id: string) => void }): ReactElement {
  const { benchmarks } = useFeatures();
  const [over, setOver] = useState(false);
  const action = useAction();
  // Without it the same file could not be chosen a second time, for example after it was mended.
  const forget = useRef<() => void>(null);
  const take = (file: File | null | undefined): void => {
    if (file === null || file === undefined) return;
    action.run(async () => {
      const summary = await benchmarks.import(file.name, await textOf(file));
      onImported(summary.id);
    });
    forget.current?.();
  };
  return (
    <>
      <section
        className={styles['drop']}
        data-over={over ? true : undefined}
        aria-label="Import a run"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <div className={styles['foot']}>
          <span>Drop a share file of another machine here, or composite.xml of the Phoronix Test Suite.</span>
          <FileButton resetRef={forget} accept="application/json,.json,application/xml,.xml" onChange={take}>
            {(props) => (
              <Button
                {...props}
                size="xs"
                variant="default"
                loading={action.running}
                leftSection={<IconFolderOpen size={14} aria-hidden />}
              >
                Choose file
              </Button>
            )}
          </FileButton>
        </div>
      </section>
      {action.error === null ? null : <ErrorNotice error={action.error} />}
    </>
  );
}
