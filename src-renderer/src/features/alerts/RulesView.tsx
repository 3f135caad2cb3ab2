import { Button, Modal, Skeleton, Text } from '@mantine/core';
import { IconCode, IconPlus, IconRestore } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { AlertRule, AlertRules } from '../../../../src-main/contracts/alerts.ts';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { counted } from '../../lib/format.ts';
import { AskFirst } from '../../ui/AskFirst.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useAction } from '../../ui/useAction.ts';
import styles from './AlertsPage.module.css';
import { QuietHours } from './QuietHours.tsx';
import { RuleDialog } from './RuleDialog.tsx';
import { RuleLine } from './RuleLine.tsx';
import { RulesTextDialog } from './RulesTextDialog.tsx';
import { emptyForm, formOfRule, freeId, type RuleForm } from './ruleForm.ts';
import { byArea } from './rules.ts';
import { areaWords } from './words.ts';

type Opened =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly form: RuleForm; readonly isNew: boolean }
  | { readonly kind: 'delete'; readonly rule: AlertRule }
  | { readonly kind: 'text' }
  | { readonly kind: 'restore' };

const closed: Opened = { kind: 'none' };

interface DialogsProps {
  readonly opened: Opened;
  readonly rules: AlertRules;
  readonly defaults: AlertRules;
  readonly onClose: () => void;
}

function Dialogs({ opened, rules, defaults, onClose }: DialogsProps): ReactElement {
  const { alerts } = useFeatures();
  return (
    <>
      <Modal
        opened={opened.kind === 'form'}
        onClose={onClose}
        title={opened.kind === 'form' && !opened.isNew ? 'Edit rule' : 'New rule'}
        size={720}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {opened.kind === 'form' ? <RuleDialog start={opened.form} isNew={opened.isNew} rules={rules} onClose={onClose} /> : null}
      </Modal>
      <Modal
        opened={opened.kind === 'text'}
        onClose={onClose}
        title="All rules as text"
        size={860}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {opened.kind === 'text' ? <RulesTextDialog rules={rules} onClose={onClose} /> : null}
      </Modal>
      <AskFirst
        opened={opened.kind === 'delete'}
        title="Delete this rule?"
        text={
          opened.kind === 'delete' ? `“${opened.rule.title}” no longer reports anything. What it reported before stays under Past.` : ''
        }
        button="Delete"
        onClose={onClose}
        onConfirm={() =>
          alerts.setRules({ ...rules, rules: rules.rules.filter((rule) => opened.kind !== 'delete' || rule.id !== opened.rule.id) })
        }
      />
      <AskFirst
        opened={opened.kind === 'restore'}
        title="Back to the rules that the product comes with?"
        text={`All ${counted(rules.rules.length, 'rule')} and the quiet hours are replaced by the ${counted(defaults.rules.length, 'rule')} of the product. Rules of your own are lost; copy them from “Edit as text” first.`}
        button="Replace all"
        onClose={onClose}
        onConfirm={() => alerts.setRules(defaults)}
      />
    </>
  );
}

/** The rules by area: switched, edited, added and removed. */
export function RulesView(): ReactElement {
  const { alerts, inBackground } = useFeatures();
  const { value, error, loading } = useStore(alerts.store, (state) => state.rules);
  const [opened, setOpened] = useState<Opened>(closed);
  const toggling = useAction();
  useWhenConnected(alerts.loadRules);
  if (value === null) {
    if (error === null) return <Skeleton height={400} />;
    return (
      <ErrorNotice
        error={error}
        retrying={loading}
        onRetry={() => {
          inBackground(alerts.loadRules());
        }}
      />
    );
  }
  const { rules, defaults } = value;
  const toggle = (changed: AlertRule): void => {
    toggling.run(() => alerts.setRules({ ...rules, rules: rules.rules.map((rule) => (rule.id === changed.id ? changed : rule)) }));
  };
  return (
    <>
      <div className={styles['toolbar']}>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => {
            setOpened({ kind: 'form', form: emptyForm(rules), isNew: true });
          }}
        >
          Add a rule
        </Button>
        <Button
          variant="default"
          leftSection={<IconCode size={16} aria-hidden />}
          onClick={() => {
            setOpened({ kind: 'text' });
          }}
        >
          Edit as text
        </Button>
        <Button
          variant="default"
          leftSection={<IconRestore size={16} aria-hidden />}
          onClick={() => {
            setOpened({ kind: 'restore' });
          }}
        >
          Restore defaults
        </Button>
      </div>
      {toggling.error === null ? null : <ErrorNotice error={toggling.error} />}
      <div className={styles['areas']}>
        <Panel title="Quiet hours">
          <QuietHours />
        </Panel>
        {byArea(rules.rules).map(({ area, members }) => (
          <Panel key={area} title={area === 'other' ? 'Metrics of another version' : areaWords[area]}>
            <ul className={styles['rules']}>
              {members.map((rule) => (
                <RuleLine
                  key={rule.id}
                  rule={rule}
                  busy={toggling.running}
                  onToggle={toggle}
                  onEdit={() => {
                    setOpened({ kind: 'form', form: formOfRule(rule), isNew: false });
                  }}
                  onDuplicate={() => {
                    const copy = { ...rule, id: freeId(rule.id, rules), title: `${rule.title} (copy)`.slice(0, 120) };
                    setOpened({ kind: 'form', form: formOfRule(copy), isNew: true });
                  }}
                  onDelete={() => {
                    setOpened({ kind: 'delete', rule });
                  }}
                />
              ))}
            </ul>
          </Panel>
        ))}
        {rules.rules.length === 0 ? <Text size="sm">There is no rule, so nothing is ever reported.</Text> : null}
      </div>
      <p className={styles['file']}>
        The rules are in <span className="mono">{value.file}</span>, which may be edited by hand too.
      </p>
      <Dialogs
        opened={opened}
        rules={rules}
        defaults={defaults}
        onClose={() => {
          setOpened(closed);
        }}
      />
    </>
  );
}
