import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';

/** Units of settings, by knob: Plans and findings carry values as the kernel writes them. null while they are not known. */
export function useKnobUnits(): (knobId: string | null) => string | null {
  const { tuning } = useFeatures();
  const knobs = useStore(tuning.store, (state) => state.preview.value?.knobs);
  return (knobId) => knobs?.find((knob) => knob.id === knobId)?.unit ?? null;
}
