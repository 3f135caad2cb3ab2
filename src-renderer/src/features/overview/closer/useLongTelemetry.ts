import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../../app/context.ts';
import { createTelemetry, longestSeconds, type TelemetryView } from '../../telemetry/telemetryStore.ts';

/** A pixel of 15 minutes is more than a second wide, and each commit redraws some thousand points. */
const commitEveryMs = 2_000;

/** Frames of the last 15 minutes, live, for as long as the component is there; read anew after each reconnection. */
export function useLongTelemetry(): TelemetryView {
  const { session } = useFeatures();
  const [telemetry] = useState(() => createTelemetry({ seconds: longestSeconds, commitEveryMs }));
  useEffect(() => session.onOpen((clients) => telemetry.attach(clients)), [session, telemetry]);
  return useStore(telemetry.store);
}
