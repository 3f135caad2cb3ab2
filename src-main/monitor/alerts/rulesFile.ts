/**
 * The rules in force: the file when it is right, else what was in force before.
 * A person may edit the file by hand at any time.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { AlertRules } from '../../contracts/alerts.ts';
import { writeFileAtomically } from '../../services/atomicFile.ts';
import { type WatchedFile, watchedFile } from '../watchedFile.ts';
import { defaultRules } from './defaultRules.ts';
import { issueText } from './issue.ts';
import { readRules } from './rulesSense.ts';

export interface RulesFile {
  readonly path: string;
  readonly current: AlertRules;
  /** Why the file is not in force, with the field named. */
  readonly problem: string | null;
  /** Looks whether the file changed; true when other rules are in force. To be called about once a second. */
  poll(): boolean;
  /** Rules that were checked already. Throws when the file cannot be written; then nothing has changed. */
  write(rules: AlertRules): void;
}

export function createRulesFile(folder: string, userId: number): RulesFile {
  const file = path.join(folder, 'alerts.json');
  const watched = watchedFile(file);
  let current = defaultRules;
  let problem: string | null = null;

  function refuse(why: string): false {
    problem = `${file}: ${why}; the rules that were in force before stay`;
    return false;
  }

  function take(rules: AlertRules): boolean {
    const changed = JSON.stringify(rules) !== JSON.stringify(current);
    current = rules;
    problem = null;
    return changed;
  }

  /** False also for what cannot be looked at: a folder without the right to enter it, a file that vanishes between two looks. */
  function safely(look: () => boolean): boolean {
    try {
      return look();
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error));
    }
  }

  function read(): boolean {
    const text = watched.read();
    if (text === undefined) {
      const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
      return isThere ? refuse('cannot be read, or is larger than 1 MiB') : take(defaultRules);
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return refuse(`is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
    }
    const checked = readRules(value);
    if ('issues' in checked) return refuse(issueText(checked.issues));
    const hasCommand = checked.rules.rules.some((rule) => rule.command !== null);
    const stranger = hasCommand ? strangerText(watched.owner, userId) : undefined;
    return stranger === undefined ? take(checked.rules) : refuse(stranger);
  }

  safely(read);
  return {
    path: file,
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    poll: () => safely(() => watched.hasChanged() && read()),
    write(rules) {
      writeFileAtomically(file, `${JSON.stringify(rules, null, 2)}\n`);
      safely(read);
    },
  };
}

/** Commands run as this user, so nobody else may say which. A group may write: many systems give everybody a group of their own. */
function strangerText(owner: WatchedFile['owner'], userId: number): string | undefined {
  if (owner === undefined || (owner.uid !== userId && owner.uid !== 0))
    return 'has commands and belongs to another user: take it over with chown';
  return (owner.mode & 0o002) === 0 ? undefined : 'has commands and anybody may write to it: chmod o-w';
}
