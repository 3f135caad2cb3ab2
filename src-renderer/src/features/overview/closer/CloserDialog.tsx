import { Modal } from '@mantine/core';
import { lazy, type ReactElement, Suspense } from 'react';
import type { Tile } from '../tiles.ts';
import { CloserSkeleton } from './CloserSkeleton.tsx';

// The chart library is as large as the rest of this page: it is fetched by the first person who looks closer.
const CloserBody = lazy(async () => ({ default: (await import('./CloserBody.tsx')).CloserBody }));

export interface CloserDialogProps {
  /** The tile to look at; stays given while the dialog fades out. */
  readonly tile: Tile | null;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Always mounted, so that the focus goes back to the button that opened it. */
export function CloserDialog({ tile, opened, onClose }: CloserDialogProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title={tile?.title ?? ''} size={1160} closeButtonProps={{ 'aria-label': 'Close' }}>
      {tile === null ? null : (
        <Suspense fallback={<CloserSkeleton />}>
          <CloserBody key={tile.id} id={tile.id} title={tile.title} missing={tile.missing} />
        </Suspense>
      )}
    </Modal>
  );
}
