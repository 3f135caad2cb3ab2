import { Badge, Button, List, Popover, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ProfileChoice, ProfileReason } from '../../../../src-main/contracts/profiles.ts';
import { upperFirst } from '../../lib/format.ts';

const effectWords: Readonly<Record<ProfileReason['effect'], string>> = { chose: 'decided', ruledOut: 'ruled out', note: 'good to know' };
const effectColors: Readonly<Record<ProfileReason['effect'], string>> = { chose: 'verdigris', ruledOut: 'gray', note: 'dusk' };

/** Every reason of the profile choice, also those that ruled other profiles out. */
export function ReasonsButton({ choice }: { readonly choice: ProfileChoice }): ReactElement {
  return (
    <Popover width={440} position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="subtle" size="xs">
          Why this one?
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Text size="sm" fw={650} mb={6}>
          Why {choice.title}
        </Text>
        {choice.overridden ? (
          <Text size="sm" mb={6}>
            You chose it yourself. The hardware suggests “{choice.detectedId}”, for these reasons:
          </Text>
        ) : null}
        <List size="sm" spacing={8} listStyleType="none">
          {choice.reasons.map((reason) => (
            <List.Item key={reason.text}>
              {upperFirst(reason.text)}{' '}
              <Badge size="xs" color={effectColors[reason.effect]}>
                {effectWords[reason.effect]}
              </Badge>
            </List.Item>
          ))}
        </List>
      </Popover.Dropdown>
    </Popover>
  );
}
