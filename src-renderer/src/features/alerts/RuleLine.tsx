import { ActionIcon, Button, Group, Menu, Switch } from '@mantine/core';
import { IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { AlertRule } from '../../../../src-main/contracts/alerts.ts';
import styles from './AlertsPage.module.css';
import { SeverityBadge } from './SeverityBadge.tsx';
import { ruleText } from './words.ts';

export interface RuleLineProps {
  readonly rule: AlertRule;
  readonly busy: boolean;
  readonly onToggle: (changed: AlertRule) => void;
  readonly onEdit: () => void;
  readonly onDuplicate: () => void;
  readonly onDelete: () => void;
}

/** One rule in a sentence, with its switch and what may be done with it. */
export function RuleLine({ rule, busy, onToggle, onEdit, onDuplicate, onDelete }: RuleLineProps): ReactElement {
  return (
    <li className={styles['rule']}>
      <Switch
        aria-label={`${rule.title}: in force`}
        checked={rule.enabled}
        disabled={busy}
        onChange={(event) => {
          onToggle({ ...rule, enabled: event.currentTarget.checked });
        }}
      />
      <div>
        <div className={styles['ruleTitle']}>
          {rule.title}
          <SeverityBadge severity={rule.severity} />
        </div>
        <div className={styles['ruleText']}>{ruleText(rule)}</div>
      </div>
      <Group gap={4} wrap="nowrap">
        <Button size="xs" variant="default" onClick={onEdit} aria-label={`Edit ${rule.title}`}>
          Edit
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More for ${rule.title}`}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={onDuplicate}>
              Duplicate
            </Menu.Item>
            <Menu.Item color="madder" leftSection={<IconTrash size={14} aria-hidden />} onClick={onDelete}>
              Delete …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </li>
  );
}
