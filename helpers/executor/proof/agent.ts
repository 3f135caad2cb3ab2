/**
 * Recovery on request inside a lane's namespace: one line with a state folder
 * in, one line with the outcome out. The same code as `hecate-executor
 * recover`, without the cost of starting a program a thousand times.
 */
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openJournal } from '../journal.ts';
import { tryLock } from '../lock.ts';
import { problemText } from '../problem.ts';
import { recover } from '../recover.ts';
import { createSystemMachine } from '../systemMachine.ts';

const machine = createSystemMachine();

function recoverOnce(stateFolder: string): string {
  const folder = path.join(stateFolder, 'journal');
  const journal = openJournal(folder);
  const lock = tryLock(folder);
  try {
    if (lock === undefined) return 'the machine is locked by a dead executor';
    recover({ machine, journal });
    return 'done';
  } finally {
    lock?.dispose();
    journal.close();
  }
}

createInterface({ input: process.stdin }).on('line', (stateFolder) => {
  let answer: string;
  try {
    answer = recoverOnce(stateFolder);
  } catch (error) {
    answer = problemText(error).replaceAll('\n', ' ');
  }
  process.stdout.write(`${answer}\n`);
});
