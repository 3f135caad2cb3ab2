import { Skeleton } from '@mantine/core';
import { IconActivity, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { upperFirst } from '../../lib/format.ts';
import { FigureText } from '../../ui/FigureText.tsx';
import { LiveChart } from '../../ui/LiveChart.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { resourceIcons } from '../monitor/resourceIcons.ts';
import { chartSeconds } from '../telemetry/telemetryStore.ts';
import styles from './OverviewPage.module.css';
import { type Tile, type TileColor, tileDescription } from './tiles.ts';

/** The page of each tile in the monitor. */
const resources = {
  cpu: 'cpu',
  memory: 'memory',
  pressure: 'pressure',
  disk: 'disk',
  network: 'network',
  temperature: 'sensor',
  gpu: 'gpu',
  filesystem: 'filesystem',
} as const;

const colors: Readonly<Record<TileColor, string>> = { accent: 'var(--hecate-accent)', second: 'var(--hecate-second)' };

export interface LiveTileProps {
  readonly tile: Tile;
}

/** A live figure with its last minute. Its size never depends on its content. */
export function LiveTile({ tile }: LiveTileProps): ReactElement {
  const resource = resources[tile.id];
  const TileIcon = resourceIcons[resource];
  return (
    <Panel className={styles['tile']}>
      <h3 className={styles['tileTop']}>
        <Link
          to="/monitor"
          search={{ resource, span: '15m' }}
          className={styles['tileLink']}
          title="Open in the monitor: the last 15 minutes and longer"
        >
          <TileIcon size={16} stroke={1.75} aria-hidden />
          {tile.title}
          <IconChevronRight size={15} className={styles['tileGo'] ?? ''} aria-hidden />
        </Link>
      </h3>
      {tile.missing === null ? <TileBody tile={tile} /> : <p className={styles['tileMissing']}>{upperFirst(tile.missing)}</p>}
    </Panel>
  );
}

function TileBody({ tile }: { readonly tile: Tile }): ReactElement {
  return (
    <>
      <div className={styles['tileFigures']}>
        {tile.figures.map(({ name, figure, color }) => (
          <span key={name ?? 'only'} className={styles['legend']}>
            {name === null ? null : (
              <>
                <span className={styles['swatch']} style={{ background: colors[color] }} aria-hidden />
                <span className="dim">{name}</span>
              </>
            )}
            {figure === null ? <span className="dim">measuring …</span> : <FigureText figure={figure} size={name === null ? 'lg' : 'md'} />}
          </span>
        ))}
      </div>
      <div className={styles['tileNote']} title={tile.note}>
        {tile.note}
      </div>
      <LiveChart
        series={tile.series.map((series, index) => ({ ...series, color: colors[series.color], filled: index === 0 }))}
        seconds={chartSeconds}
        top={tile.top}
        topLabel={tile.topLabel}
        description={tileDescription(tile)}
      />
    </>
  );
}

/** Same size as a tile, while the first frame is on its way. */
export function TileSkeleton(): ReactElement {
  return (
    <Panel className={styles['tile']}>
      <h3 className={styles['tileHead']}>
        <IconActivity size={16} stroke={1.75} aria-hidden />
        <Skeleton height={12} width={90} />
      </h3>
      <Skeleton height={26} width={110} mt={8} />
      <Skeleton height={64} mt={26} />
    </Panel>
  );
}
