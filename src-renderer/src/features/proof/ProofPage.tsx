import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Page } from '../../ui/Page.tsx';
import { EndedNotice } from '../benchmarks/EndedNotice.tsx';
import { isRunning } from '../jobs/jobsStore.ts';
import { ProofBar } from './form/ProofBar.tsx';
import { ProofFormView } from './form/ProofFormView.tsx';
import { firstForm, type ProofForm } from './model/form.ts';
import { isProofJob } from './proofStore.ts';

// Both draw charts; filling in the form needs none.
const RunningProof = lazy(async () => ({ default: (await import('./RunningProof.tsx')).RunningProof }));
const ProofsView = lazy(async () => ({ default: (await import('./report/ProofsView.tsx')).ProofsView }));

const route = getRouteApi('/proof');

/** How the last proof ended, where it was started or watched. */
function Outcome(): ReactElement {
  const { proof } = useFeatures();
  const failure = useStore(proof.store, (state) => state.failure);
  const endedId = useStore(proof.store, (state) => state.endedId);
  return (
    <EndedNotice
      title="The proof has ended"
      failure={failure}
      onDismiss={proof.dismissEnded}
      link={
        endedId === null ? null : (
          <LinkButton to="/proof" search={{ view: 'proofs', proof: endedId }} size="xs" onClick={proof.dismissEnded}>
            Read what came of it
          </LinkButton>
        )
      }
    />
  );
}

/** A tuning stays only when it was measured to help this machine. */
export function ProofPage(): ReactElement {
  const { proof, jobs, inBackground } = useFeatures();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = useStore(proof.store, (state) => state.live);
  const starting = useStore(proof.store, (state) => state.starting);
  const atWork = useStore(jobs.store, (state) => state.jobs.some((job) => isProofJob(job.method) && isRunning(job)));
  const [form, setForm] = useState<ProofForm>(firstForm);
  useWhenConnected(proof.loadProofs);
  const view = search.view ?? 'try';
  const busy = live !== null || starting || atWork;
  return (
    <Page
      title="Proof"
      subtitle="Settings are tried against stock; only what is shown to help this machine can stay."
      actions={
        <SegmentedControl
          aria-label="View"
          data={[
            { value: 'try', label: busy ? 'Proving …' : 'Prove' },
            { value: 'proofs', label: 'Proofs' },
          ]}
          value={view}
          onChange={(value) => {
            inBackground(navigate({ search: value === 'proofs' ? { view: 'proofs' } : {} }));
          }}
        />
      }
      footer={view === 'try' && !busy ? <ProofBar form={form} /> : null}
    >
      {view === 'try' && !busy ? <Outcome /> : null}
      <Suspense fallback={<Skeleton height={420} />}>
        {view === 'try' && busy ? <RunningProof live={live} /> : null}
        {view === 'try' && !busy ? (
          <ProofFormView
            form={form}
            onChange={(change) => {
              setForm({ ...form, ...change });
            }}
          />
        ) : null}
        {view === 'proofs' ? <ProofsView /> : null}
      </Suspense>
    </Page>
  );
}
