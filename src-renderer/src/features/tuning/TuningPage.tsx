import { SegmentedControl, Skeleton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { PlanPreview } from '../../../../src-main/contracts/tuning.ts';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProfileBar } from '../profiles/ProfileBar.tsx';
import { KnobList } from './KnobList.tsx';
import { RivalsPanel } from './RivalsPanel.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { VerifyPanel } from './VerifyPanel.tsx';

type View = 'knobs' | 'rivals' | 'verify';

function viewsOf(preview: PlanPreview | null, drifted: number): readonly { readonly value: View; readonly label: string }[] {
  const rivals = preview?.rivals.length ?? 0;
  return [
    { value: 'knobs', label: 'Settings' },
    { value: 'rivals', label: rivals === 0 ? 'Other programs' : `Other programs (${String(rivals)})` },
    { value: 'verify', label: drifted === 0 ? 'Verify' : `Verify (${String(drifted)} drifted)` },
  ];
}

/** Which profile, which settings, and the way to a Plan. */
export function TuningPage(): ReactElement {
  const { tuning, inBackground } = useFeatures();
  const navigate = useNavigate();
  const view = useSearch({ from: '/tuning', select: (search): View => search.view ?? 'knobs' });
  const { value: preview, error, loading } = useStore(tuning.store, (state) => state.preview);
  const drifted = useStore(tuning.store, (state) => state.status.value?.drifted.length ?? 0);
  const load = (): void => {
    inBackground(tuning.loadPreview());
  };
  useWhenConnected(tuning.loadPreview);

  return (
    <Page
      title="Tuning"
      subtitle="Nothing is changed before you have seen it and agreed, and everything can be undone."
      actions={
        <SegmentedControl
          aria-label="Part of the page"
          value={view}
          data={[...viewsOf(preview, drifted)]}
          onChange={(value) => {
            inBackground(navigate({ to: '/tuning', search: { view: value }, replace: true }));
          }}
        />
      }
      footer={view === 'knobs' && preview !== null ? <SelectionBar knobs={preview.knobs} /> : null}
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={load} retrying={loading} />}
      {view === 'knobs' ? <ProfileBar /> : null}
      {view === 'verify' ? <VerifyPanel /> : null}
      {view !== 'verify' && preview === null && error === null ? <Skeleton height={420} mt="md" /> : null}
      {view === 'knobs' && preview !== null ? <KnobList knobs={preview.knobs} /> : null}
      {view === 'rivals' && preview !== null ? <RivalsPanel rivals={preview.rivals} /> : null}
    </Page>
  );
}
