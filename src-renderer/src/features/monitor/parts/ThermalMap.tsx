import { memo, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { MonitorFrame } from '../../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../../app/context.ts';
import { metricText } from '../../../lib/metricFigure.ts';
import { sensorName } from '../model/devices.ts';
import { closeness, type HeatStep, powerCloseness } from '../model/heat.ts';
import styles from './heat.module.css';

interface ThermalCell {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly words: string;
  readonly step: HeatStep | null;
}

function temperatureCells(frame: MonitorFrame): readonly ThermalCell[] {
  return [
    ...frame.temperatures.map((row) => {
      const close = closeness(row.tempC, row.criticalC);
      const name = sensorName(row, frame.temperatures);
      return {
        id: row.id,
        name,
        value: metricText('celsius', row.tempC),
        words: close?.words ?? 'no limit known',
        step: close?.step ?? null,
      };
    }),
    ...frame.disks.flatMap((row) =>
      row.tempC === null
        ? []
        : [{ id: `disk ${row.name}`, name: row.name, value: metricText('celsius', row.tempC), words: 'disk', step: null }],
    ),
    ...frame.gpus.flatMap((row) =>
      row.tempC === null
        ? []
        : [{ id: `gpu ${row.id}`, name: row.card, value: metricText('celsius', row.tempC), words: 'graphics', step: null }],
    ),
  ];
}

function fanCells(frame: MonitorFrame): readonly ThermalCell[] {
  return [
    ...frame.fans.map((row) => ({ row, id: row.id, name: sensorName(row, frame.fans), rpm: row.rpm })),
    ...frame.gpus.flatMap((row) => (row.fanRpm === null ? [] : [{ id: `gpu ${row.id}`, name: row.card, rpm: row.fanRpm }])),
  ].map(({ id, name, rpm }) => ({ id, name, value: metricText('rpm', rpm), words: rpm === 0 ? 'stands still' : 'turns', step: null }));
}

function powerCells(frame: MonitorFrame): readonly ThermalCell[] {
  return [
    ...frame.powers.map((row) => ({ id: row.id, name: sensorName(row, frame.powers), powerW: row.powerW, capW: null })),
    ...frame.gpus.map((row) => ({ id: `gpu ${row.id}`, name: row.card, powerW: row.powerW, capW: row.powerCapW })),
  ].map(({ id, name, powerW, capW }) => {
    const close = powerW === null ? null : powerCloseness(powerW, capW);
    return {
      id,
      name,
      value: powerW === null ? '–' : metricText('watt', powerW),
      words: close?.words ?? (powerW === null ? 'not measured' : 'no limit known'),
      step: close?.step ?? null,
    };
  });
}

const Cell = memo(function Cell({ name, value, words, step }: Omit<ThermalCell, 'id'>): ReactElement {
  return (
    <li className={styles['sensor']} data-step={step ?? 'none'}>
      <span className={styles['sensorName']} title={name}>
        {name}
      </span>
      <span className={styles['sensorValue']}>{value}</span>
      <span className={styles['sensorWords']}>{words}</span>
    </li>
  );
});

function Group({ title, cells }: { readonly title: string; readonly cells: readonly ThermalCell[] }): ReactElement | null {
  if (cells.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles['title']}>{title}</h3>
      <ul className={styles['sensors']}>
        {cells.map(({ id, ...cell }) => (
          <Cell key={id} {...cell} />
        ))}
      </ul>
    </section>
  );
}

/** All temperatures, fans and powers at one look, coloured by how close each is to its own limit; numbers and words say the same. */
export function ThermalMap(): ReactElement | null {
  const { telemetry } = useFeatures();
  const frame = useStore(telemetry.store, (state) => state.latest);
  if (frame === null) return null;
  return (
    <div className={styles['thermal']}>
      <Group title="Temperatures" cells={temperatureCells(frame)} />
      <Group title="Fans" cells={fanCells(frame)} />
      <Group title="Power" cells={powerCells(frame)} />
    </div>
  );
}
