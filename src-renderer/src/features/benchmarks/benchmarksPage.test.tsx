// @vitest-environment happy-dom
/** The benchmarks page in the whole window, with a machine in memory. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { comparisonOf, fakeRun, summaryOf } from '../../../testSupport/benchmarkRecords.ts';
import { pastRuns, sampleReports } from '../../../testSupport/fakeBenchmarks.ts';
import { renderWindow, type WindowOptions, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(path: string, options: WindowOptions = {}): Promise<WindowUnderTest> {
  window = await renderWindow(path, options);
  return window;
}
function withRuns(path: string): Promise<WindowUnderTest> {
  return opened(path, { benchmarkRuns: pastRuns(Date.now()) });
}

describe('measuring', () => {
  it('says that the machine is fit, what a group holds and how long it takes, and runs it', async () => {
    const { user, server } = await opened('/benchmarks');
    expect(await screen.findByText(/^Quiet, cool and set up evenly/)).toBeTruthy();
    const standard = await screen.findByRole('radio', { name: 'Standard' });
    expect(standard.textContent).toContain('3\u00a0tests: processor, memory and caches. 1 cannot run here.');
    await user.click(standard);
    expect(screen.getByText(/^3 tests, about 51 s; 1 cannot run here and is left out\.$/)).toBeTruthy();
    await user.type(screen.getByLabelText('Note'), 'after the update');
    await user.click(screen.getByRole('button', { name: 'Run' }));
    await screen.findByText('Measuring until the figure is sure enough');
    expect(server.benchmarks.asked()).toMatchObject([
      { group: 'standard', tests: null, note: 'after the update', targetPercent: 1, force: false, temperatureLimitC: null },
    ]);
  });

  it('puts what speaks against measuring into sentences, the worst first', async () => {
    const { server, user } = await opened('/benchmarks');
    server.benchmarks.setMarks([
      { kind: 'virtual', severity: 'note', text: 'This is a virtual machine.' },
      { kind: 'load', severity: 'blocking', text: 'Another program uses 80% of the processor.' },
    ]);
    await user.click(await screen.findByRole('button', { name: 'Look again' }));
    const list = await screen.findByRole('list', { name: 'What speaks against measuring now' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['not fitAnother program uses 80% of the processor.', 'good to knowThis is a virtual machine.']);
  });

  it('runs single tests, and says of the missing ones why and how to get them', async () => {
    const { user, server } = await opened('/benchmarks');
    await user.click(await screen.findByText('Single tests'));
    expect(await screen.findByText('fio is not installed. How to get it: sudo apt install fio')).toBeTruthy();
    expect(screen.getByRole('checkbox', { name: 'Random reads of 4 KiB' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true);
    await user.type(screen.getByLabelText('Find a test'), 'latency');
    expect(screen.queryByRole('checkbox', { name: 'Encryption' })).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: 'Latency of caches and memory' }));
    await user.click(screen.getByRole('button', { name: 'Run' }));
    await waitFor(() => {
      expect(server.benchmarks.asked()).toMatchObject([{ group: null, tests: ['memory.latency'] }]);
    });
  });

  it('shows a run that somebody else started: sample by sample, and its end', async () => {
    const { server, user } = await opened('/benchmarks');
    await screen.findByRole('radio', { name: 'Quick' });
    for (const report of sampleReports(9)) server.benchmarks.report(report);
    expect(await screen.findByRole('figure', { name: /^\d\u00a0samples? of this test in MB\/s/ })).toBeTruthy();
    expect(await screen.findByText('9', { selector: 'dd' })).toBeTruthy();
    expect(screen.getByText('Tests: 0 of 2 done')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Run' })).toBeNull();
    server.benchmarks.end();
    await user.click(await screen.findByRole('link', { name: 'See the result' }));
    expect(await screen.findByText('Quick run')).toBeTruthy();
  });

  it('tells what was measured before the page was opened, and what of a burn-in is only a part of a test', async () => {
    const { server } = await opened('/benchmarks');
    await screen.findByRole('radio', { name: 'Quick' });
    const summary = summaryOf([100, 101, 102, 103, 104, 105, 106]);
    server.benchmarks.report({ unit: 'MB/s', metricId: 'aes', done: 0.37, summary });
    expect(await screen.findByText(/^7\s?samples so far, with a median of 103/)).toBeTruthy();
    server.benchmarks.report({ unit: 'MB/s', metricId: 'aes', done: 0.38, value: 107, summary: { ...summary, count: 8 } });
    expect(await screen.findByText(/^1 of 8\s?samples are drawn/)).toBeTruthy();
    expect(screen.getByText('Tests: 0 of 2 done')).toBeTruthy();
  });

  it('is cancelled, and is ready for the next run', async () => {
    const { user } = await opened('/benchmarks');
    await user.click(await screen.findByRole('button', { name: 'Run' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel and keep what was measured' }));
    expect(await screen.findByRole('button', { name: 'Run' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says what makes the machine unfit when a run was refused', async () => {
    const { user, server } = await opened('/benchmarks');
    const run = await screen.findByRole('button', { name: 'Run' });
    await waitFor(() => {
      expect(run).toHaveProperty('disabled', false);
    });
    const marks = ['another program uses 80% of the processor'];
    server.failNext(new AppError('benchmark.notReady', 'the machine is not fit to be measured', { details: { marks } }));
    await user.click(run);
    expect((await screen.findByRole('alert')).textContent).toContain('Another program uses 80% of the processor');
  });
});

describe('results', () => {
  it('explain themselves while there are none', async () => {
    await opened('/benchmarks?view=results');
    expect(await screen.findByText('Nothing was measured yet')).toBeTruthy();
  });

  it('show score, figures with their uncertainty, marks in words, and what was skipped', async () => {
    const { user } = await withRuns('/benchmarks?view=results');
    const list = await screen.findByRole('list', { name: 'Runs' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(4);
    await user.click(within(list).getAllByRole('link', { name: /^Open Standard run/ })[0] as HTMLElement);
    const table = await screen.findByRole('table', { name: 'Figures of Memory and caches' });
    expect(within(table).getByText(/^[\d,]+ ± \d+ ns|^[\d.]+ ± [\d.]+ ns/)).toBeTruthy();
    expect(within(table).getByText('1 outlier')).toBeTruthy();
    expect(within(table).getByText('time used up')).toBeTruthy();
    expect(within(table).getByText('two groups')).toBeTruthy();
    expect(within(table).getAllByRole('img', { name: /^24\u00a0samples from/ })).toHaveLength(2);
    expect(within(table).getByRole('figure', { name: /^Latency staircase/ })).toBeTruthy();
    const left = screen.getByRole('list', { name: 'Tests that were not measured' });
    expect(left.textContent).toContain('How to get it: sudo apt install fio');
    expect(screen.getByText('Score')).toBeTruthy();
  });

  it('are shown bit by bit when there are many, and take whatever stands in an imported file as text', async () => {
    const title = `<img src=x onerror="alert(1)"> ${'very-long-title-'.repeat(11)}`;
    const startedAt = new Date().toISOString();
    const many = Array.from({ length: 120 }, (_, index) => ({
      ...fakeRun({ id: `run-${String(index)}`, startedAt }),
      ...(index === 0 ? { title, origin: 'imported' as const, machine: '<b>machine</b>' } : {}),
    }));
    const { user } = await opened('/benchmarks?view=results', { benchmarkRuns: many });
    const list = await screen.findByRole('list', { name: 'Runs' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(50);
    expect(within(list).getByText(title)).toBeTruthy();
    expect(within(list).getByText('imported from <b>machine</b>')).toBeTruthy();
    expect(list.querySelector('img, b')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show 50 more of 120' }));
    await user.click(screen.getByRole('button', { name: 'Show 20 more of 120' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(120);
    expect(screen.queryByRole('button', { name: /more of 120$/ })).toBeNull();
  });

  it('are removed only after asking', async () => {
    const { user, server } = await withRuns('/benchmarks?view=results&run=run-2');
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove this run?' });
    expect(server.benchmarks.removed()).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Remove the run' }));
    await waitFor(() => {
      expect(server.benchmarks.removed()).toEqual(['run-2']);
    });
    expect(within(await screen.findByRole('list', { name: 'Runs' })).getAllByRole('listitem')).toHaveLength(3);
  });

  it('are shared with an exact preview and a list of what was taken out', async () => {
    const { user } = await withRuns('/benchmarks?view=results&run=run-1');
    await user.click(await screen.findByRole('button', { name: 'Share' }));
    const dialog = await screen.findByRole('dialog', { name: 'Share this run' });
    expect((await within(dialog).findByText(/"schema": "hecate\.benchmark\.run"/)).textContent).not.toContain('ada-workstation');
    expect(within(dialog).getByText('Name of the machine: 3 times')).toBeTruthy();
  });

  it('become the reference', async () => {
    const { user } = await withRuns('/benchmarks?view=results&run=run-2');
    await user.click(await screen.findByRole('button', { name: 'Make it the reference' }));
    expect(await screen.findByRole('button', { name: 'Is the reference' })).toHaveProperty('disabled', true);
  });

  it('are imported from a file, and a wrong file is named with what is wrong', async () => {
    const { user } = await opened('/benchmarks?view=results');
    const area = await screen.findByRole('region', { name: 'Import a run' });
    const input = area.querySelector('input[type=file]') as HTMLInputElement;
    await user.upload(input, new File(['nonsense'], 'bad.json', { type: 'application/json' }));
    expect((await screen.findByRole('alert')).textContent).toContain('schema: must be hecate.benchmark.run');
    await user.upload(input, new File(['{}'], 'good.json', { type: 'application/json' }));
    expect(await screen.findByText('Shared run')).toBeTruthy();
  });
});

describe('comparing', () => {
  it('says the verdict in words, with interval and what differs around it', async () => {
    await withRuns('/benchmarks?view=compare&base=run-2&other=run-1');
    const table = await screen.findByRole('table', { name: 'Figures of both runs' });
    expect(within(table).getAllByText(/^\d+\.\d\d% slower$/).length).toBeGreaterThan(0);
    expect(within(table).getByText(/% more time$/)).toBeTruthy();
    expect(screen.getByText('6.12.41 → 6.12.48')).toBeTruthy();
    expect(screen.getByText(/^Of 3 headline figures, 0 got better, 3 got worse/)).toBeTruthy();
    expect(screen.getByRole('figure', { name: /^Change of 3\u00a0figures in percent/ })).toBeTruthy();
  });

  it('finds no difference of a run with itself', async () => {
    await withRuns('/benchmarks?view=compare&base=run-2&other=run-2');
    expect(await screen.findByText('No difference shown in any of the headline figures.')).toBeTruthy();
  });

  it('compares with the run before when nothing was chosen', async () => {
    await withRuns('/benchmarks?view=compare');
    expect(await screen.findByText('6.12.41 → 6.12.48')).toBeTruthy();
  });
});

describe('what became slower', () => {
  it('is told above everything, and leads to the two runs', async () => {
    const { server, features, user } = await withRuns('/benchmarks');
    const comparison = comparisonOf(-7.1);
    const one = {
      testId: 'cpu.crypto',
      metricId: 'aes',
      title: 'Encryption: AES-256-GCM',
      unit: 'MB/s',
      changed: 'kernel 6.12.41 to 6.12.48',
    };
    server.benchmarks.setRegressions([{ ...one, baseRunId: 'run-2', otherRunId: 'run-1', comparison }]);
    await features.benchmarks.loadRuns();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Encryption: AES-256-GCM: 7.10% slower');
    await user.click(within(alert).getByRole('link', { name: 'Compare the two runs' }));
    expect(await screen.findByRole('table', { name: 'Figures of both runs' })).toBeTruthy();
  });

  it('is seen over months', async () => {
    await withRuns('/benchmarks?view=trend&test=memory.bandwidth&metric=triad');
    expect(await screen.findByRole('figure', { name: /over 4\u00a0runs$/ })).toBeTruthy();
    expect(within(screen.getByRole('table', { name: /^Runs with/ })).getByText('6.12.48')).toBeTruthy();
  });
});

it('is not on the dashboard, which has no engines', async () => {
  await opened('/benchmarks', { surface: 'dashboard' });
  expect(await screen.findByText('There is nothing here')).toBeTruthy();
});
