import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from './context.ts';

/** Follows the stored setting. The window remembers the last one, so that the next start paints in it before the service answers. */
export function useThemeSetting(): void {
  const { settings } = useFeatures();
  const theme = useStore(settings.store, (state) => state.settings.value?.theme);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
}
