import { Badge, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Wording } from '../features/tuning/words.ts';

/** A badge whose meaning is explained on hover and focus. */
export function WordBadge({ wording, focusable = false }: { readonly wording: Wording; readonly focusable?: boolean }): ReactElement {
  return (
    <Tooltip label={wording.hint}>
      <Badge color={wording.color} tabIndex={focusable ? 0 : undefined}>
        {wording.label}
      </Badge>
    </Tooltip>
  );
}
