import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { CloserDialog } from './closer/CloserDialog.tsx';
import { LiveTile, TileSkeleton } from './LiveTile.tsx';
import styles from './OverviewPage.module.css';
import { type Tile, tilesOf } from './tiles.ts';

const skeletons = ['cpu', 'memory', 'pressure', 'disk', 'network', 'temperature'] as const;

/** The live part of the overview; the only part that is drawn again with each commit. */
export function LiveTiles(): ReactElement {
  const { telemetry } = useFeatures();
  const frames = useStore(telemetry.store, (view) => view.frames);
  const error = useStore(telemetry.store, (view) => view.error);
  // The id outlives `opened`, so that the dialog keeps its content while it fades out.
  const [closer, setCloser] = useState<{ readonly id: Tile['id'] | null; readonly opened: boolean }>({ id: null, opened: false });
  const tiles = tilesOf(frames);
  if (tiles.length === 0 && error !== null) return <ErrorNotice error={error} />;
  return (
    <>
      <div className={styles['tiles']}>
        {tiles.length === 0
          ? skeletons.map((name) => <TileSkeleton key={name} />)
          : tiles.map((tile) => (
              <LiveTile
                key={tile.id}
                tile={tile}
                onLookCloser={() => {
                  setCloser({ id: tile.id, opened: true });
                }}
              />
            ))}
      </div>
      <CloserDialog
        tile={tiles.find((tile) => tile.id === closer.id) ?? null}
        opened={closer.opened}
        onClose={() => {
          setCloser({ ...closer, opened: false });
        }}
      />
    </>
  );
}
