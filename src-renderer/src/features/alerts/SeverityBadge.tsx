import { Badge, Tooltip } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { upperFirst } from '../../lib/format.ts';
import { type Severity, severityWords } from './words.ts';

const icons = { critical: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle } as const;

/** How bad it is: in a word, with a sign of its own shape, and in colour. */
export function SeverityBadge({ severity }: { readonly severity: Severity }): ReactElement {
  const words = severityWords[severity];
  const Sign = icons[severity];
  return (
    <Tooltip label={words.hint}>
      <Badge color={words.color} leftSection={<Sign size={13} aria-hidden />}>
        {upperFirst(words.label)}
      </Badge>
    </Tooltip>
  );
}
