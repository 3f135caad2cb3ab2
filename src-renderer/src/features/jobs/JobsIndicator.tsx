import { Button, Group, Loader, Popover, Progress, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { JobInfo } from '../../../../src-main/contracts/jobs.ts';
import { useFeatures } from '../../app/context.ts';
import frame from '../../app/Frame.module.css';
import { counted, timeAgo } from '../../lib/format.ts';
import { useNow } from '../../ui/useNow.ts';
import { isRunning } from './jobsStore.ts';

const stateWords: Readonly<Record<JobInfo['state'], string>> = {
  queued: 'waiting for its turn',
  running: 'running',
  cancelling: 'stopping',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
};

function JobLine({ job }: { readonly job: JobInfo }): ReactElement {
  const { jobs, inBackground } = useFeatures();
  const running = isRunning(job);
  const now = useNow();
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={600} truncate>
          {job.title}
        </Text>
        {running && job.cancellable ? (
          <Button
            size="compact-xs"
            variant="default"
            disabled={job.state === 'cancelling'}
            onClick={() => {
              inBackground(jobs.cancel(job.id));
            }}
          >
            Stop
          </Button>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed">
        {stateWords[job.state]}
        {job.phase === '' ? '' : ` · ${job.phase}`}
        {job.endedAt === null ? '' : ` · ${timeAgo(job.endedAt, now)}`}
      </Text>
      {running ? (
        <Progress
          mt={4}
          size="sm"
          value={(job.progress ?? 1) * 100}
          striped={job.progress === null}
          animated={job.progress === null}
          aria-label={job.title}
        />
      ) : null}
      {job.error === null ? null : (
        <Text size="xs" c="var(--hecate-danger)">
          {job.error.message}
        </Text>
      )}
    </div>
  );
}

/** Work in the service: how much of it there is, and on a click what it does. */
export function JobsIndicator(): ReactElement {
  const { jobs } = useFeatures();
  const list = useStore(jobs.store, (state) => state.jobs);
  const running = list.filter(isRunning).length;
  const label = running === 0 ? 'No work running' : `${counted(running, 'job')} running`;
  return (
    <Popover position="right-end" width={340} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <UnstyledButton className={frame['item'] ?? ''} aria-label={`Work in the background: ${label}`}>
          {running === 0 ? <IconChecklist size={18} stroke={1.75} aria-hidden /> : <Loader size={16} color="#eaad4b" />}
          <span className={frame['label']}>{running === 0 ? 'Background work' : label}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Text fw={650} mb="xs">
          Background work
        </Text>
        {list.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing has run since the service started. Work that you start goes on here when the window is closed.
          </Text>
        ) : (
          <Stack gap="sm">
            {list.map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
