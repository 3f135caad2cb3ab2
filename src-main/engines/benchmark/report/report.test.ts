import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { proofReport } from '../../../contracts/proof.ts';
import { csvText, markdownText } from './escape.ts';
import { readXml } from './import/xmlReader.ts';
import { comparisonReport, importRun, proofReportText, runReport, shareFile } from './index.ts';
import { artificialMetric, artificialProof, artificialRun, artificialTest } from './testSupport/artificialRun.ts';

const formats = ['text', 'json', 'csv', 'markdown', 'html'] as const;
const hostile = '"><script>alert(1)</script>\u001b[31m<img src=x onerror=alert(2)>=cmd|" /C calc"!A0\u202e';

/** Reads HTML of ours as XML: what is no element of ours would break it. */
function elementsOf(html: string): readonly string[] {
  const xml = html
    .replace('<!doctype html>\n', '')
    .replace(/<meta ([^>]*)>/g, '<meta $1/>')
    .replace(/<style>[^<]*<\/style>/, '');
  const names: string[] = [];
  const walk = (element: ReturnType<typeof readXml>): void => {
    names.push(element.name);
    for (const name of Object.keys(element.attributes)) expect(name.startsWith('on')).toBe(false);
    element.children.forEach(walk);
  };
  walk(readXml(xml));
  return names;
}

describe('report of a run', () => {
  it.each(formats)('as %s has the figure, its interval or its samples, and what was not measured', (format) => {
    const skipped = artificialTest({
      testId: 'artificial.none',
      title: 'Other test',
      state: 'skipped',
      why: 'parrots are missing',
      metrics: [],
    });
    const { text } = runReport(artificialRun({ tests: [artificialTest(), skipped] }), null, null, format);
    expect(text).toContain('105.5');
    expect(text).toContain('parrots/s');
    expect(text).toContain('parrots are missing');
  });

  it('is, as JSON, the stored run itself', () => {
    const run = artificialRun();
    expect(benchmarkRun.parse(JSON.parse(runReport(run, null, null, 'json').text))).toEqual(run);
  });

  it('has, as CSV, one row for each metric and every sample in it', () => {
    const lines = runReport(artificialRun(), null, null, 'csv').text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]?.split(',')).toHaveLength(lines[1]?.split(',').length ?? 0);
    expect(lines[1]).toContain('101 102 103 104');
  });

  it('has a score with what it leaves out, or is the reference', () => {
    const score = {
      referenceRunId: 'run-old',
      total: 103.2,
      parts: [{ area: 'cpu' as const, score: 103.2, metrics: 1 }],
      missing: ['a.b'],
    };
    const text = runReport(artificialRun(), score, null, 'text').text;
    expect(text).toContain('103.2 (against run run-old)');
    expect(text).toContain('an interval for it: a.b.');
    expect(runReport(artificialRun(), 'reference', null, 'text').text).toContain('This is the reference run');
    expect(runReport(artificialRun(), null, null, 'text').text).not.toMatch(/Score|reference run:/);
  });

  it('says two groups, outliers, and a target that was not met', () => {
    const metric = artificialMetric();
    const summary = metric.summary;
    if (summary === null) throw new Error('the artificial metric has a summary');
    const bad = {
      ...summary,
      halfWidthPercent: 9,
      stoppedBecause: 'budget' as const,
      outliers: [3],
      modes: { lowerMedian: 90, upperMedian: 120, upperShare: 0.3 },
    };
    const { text } = runReport(
      artificialRun({ tests: [artificialTest({ metrics: [{ ...metric, summary: bad }] })] }),
      null,
      null,
      'markdown',
    );
    expect(text).toContain('two groups: 90 and 120');
    expect(text).toContain('1 outlier');
    expect(text).toContain('time used up before the target');
  });

  it('draws a latency curve on two logarithmic axes', () => {
    const points = Array.from({ length: 20 }, (_, power): [number, number] => [4096 * 2 ** power, 1 + 4 ** (power / 4)]);
    const series = [{ id: 'latency', title: 'Curve', xTitle: 'Size', xUnit: 'B', yTitle: 'Latency', yUnit: 'ns', points }];
    const { text } = runReport(artificialRun({ tests: [artificialTest({ series })] }), null, null, 'html');
    expect(text).toContain('class="curve"');
    expect(text).toMatch(/16 MiB|64 MiB/);
    expect(text).not.toContain('NaN');
  });

  it.each(formats)('as %s lets no hostile name through', (format) => {
    const run = artificialRun({
      title: hostile,
      machine: hostile,
      note: hostile,
      tests: [
        artificialTest({
          title: hostile,
          label: hostile,
          why: hostile,
          method: hostile,
          parameters: { [hostile]: hostile },
          metrics: [artificialMetric({ title: hostile, unit: '<b>' })],
        }),
      ],
    });
    for (const file of [runReport(run, null, null, format), comparisonReport(run, run, format)]) {
      for (const mark of ['\u001b', '\u202e']) expect(file.text).not.toContain(mark);
      if (format === 'html') {
        const names = elementsOf(file.text);
        for (const name of ['script', 'img', 'b']) expect(names).not.toContain(name);
      }
      if (format === 'markdown') expect(file.text).not.toMatch(/<(script|img|b)\b/);
      if (format === 'csv') for (const line of file.text.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=@]/);
    }
  });

  it('as HTML needs nothing else and says so in a policy', () => {
    const { text } = runReport(artificialRun(), null, null, 'html');
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/https?:|<script|url\(|@import|src=/);
    expect(text).toContain('prefers-color-scheme:dark');
  });

  it('compares two runs and says what the samples could have shown', () => {
    const other = artificialRun({
      id: 'run-other',
      tests: [artificialTest({ metrics: [artificialMetric({ samples: [201, 202, 203, 204, 205, 206, 207, 208, 209, 210] })] })],
    });
    const { text } = comparisonReport(artificialRun(), other, 'text');
    expect(text).toContain('better');
    expect(text).toContain('1 better, 0 worse');
    const same = comparisonReport(artificialRun(), artificialRun(), 'html').text;
    expect(same).toContain('no difference shown');
    expect(elementsOf(same)).toContain('svg');
  });
});

