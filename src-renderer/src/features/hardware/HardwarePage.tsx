import { Button, Skeleton, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { IconFileExport, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useDeferredValue, useState } from 'react';
import { useStore } from 'zustand';
import type { HardwareInventory } from '../../../../src-main/contracts/hardware.ts';
import { useFeatures } from '../../app/context.ts';
import { dateAndTime } from '../../lib/format.ts';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { DoctorPanel } from './DoctorPanel.tsx';
import { inventorySections } from './deviceSections.ts';
import { ExportDialog } from './ExportDialog.tsx';
import styles from './HardwarePage.module.css';
import { SectionPanel } from './SectionPanel.tsx';
import { type Section, searchSections, sectionText } from './section.ts';

type Shown = Section['id'] | 'doctor';

interface ContentsProps {
  readonly sections: readonly Section[];
  readonly shown: Shown;
  readonly onShow: (shown: Shown) => void;
}

function countOf(section: Section): string {
  const many = section.id === 'gpus' || section.id === 'storage' || section.id === 'network';
  return many ? String(section.groups.length) : '';
}

function Contents({ sections, shown, onShow }: ContentsProps): ReactElement {
  const entries = [
    ...sections.map((section) => ({ id: section.id, title: section.title, count: countOf(section) })),
    { id: 'doctor' as const, title: 'Doctor', count: '' },
  ];
  return (
    <nav className={styles['toc']} aria-label="Parts of the machine">
      {entries.map((entry) => (
        <UnstyledButton
          key={entry.id}
          aria-current={entry.id === shown ? 'true' : undefined}
          className={styles['tocItem'] ?? ''}
          onClick={() => {
            onShow(entry.id);
          }}
        >
          {entry.title}
          <span className={styles['tocCount']}>{entry.count}</span>
        </UnstyledButton>
      ))}
    </nav>
  );
}

function Inventory({ inventory }: { readonly inventory: HardwareInventory }): ReactElement {
  const [search, setSearch] = useState('');
  const [explain, setExplain] = useState(false);
  const [shown, setShown] = useState<Shown>('processor');
  const wanted = useDeferredValue(search);
  const sections = inventorySections(inventory);
  const searching = wanted.trim() !== '';
  const found = searching ? searchSections(sections, wanted) : sections.filter((section) => section.id === shown);
  return (
    <div className={styles['layout']}>
      <Contents
        sections={sections}
        shown={shown}
        onShow={(id) => {
          setShown(id);
          setSearch('');
        }}
      />
      <div className={styles['sections']}>
        <div className={styles['tools']}>
          <TextInput
            className={styles['search'] ?? ''}
            leftSection={<IconSearch size={16} aria-hidden />}
            placeholder="Search all parts, for example “scheduler”"
            aria-label="Search the inventory"
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
            }}
          />
          <Switch
            label="Explain what is missing"
            checked={explain}
            onChange={(event) => {
              setExplain(event.currentTarget.checked);
            }}
          />
        </div>
        {searching && found.length === 0 ? (
          <EmptyNote icon={IconSearch} title="Nothing found" text={`No field and no value contains “${wanted.trim()}”.`} />
        ) : null}
        {found.map((section) => (
          <SectionPanel key={section.id} section={section} explain={explain} />
        ))}
        {!searching && shown === 'doctor' ? <DoctorPanel /> : null}
      </div>
    </div>
  );
}

/** The inventory in parts, searchable, and its export. */
export function HardwarePage(): ReactElement {
  const { hardware, inBackground } = useFeatures();
  const navigate = useNavigate();
  const exporting = useSearch({ from: '/hardware', select: (search) => search.export === true });
  const { value, error, loading } = useStore(hardware.store, (state) => state.inventory);
  const reload = (): void => {
    inBackground(hardware.load(true));
  };
  const setExporting = (open: boolean): void => {
    inBackground(navigate({ to: '/hardware', search: open ? { export: true } : {}, replace: true }));
  };
  return (
    <Page
      title="Hardware"
      subtitle={
        value === null ? 'Reading …' : `${value.recorded ? 'Recorded' : 'Read'} ${dateAndTime(value.takenAt)}. Reading wakes no device.`
      }
      actions={
        <>
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={reload} loading={loading}>
            Read again
          </Button>
          {value === null ? null : <CopyAll inventory={value} />}
          <Button
            leftSection={<IconFileExport size={16} aria-hidden />}
            disabled={value === null}
            onClick={() => {
              setExporting(true);
            }}
          >
            Export for a bug report
          </Button>
        </>
      }
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={reload} retrying={loading} />}
      {value === null && error === null ? <Skeleton height={480} /> : null}
      {value === null ? null : <Inventory inventory={value} />}
      {exporting ? (
        <ExportDialog
          onClose={() => {
            setExporting(false);
          }}
        />
      ) : null}
    </Page>
  );
}

function CopyAll({ inventory }: { readonly inventory: HardwareInventory }): ReactElement {
  return <CopyTextButton text={inventorySections(inventory).map(sectionText).join('\n\n')} label="Copy all" size="sm" />;
}
