/**
 * A report as one HTML file: no script, no network, no other file. A policy in
 * the file itself forbids what is not there anyway, in case some text got through.
 */
import { chartSvg } from './charts/chartSvg.ts';
import type { Block, Cell, ReportDocument, TableColumn } from './document.ts';
import { htmlText } from './escape.ts';
import { styleSheet } from './styleSheet.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export function htmlOf(document: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${htmlText(document.title)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<header><h1>${htmlText(document.title)}</h1><p class="faint">${htmlText(document.subtitle)}</p></header>
${blocksHtml(document.blocks)}
<footer><p>${htmlText(document.footer)}</p></footer>
</main>
</body>
</html>
`;
}

/** Charts that follow each other share a grid. */
function blocksHtml(blocks: readonly Block[]): string {
  const parts: string[] = [];
  let charts: string[] = [];
  const flush = (): void => {
    if (charts.length > 0) parts.push(`<div class="charts">${charts.join('\n')}</div>`);
    charts = [];
  };
  for (const block of blocks) {
    if (block.kind === 'chart') {
      charts.push(figureHtml(block));
      continue;
    }
    flush();
    parts.push(blockHtml(block));
  }
  flush();
  return parts.join('\n');
}

function figureHtml({ title, chart }: Extract<Block, { kind: 'chart' }>): string {
  const wide = chart.kind === 'strip' ? '' : ' class="wide"';
  return `<figure${wide}><figcaption>${htmlText(title)}</figcaption>${chartSvg(chart, title)}</figure>`;
}

function blockHtml(block: Exclude<Block, { kind: 'chart' }>): string {
  switch (block.kind) {
    case 'heading': {
      const aside = block.aside === undefined ? '' : ` <small>${htmlText(block.aside)}</small>`;
      return `<h${String(block.level)}>${htmlText(block.text)}${aside}</h${String(block.level)}>`;
    }
    case 'paragraph':
      return `<p${classOf(block)}>${htmlText(block.text)}</p>`;
    case 'lead':
      return `<p class="lead">${htmlText(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li${classOf(item)}>${htmlText(item.text)}</li>`).join('')}</ul>`;
    case 'values':
      return `<dl>${block.values.map((one) => `<dt>${htmlText(one.name)}</dt><dd${classOf(one)}>${htmlText(one.value)}</dd>`).join('')}</dl>`;
    case 'figures':
      return `<div class="figures">${block.figures
        .map(
          ({ name, value, detail }) =>
            `<div><span class="name">${htmlText(name)}</span><span class="value">${htmlText(value)}</span><span class="faint">${htmlText(detail)}</span></div>`,
        )
        .join('')}</div>`;
    case 'table':
      return tableHtml(block.columns, block.rows);
    case 'more':
      return `<details><summary>${htmlText(block.title)}</summary>${blocksHtml(block.blocks)}</details>`;
  }
}

function tableHtml(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): string {
  const side = (at: number): string => (columns[at]?.align === 'right' ? 'number' : '');
  const head = columns.map((column, at) => `<th scope="col"${classOf({}, side(at))}>${htmlText(column.title)}</th>`).join('');
  const body = rows.map((row) => `<tr>${columns.map((_, at) => cellHtml(row[at], side(at))).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cellHtml(cell: Cell | undefined, side: string): string {
  return `<td${classOf(cell ?? {}, side)}>${htmlText(cell?.text ?? '')}</td>`;
}

function classOf({ tone }: Pick<Cell, 'tone'>, more = ''): string {
  const names = [more, tone === undefined || tone === 'plain' ? '' : tone].filter((name) => name !== '');
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}
