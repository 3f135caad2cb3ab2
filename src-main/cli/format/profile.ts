/** Profiles for people. */
import type { ProfileChoice, ProfileInfo } from '../../contracts/profiles.ts';
import { blocks, fields, type Page, table } from '../terminal/layout.ts';
import { safe } from './reading.ts';
import { counted } from './units.ts';

export function formatChoice(page: Page, choice: ProfileChoice): readonly string[] {
  const chosen = choice.overridden ? `chosen by you; the hardware says ${choice.detectedId}` : 'chosen from the hardware';
  const marks = { chose: page.style.good('+'), ruledOut: page.style.faint('-'), note: page.style.accent('·') } as const;
  return blocks(
    [`${page.style.heading(safe(choice.title))} ${page.style.faint(`(${safe(choice.profileId)}), ${chosen}`)}`],
    choice.reasons.flatMap((reason) =>
      fields(page, [{ name: '', value: safe(reason.text) }], 0).map((line, index) => mark(line, index, marks[reason.effect])),
    ),
  );
}

/** Puts the sign of a reason into the indent of its first line. */
function mark(line: string, index: number, sign: string): string {
  return index === 0 ? `${sign} ${line.trimStart()}` : line;
}

export function formatProfiles(
  page: Page,
  profiles: readonly ProfileInfo[],
  problems: readonly { readonly file: string; readonly line: number | null; readonly problem: string }[],
  inForce: string,
): readonly string[] {
  const rows = profiles.map((profile) => [
    profile.id === inForce ? '*' : ' ',
    safe(profile.id),
    profile.builtIn ? 'built-in' : `from ${profile.base}, ${counted(Object.keys(profile.knobs).length, 'change')}`,
    safe(profile.title),
  ]);
  const broken = problems.map((problem) => {
    const where = problem.line === null ? safe(problem.file) : `${safe(problem.file)} line ${String(problem.line)}`;
    return page.style.bad(`${where}: ${safe(problem.problem)}`);
  });
  return blocks(table(page, [{ title: '' }, { title: 'id' }, { title: 'kind' }, { title: 'title' }], rows), broken);
}
