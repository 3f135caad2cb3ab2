import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { LiveTile, TileSkeleton } from './LiveTile.tsx';
import styles from './OverviewPage.module.css';
import { tilesOf } from './tiles.ts';

const skeletons = ['cpu', 'memory', 'pressure', 'disk', 'network', 'temperature'] as const;

/** The live part of the overview; the only part that is drawn again with each commit. */
export function LiveTiles(): ReactElement {
  const { telemetry } = useFeatures();
  const frames = useStore(telemetry.store, (view) => view.frames);
  const error = useStore(telemetry.store, (view) => view.error);
  const tiles = tilesOf(frames);
  if (tiles.length === 0 && error !== null) return <ErrorNotice error={error} />;
  return (
    <div className={styles['tiles']}>
      {tiles.length === 0
        ? skeletons.map((name) => <TileSkeleton key={name} />)
        : tiles.map((tile) => <LiveTile key={tile.id} tile={tile} />)}
    </div>
  );
}
