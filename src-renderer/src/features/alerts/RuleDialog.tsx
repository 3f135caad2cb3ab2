import { Alert, Button, Group, List, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useCallback, useState } from 'react';
import { type AlertRules, alertSeverity } from '../../../../src-main/contracts/alerts.ts';
import { isAppError } from '../../../../src-main/contracts/errors.ts';
import { metricById, metrics } from '../../../../src-main/contracts/metrics.ts';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../app/context.ts';
import { upperFirst } from '../../lib/format.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { useFrameValue } from '../monitor/useFrameValue.ts';
import styles from './AlertsPage.module.css';
import { CommandFields } from './CommandFields.tsx';
import { ConditionFields, type FormPartProps } from './ConditionFields.tsx';
import { devicesOf } from './devices.ts';
import { issuesOfRule } from './ruleFields.ts';
import { freeId, idFromTitle, type RuleForm, type RuleProblems, ruleOfForm, withMetric } from './ruleForm.ts';
import { areaWords, severities, severityWords } from './words.ts';

const metricChoices = Object.entries(areaWords).map(([area, words]) => ({
  group: words,
  items: metrics.filter((metric) => metric.group === area).map((metric) => ({ value: metric.id, label: metric.title })),
}));
const severityChoices = severities.map((value) => ({ value, label: upperFirst(severityWords[value].label) }));

function WhatFields({ form, problems, edit }: FormPartProps): ReactElement {
  const devices = useFrameValue(useCallback((frame: MonitorFrame) => devicesOf(frame, form.metric), [form.metric]));
  const metric = metricById(form.metric);
  return (
    <>
      <div className={styles['line']}>
        <TextInput
          className={styles['grow'] ?? ''}
          label="Title"
          value={form.title}
          error={problems.title}
          data-autofocus
          onChange={(event) => {
            edit({ title: event.currentTarget.value });
          }}
        />
        <Select
          label="Severity"
          w={150}
          data={severityChoices}
          value={form.severity}
          error={problems.severity}
          allowDeselect={false}
          onChange={(value) => {
            const severity = alertSeverity.safeParse(value);
            if (severity.success) edit({ severity: severity.data });
          }}
        />
      </div>
      <div className={styles['line']}>
        <Select
          className={styles['grow'] ?? ''}
          label="Figure"
          // A rule of another version keeps its metric until another one is chosen.
          data={metric === undefined ? [{ group: 'Another version', items: [form.metric] }, ...metricChoices] : metricChoices}
          value={form.metric}
          error={problems.metric}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No figure has that name"
          onChange={(value) => {
            if (value !== null) edit(withMetric(form, value));
          }}
        />
        {metric?.perDevice === false && form.devices.length === 0 ? null : (
          <TagsInput
            className={styles['grow'] ?? ''}
            label="Only these devices"
            description="Each by itself. Empty: every one. * stands for any text"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={[...(devices ?? [])]}
            value={[...form.devices]}
            error={problems.devices}
            onChange={(chosen) => {
              edit({ devices: chosen });
            }}
          />
        )}
      </div>
    </>
  );
}

function TellingFields({ form, problems, edit }: FormPartProps): ReactElement {
  return (
    <>
      <Group>
        <Switch
          label="Notification on the desktop"
          checked={form.notify}
          onChange={(event) => {
            edit({ notify: event.currentTarget.checked });
          }}
        />
        <Switch
          label="In quiet hours too"
          checked={form.inQuietHours}
          onChange={(event) => {
            edit({ inQuietHours: event.currentTarget.checked });
          }}
        />
      </Group>
      <CommandFields
        command={form.command}
        error={problems.command}
        onChange={(command) => {
          edit({ command });
        }}
      />
      <Textarea
        label="Why this limit, and where it comes from"
        autosize
        minRows={2}
        maxRows={6}
        value={form.why}
        error={problems.why}
        onChange={(event) => {
          edit({ why: event.currentTarget.value });
        }}
      />
    </>
  );
}

interface Refusal {
  readonly problems: RuleProblems;
  readonly others: readonly string[];
  readonly error: unknown;
}

const noRefusal: Refusal = { problems: {}, others: [], error: null };

function refusalOf(error: unknown, place: number): Refusal {
  if (!isAppError(error, 'alerts.invalid')) return { ...noRefusal, error };
  const { own, others } = issuesOfRule(error.details.issues, place);
  return { problems: own, others, error: null };
}

export interface RuleDialogProps {
  readonly start: RuleForm;
  readonly isNew: boolean;
  /** All rules, as they are in force. */
  readonly rules: AlertRules;
  readonly onClose: () => void;
}

/** The form of one rule. Stored only as a whole; what is refused is said at its field. */
export function RuleDialog({ start, isNew, rules, onClose }: RuleDialogProps): ReactElement {
  const { alerts } = useFeatures();
  const [form, setForm] = useState(start);
  const [refusal, setRefusal] = useState<Refusal>(noRefusal);
  const [saving, setSaving] = useState(false);
  const edit = (part: Partial<RuleForm>): void => {
    setForm({ ...form, ...part });
  };
  const save = (): void => {
    // A new rule gets its id from its title; the id of a stored one is in the log of firings and stays.
    const id = isNew ? freeId(idFromTitle(form.title), rules) : form.id;
    const made = ruleOfForm({ ...form, id });
    if (!made.ok) {
      setRefusal({ ...noRefusal, problems: made.problems, others: made.problems.other === undefined ? [] : [made.problems.other] });
      return;
    }
    const next = isNew ? [...rules.rules, made.rule] : rules.rules.map((rule) => (rule.id === id ? made.rule : rule));
    setSaving(true);
    alerts.setRules({ ...rules, rules: next }).then(onClose, (error: unknown) => {
      setSaving(false);
      setRefusal(
        refusalOf(
          error,
          next.findIndex((rule) => rule.id === id),
        ),
      );
    });
  };
  const parts = { form, problems: refusal.problems, edit };
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <WhatFields {...parts} />
      <ConditionFields {...parts} />
      <TellingFields {...parts} />
      {refusal.others.length === 0 ? null : (
        <Alert color="madder" variant="light" role="alert" title="The rules were refused">
          <List size="sm">
            {refusal.others.map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {refusal.error === null ? null : <ErrorNotice error={refusal.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={saving}>
          {isNew ? 'Add the rule' : 'Save'}
        </Button>
      </Group>
    </form>
  );
}
