/** A report as plain text: columns, 100 wide where it can be, no colours. */
import type { Block, Cell, ReportDocument, TableColumn } from './document.ts';
import { plainText } from './escape.ts';

const width = 100;

export function textOf(document: ReportDocument): string {
  const title = plainText(document.title);
  const lines = [title, '='.repeat(Math.min(width, title.length)), ...wrapped(plainText(document.subtitle), width)];
  return `${[...lines, ...document.blocks.flatMap((block) => ['', ...blockLines(block)]), '', ...wrapped(document.footer, width)].join('\n')}\n`;
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading': {
      const text = plainText(block.aside === undefined ? block.text : `${block.text} (${block.aside})`);
      return block.level === 2 ? [text, '-'.repeat(Math.min(width, text.length))] : [text];
    }
    case 'paragraph':
    case 'lead':
      return wrapped(plainText(block.text), width);
    case 'list':
      return block.items.flatMap((item) => wrapped(plainText(item.text), width - 2).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`));
    case 'values':
      return pairs(block.values.map(({ name, value }) => [plainText(name), plainText(value)]));
    case 'figures':
      return pairs(
        block.figures.map(({ name, value, detail }) => [plainText(name), plainText(detail === '' ? value : `${value} (${detail})`)]),
      );
    case 'table':
      return tableLines(block.columns, block.rows);
    case 'chart':
      return [`[chart] ${plainText(block.title)}: in the HTML report`];
    case 'more':
      return [plainText(block.title), ...block.blocks.flatMap((inner) => ['', ...blockLines(inner)])];
  }
}

function pairs(rows: readonly (readonly [string, string])[]): readonly string[] {
  const left = Math.min(40, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows.flatMap(([name, value]) =>
    wrapped(value, Math.max(20, width - left - 2)).map((line, at) => `${(at === 0 ? name : '').padEnd(left)}  ${line}`.trimEnd()),
  );
}

const widestName = 52;

function tableLines(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const texts = rows.map((row) => columns.map((_, at) => plainText(row[at]?.text ?? '')));
  const widths = columns.map((column, at) =>
    Math.min(at === 0 ? widestName : width, Math.max(column.title.length, ...texts.map((row) => row[at]?.length ?? 0))),
  );
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0);
  const last = Math.max(24, width - before);
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => (columns[at]?.align === 'right' ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title.toUpperCase())),
    ...texts.flatMap((row) => {
      const name = wrapped(row[0] ?? '', widestName);
      const end = wrapped(row.at(-1) ?? '', last);
      return Array.from({ length: Math.max(1, name.length, end.length) }, (_, at) =>
        line([name[at] ?? '', ...row.slice(1, -1).map((text) => (at === 0 ? text : '')), end[at] ?? '']),
      );
    }),
  ];
}

/** Breaks at blanks; a word that is too long is cut. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > columns) {
      lines.push(line);
      line = '';
    }
    while (rest.length > columns) {
      lines.push(rest.slice(0, columns));
      rest = rest.slice(columns);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}
