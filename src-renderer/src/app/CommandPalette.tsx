import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconAdjustmentsCheck,
  IconArrowBackUp,
  IconArrowsDiff,
  IconFileExport,
  IconGauge,
  IconListCheck,
  IconMoon,
  IconRefresh,
  IconScale,
  IconSearch,
  IconSun,
  IconSunMoon,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useFeatures } from './context.ts';
import { pages } from './pages.ts';

function usePageActions(): SpotlightActionData[] {
  const navigate = useNavigate();
  const { inBackground } = useFeatures();
  return pages.map((page) => {
    const PageIcon = page.icon;
    return {
      id: page.path,
      label: page.title,
      description: page.hint,
      leftSection: <PageIcon size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: page.path }));
      },
    };
  });
}

function useMachineActions(): SpotlightActionData[] {
  const navigate = useNavigate();
  const { change, hardware, tuning, inBackground } = useFeatures();
  return [
    {
      id: 'tune',
      label: 'Tune this machine',
      description: 'Shows the plan; nothing is changed before you agree',
      leftSection: <IconAdjustmentsCheck size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: '/tuning' }));
      },
    },
    {
      id: 'measure',
      label: 'Measure this machine',
      description: 'Benchmarks with their uncertainty',
      leftSection: <IconGauge size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: '/benchmarks' }));
      },
    },
    {
      id: 'compare-runs',
      label: 'Compare two benchmark runs',
      description: 'What got faster, what got slower, and what shows no difference',
      leftSection: <IconArrowsDiff size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: '/benchmarks', search: { view: 'compare' } }));
      },
    },
    {
      id: 'prove',
      label: 'Prove a tuning',
      description: 'Tries settings against stock; asks first',
      leftSection: <IconScale size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: '/proof' }));
      },
    },
    {
      id: 'verify',
      label: 'Verify settings in force',
      description: 'Reads back every setting: applied, drifted, refused or absent',
      leftSection: <IconListCheck size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(Promise.all([navigate({ to: '/tuning', search: { view: 'verify' } }), tuning.verify()]));
      },
    },
    {
      id: 'undo-last',
      label: 'Undo the last Plan',
      description: 'Asks first',
      leftSection: <IconArrowBackUp size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        change.reviewUndo({ input: { planId: null, knobId: null, all: false, force: false }, what: 'the last Plan' });
      },
    },
    {
      id: 'export-hardware',
      label: 'Export hardware for a bug report',
      description: 'Without names, addresses and serial numbers; you see it first',
      leftSection: <IconFileExport size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(navigate({ to: '/hardware', search: { export: true } }));
      },
    },
    {
      id: 'refresh-hardware',
      label: 'Read the hardware again',
      leftSection: <IconRefresh size={20} stroke={1.5} aria-hidden />,
      onClick: () => {
        inBackground(hardware.load(true));
      },
    },
  ];
}

function useThemeActions(): SpotlightActionData[] {
  const { settings, inBackground } = useFeatures();
  const themes = [
    { theme: 'light', label: 'Light theme', icon: IconSun },
    { theme: 'dark', label: 'Dark theme', icon: IconMoon },
    { theme: 'system', label: 'Theme of the desktop', icon: IconSunMoon },
  ] as const;
  return themes.map(({ theme, label, icon: ThemeSign }) => ({
    id: `theme-${theme}`,
    label,
    leftSection: <ThemeSign size={20} stroke={1.5} aria-hidden />,
    onClick: () => {
      inBackground(settings.change({ theme }));
    },
  }));
}

/** Ctrl K: every page and every action of the window by name. */
export function CommandPalette(): ReactElement {
  const groups: SpotlightActionGroupData[] = [
    { group: 'Pages', actions: usePageActions() },
    { group: 'Actions', actions: useMachineActions() },
    { group: 'Appearance', actions: useThemeActions() },
  ];
  return (
    <Spotlight
      actions={groups}
      shortcut={['mod + K', 'mod + P']}
      nothingFound="No page and no action has that name."
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Pages and actions',
        'aria-label': 'Search pages and actions',
      }}
    />
  );
}
