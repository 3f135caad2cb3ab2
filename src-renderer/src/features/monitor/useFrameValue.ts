import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../app/context.ts';

/**
 * Something of the newest frame that seldom changes, such as the names of the
 * disks. Compared as text, so that a frame that says the same draws nothing.
 * `pick` must give plain data and be the same function every time.
 */
export function useFrameValue<T>(pick: (frame: MonitorFrame) => T): T | null {
  const { telemetry } = useFeatures();
  const text = useStore(telemetry.store, (state) => (state.latest === null ? null : JSON.stringify(pick(state.latest))));
  return useMemo(() => (text === null ? null : (JSON.parse(text) as T)), [text]);
}
