/** A report as Markdown (CommonMark with the tables of GitHub), for an issue or a wiki. */
import type { Block, Cell, ReportDocument, TableColumn } from './document.ts';
import { markdownText } from './escape.ts';

export function markdownOf(document: ReportDocument): string {
  const parts = [
    `# ${markdownText(document.title)}`,
    markdownText(document.subtitle),
    ...document.blocks.flatMap(blockParts),
    `_${markdownText(document.footer)}_`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockParts(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [
        `${'#'.repeat(block.level)} ${markdownText(block.text)}${block.aside === undefined ? '' : ` (${markdownText(block.aside)})`}`,
      ];
    case 'paragraph':
      return [markdownText(block.text)];
    case 'lead':
      return [`**${markdownText(block.text)}**`];
    case 'list':
      return [block.items.map((item) => `- ${markdownText(item.text)}`).join('\n')];
    case 'values':
      return [block.values.map(({ name, value }) => `- **${markdownText(name)}**: ${markdownText(value)}`).join('\n')];
    case 'figures':
      return [
        block.figures
          .map(({ name, value, detail }) => `- **${markdownText(name)}**: ${markdownText(detail === '' ? value : `${value} (${detail})`)}`)
          .join('\n'),
      ];
    case 'table':
      return [tableText(block.columns, block.rows)];
    case 'chart':
      return [];
    case 'more':
      return [`<details><summary>${markdownText(block.title)}</summary>`, ...block.blocks.flatMap(blockParts), '</details>'];
  }
}

function tableText(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => markdownText(column.title))),
    line(columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((_, at) => markdownText(row[at]?.text ?? '')))),
  ].join('\n');
}