describe('report of a proof', () => {
  it.each(['text', 'markdown', 'html'] as const)('as %s tells the story, the candidate and what was left out', (format) => {
    const { text } = proofReportText(artificialProof(), format);
    for (const part of ['The goal was speed', 'helps', 'needs a restart']) expect(text).toContain(part);
  });

  it('is, as JSON, the stored report; as HTML every measurement is a dot', () => {
    expect(proofReport.parse(JSON.parse(proofReportText(artificialProof(), 'json').text))).toEqual(artificialProof());
    const { text } = proofReportText(artificialProof(), 'html');
    expect(elementsOf(text).filter((name) => name === 'circle')).toHaveLength(12);
  });
});

describe('escapes', () => {
  it('gives a spreadsheet no formula, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvText(text);
        expect(cell.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
        expect(cell).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('gives Markdown no table cell, tag or link of its own', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(markdownText(text)).not.toMatch(/(?<!\\)(?:\\\\)*\||<|https?:\/\//);
      }),
    );
  });
});

describe('share file', () => {
  const word = fc.stringMatching(/^[a-z]{6,12}$/).filter((text) => !JSON.stringify(artificialRun()).includes(text));
  const hex = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
  const secrets = fc.record({
    host: word.map((text) => `${text}-box`),
    user: word.map((text) => `q${text}q`),
    mac: fc.tuple(hex, hex, hex, hex, hex, hex).map((parts) => parts.join(':')),
    uuid: fc.uuid(),
    ip: fc
      .tuple(
        fc.integer({ min: 11, max: 250 }),
        fc.integer({ min: 11, max: 250 }),
        fc.integer({ min: 11, max: 250 }),
        fc.integer({ min: 11, max: 250 }),
      )
      .map((parts) => parts.join('.')),
    serial: word.map((text) => `SN${text.toUpperCase()}9`),
  });

  it('holds no secret that was planted in any text', () => {
    fc.assert(
      fc.property(secrets, ({ host, user, mac, uuid, ip, serial }) => {
        const planted = `on ${host} (${host}.lan) by ${user}@${host} in /home/${user}/x, ${mac} ${uuid} ${ip} serial: ${serial} ${user}`;
        const short = `${host} ${ip}`;
        const conditions = { status: 'unknown' as const, why: planted };
        const plain = artificialRun();
        const environment =
          plain.environment === null
            ? null
            : {
                ...plain.environment,
                kernel: conditions,
                cpu: { status: 'ok' as const, value: planted },
                commandLine: { status: 'absent' as const, why: planted },
                product: planted,
                profileId: planted,
                gpus: [{ name: planted, driver: planted, link: planted }],
              };
        const run = artificialRun({
          id: `run-${host}`,
          title: planted.slice(0, 200),
          machine: host,
          note: planted,
          originDetail: planted.slice(0, 300),
          environment,
          marks: [{ kind: 'load', severity: 'note', text: planted }],
          tests: [
            artificialTest({
              testId: `t.${host}`,
              title: short,
              why: planted,
              label: short,
              method: planted,
              tool: { name: short, version: planted },
              parameters: { peer: ip, file: `/home/${user}/y`, [host]: planted },
              metrics: [artificialMetric({ id: host, title: short, unit: host })],
              series: [{ id: host, title: short, xTitle: host, xUnit: host, yTitle: host, yUnit: host, points: [] }],
              marks: [{ kind: 'load', severity: 'note', text: planted }],
            }),
          ],
        });
        const { text, removed } = shareFile(run);
        for (const secret of [host, user, mac, uuid, ip, serial]) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
        expect(removed.length).toBeGreaterThan(0);
        expect(benchmarkRun.safeParse(JSON.parse(text)).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('can be imported again and has the same samples', () => {
    const { text, fileName } = shareFile(artificialRun({ note: 'mine' }));
    const run = importRun(text, fileName);
    expect(run.origin).toBe('imported');
    expect(run.note).toBeNull();
    expect(run.machine).toMatch(/^machine-[0-9a-f]{10}$/);
    expect(run.tests[0]?.metrics[0]?.samples).toEqual(artificialMetric().samples);
    expect(importRun(shareFile(run).text, fileName).machine).toBe(run.machine);
  });
});
