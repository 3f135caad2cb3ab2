import { Alert, Skeleton } from '@mantine/core';
import { IconRefreshAlert, IconScale } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProofSummary } from '../../../../../src-main/contracts/proof.ts';
import { useFeatures } from '../../../app/context.ts';
import { counted, dateAndTime } from '../../../lib/format.ts';
import { EmptyNote } from '../../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { LinkButton } from '../../../ui/LinkButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ShortList } from '../../../ui/ShortList.tsx';
import { WordBadge } from '../../../ui/WordBadge.tsx';
import styles from '../../benchmarks/BenchmarksPage.module.css';
import { percentSize, tookText } from '../../benchmarks/model/figures.ts';
import { machineStateWords, proofStateWords } from '../model/words.ts';
import { ProofView } from './ProofView.tsx';

const route = getRouteApi('/proof');

/** A proof that did not come to its end says nothing about what would have helped. */
function gainText({ gainPercent, state }: ProofSummary): string {
  if (gainPercent !== null) return `${percentSize(gainPercent)} gain`;
  return state === 'finished' ? 'nothing helped' : '';
}

function ProofLine({ proof }: { readonly proof: ProofSummary }): ReactElement {
  return (
    <li className={`${styles['line'] ?? ''} ${styles['run'] ?? ''}`}>
      <div>
        <div className={styles['lineTitle']}>
          {proof.title}
          {proof.state === 'finished' ? null : <WordBadge wording={proofStateWords[proof.state]} focusable />}
          {proof.machineState === 'stock' || proof.state === 'running' ? null : (
            <WordBadge wording={machineStateWords[proof.machineState]} focusable />
          )}
        </div>
        <div className={styles['lineText']}>
          {[proof.goalTitle, dateAndTime(proof.startedAt), counted(proof.trials, 'trial'), tookText(proof.seconds)].join(' · ')}
        </div>
      </div>
      <span className={styles['number']}>{gainText(proof)}</span>
      <LinkButton
        to="/proof"
        search={{ view: 'proofs', proof: proof.id }}
        size="xs"
        variant="default"
        aria-label={`Open ${proof.title} of ${dateAndTime(proof.startedAt)}`}
      >
        Open
      </LinkButton>
    </li>
  );
}

function ProofList(): ReactElement {
  const { proof, inBackground } = useFeatures();
  const { value, error, loading } = useStore(proof.store, (state) => state.proofs);
  return (
    <div className={styles['stack']}>
      {error === null ? null : (
        <ErrorNotice
          error={error}
          retrying={loading}
          onRetry={() => {
            inBackground(proof.loadProofs());
          }}
        />
      )}
      {value === null && error === null ? <Skeleton height={300} /> : null}
      {value === null || value.stale.length === 0 ? null : (
        <Alert
          color="ember"
          variant="light"
          icon={<IconRefreshAlert aria-hidden />}
          title="Proven before something changed; worth proving again"
        >
          <ul className={styles['plain']}>
            {value.stale.map((stale) => (
              <li key={stale.proofId} className={styles['mark']}>
                <span>
                  {stale.title}: {stale.changed}
                </span>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {value === null ? null : (
        <Panel>
          {value.proofs.length === 0 ? (
            <EmptyNote
              icon={IconScale}
              title="Nothing was proven yet"
              text="Choose what should become better. Settings are tried against stock, and only what is shown to help can stay."
              action={
                <LinkButton to="/proof" search={{}}>
                  Prove a tuning
                </LinkButton>
              }
            />
          ) : (
            <ShortList items={value.proofs} label="Proofs" className={styles['plain']}>
              {(one) => <ProofLine key={one.id} proof={one} />}
            </ShortList>
          )}
        </Panel>
      )}
    </div>
  );
}

/** All proofs, or the one that the address names. */
export function ProofsView(): ReactElement {
  const { proof } = route.useSearch();
  const navigate = route.useNavigate();
  const { inBackground } = useFeatures();
  if (proof === undefined) return <ProofList />;
  return (
    <ProofView
      id={proof}
      onResumed={() => {
        inBackground(navigate({ search: {} }));
      }}
      onRemoved={() => {
        inBackground(navigate({ search: { view: 'proofs' } }));
      }}
    />
  );
}
