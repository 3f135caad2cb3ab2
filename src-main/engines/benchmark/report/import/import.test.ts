import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../../base/text.ts';
import { benchmarkRun } from '../../../../contracts/benchmarkResult.ts';
import { isAppError } from '../../../../contracts/errors.ts';
import { artificialMetric, artificialRun, artificialTest } from '../testSupport/artificialRun.ts';
import { importRun } from './importRun.ts';
import { readXml, XmlProblem } from './xmlReader.ts';

function fieldOf(text: string): string {
  try {
    importRun(text, 'file');
  } catch (error) {
    if (isAppError(error, 'benchmark.invalid')) return error.details.issues[0]?.field ?? '';
    throw error;
  }
  throw new Error('it was accepted');
}

const result = (change: Readonly<Record<string, string>> = {}): string => {
  const parts = {
    Identifier: 'pts/stream-1.0.0',
    Title: 'Stream',
    AppVersion: '1',
    Description: 'Type: Copy',
    Scale: 'MB/s',
    Proportion: 'HIB',
    DisplayFormat: 'BAR_GRAPH',
    Value: '11',
    RawString: '10:11:12',
    ...change,
  };
  const { Value, RawString, ...own } = parts;
  const fields = Object.entries(own).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<Result>${fields.join('')}<Data><Entry><Identifier>mine</Identifier><Value>${Value}</Value><RawString>${RawString}</RawString></Entry></Data></Result>`;
};
const composite = (...results: readonly string[]): string =>
  `<?xml version="1.0"?><PhoronixTestSuite><Generated><Title>Artificial &amp; made up</Title><TestClient>v0</TestClient></Generated><System><Identifier>mine</Identifier><Hardware>Processor: Parrot 1 @ 3 GHz (2 Cores, 4 Threads), Graphics: Parrot card</Hardware><Software>OS: Parrot OS, Kernel: 0.0.1</Software><TimeStamp>2026-01-02 03:04:05</TimeStamp></System>${results.join('')}</PhoronixTestSuite>`;

describe('composite.xml', () => {
  it('becomes a run with samples, unit, direction, area and machine', () => {
    const run = importRun(
      composite(result(), result({ Title: 'Build', Identifier: 'pts/build', Scale: 'Seconds', Proportion: 'LIB' })),
      'composite.xml',
    );
    expect(benchmarkRun.safeParse(run).success).toBe(true);
    expect(run.title).toBe('Artificial & made up');
    expect(run.environment?.cpu).toEqual({ status: 'ok', value: 'Parrot 1 @ 3 GHz (2 Cores, 4 Threads)' });
    expect(run.environment?.kernel).toEqual({ status: 'ok', value: '0.0.1' });
    expect(run.environment?.governor.status).toBe('unknown');
    const [stream, build] = run.tests;
    expect([stream?.area, build?.area]).toEqual(['memory', 'cpu']);
    expect(stream?.metrics[0]).toMatchObject({ samples: [10, 11, 12], unit: 'MB/s', direction: 'higher' });
    expect(build?.metrics[0]?.direction).toBe('lower');
    expect(run.startedAt).toBe('2026-01-02T03:04:05.000Z');
  });

  it('says of a result without a figure, or of a graph, why it is not there', () => {
    const run = importRun(
      composite(result({ Value: '', RawString: '' }), result({ DisplayFormat: 'LINE_GRAPH', Value: '1,2,3' })),
      'x.xml',
    );
    expect(run.tests.map((test) => test.state)).toEqual(['skipped', 'skipped']);
    expect(run.tests[1]?.why).toContain('line graph');
    expect(new Set(run.tests.map((test) => test.testId)).size).toBe(2);
  });

  it.each([
    ['<PhoronixTestSuite></PhoronixTestSuite>', 'PhoronixTestSuite.Result'],
    ['<Other/>', 'PhoronixTestSuite'],
    [composite(result({ Proportion: 'UP' })), 'PhoronixTestSuite.Result[0].Proportion'],
    [composite(result({ Value: 'many' })), 'PhoronixTestSuite.Result[0].Data.Entry.Value'],
    [composite(result({ RawString: '1:x' })), 'PhoronixTestSuite.Result[0].Data.Entry.RawString'],
    [composite(result()).replace('2026-01-02 03:04:05', 'yesterday'), 'PhoronixTestSuite.System.TimeStamp'],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'file'],
    ['parrot', 'file'],
    ['', 'file'],
  ])('%s is refused and names %s', (text, field) => {
    expect(fieldOf(text)).toBe(field);
  });
});

describe('share file of ours', () => {
  it.each([
    [{ ...artificialRun(), schema: 'other' }, 'schema'],
    [{ ...artificialRun(), version: 2 }, 'version'],
    [artificialRun({ tests: [artificialTest({ metrics: [artificialMetric({ unit: 'u'.repeat(99) })] })] }), 'tests[0].metrics[0].unit'],
    [artificialRun({ tests: [artificialTest(), artificialTest()] }), 'tests[1].testId'],
    [artificialRun({ tests: [artificialTest({ metrics: [artificialMetric(), artificialMetric()] })] }), 'tests[0].metrics[1].id'],
    [
      artificialRun({ tests: [artificialTest({ metrics: [{ ...artificialMetric(), samples: [1, 1e200] }] })] }),
      'tests[0].metrics[0].samples',
    ],
  ])('a wrong one is refused with its field', (run, field) => {
    expect(fieldOf(JSON.stringify(run))).toBe(field);
  });

  it('may call things as the language calls its own', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const test = artificialTest({ parameters: JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string> });
    const metrics = names.slice(1).map((id) => artificialMetric({ id }));
    const run = importRun(JSON.stringify(artificialRun({ tests: [{ ...test, testId: 'constructor', metrics }] })), '__proto__');
    expect(run.tests[0]?.metrics.map(({ id }) => id)).toEqual(names.slice(1));
    expect(Object.getPrototypeOf(run.tests[0]?.parameters)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    expect(fieldOf(JSON.stringify(artificialRun({ tests: [{ ...test, testId: names[0] ?? '' }] })))).toBe('tests[0].testId');
  });

  it('has its summaries worked out anew and its control characters taken out', () => {
    const lying = artificialMetric();
    const summary = lying.summary === null ? null : { ...lying.summary, median: 9999 };
    const run = importRun(
      JSON.stringify(artificialRun({ title: 'a\u001b[31mb', tests: [artificialTest({ metrics: [{ ...lying, summary }] })] })),
      'x.json',
    );
    expect(run.tests[0]?.metrics[0]?.summary?.median).toBe(105.5);
    expect(run.title).toBe('a [31mb');
  });
});

describe('XML reader', () => {
  it('reads text, CDATA, entities and attributes', () => {
    const root = readXml(`<a b="1 &lt; 2" c='x'><!-- no --><d>&#65;&#x42;<![CDATA[<raw>&amp;]]></d><e/></a>`);
    expect(root.attributes).toEqual({ b: '1 < 2', c: 'x' });
    expect(root.children.map((child) => [child.name, child.text])).toEqual([
      ['d', 'AB<raw>&amp;'],
      ['e', ''],
    ]);
  });

  it.each([
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a>&nbsp;</a>',
    '<a>&#0;</a>',
    '<a><![CDATA[</a>',
    '<a><!-- </a>',
    'x<a/>',
    '<a/>x',
    '</a>',
    '<',
    '<a>&</a>',
    '<!ENTITY x "y">',
  ])('%s is refused', (text) => {
    expect(() => readXml(text)).toThrow(XmlProblem);
  });

  it('has limits for depth, number and length, and answers at once', () => {
    const started = performance.now();
    expect(() => readXml('<a>'.repeat(100_000))).toThrow(/nested/);
    expect(() => readXml(`<a>${'<b/>'.repeat(200_001)}</a>`)).toThrow(/elements/);
    expect(() => readXml(`<a>${'x'.repeat(1_100_000)}</a>`)).toThrow(/too long/);
    expect(() => readXml(`<a ${' '.repeat(1_000_000)}`)).toThrow(XmlProblem);
    expect(() => readXml(`<a>${'&'.repeat(1_000_000)}</a>`)).toThrow(XmlProblem);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('gives back any text that was escaped, and for any words an element or a problem', () => {
    const clean = fc.string().map((text) => printable(text).trim());
    const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    fc.assert(fc.property(clean, (text) => readXml(`<a>${escaped(text)}</a>`).text === text.trim()));
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('<a>', '</a>', '<', '>', '&amp;', '&', '<![CDATA[', ']]>', '<!--', '-->', '<?', '="', '/>', '<a b="'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(readXml(pieces.join('')).name).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(XmlProblem);
        }
      }),
    );
  });
});
