/** Passing notes, and failures that no page shows itself. */
import { notifications } from '@mantine/notifications';
import { describeProblem } from '../lib/problems.ts';

export function notifyDone(title: string, message: string): void {
  notifications.show({ title, message, color: 'verdigris' });
}

/** Shows what `describeProblem` finds worth showing; the same problem twice is one note. */
export function notifyProblem(thrown: unknown): void {
  const problem = describeProblem(thrown);
  // A lost connection is shown by the connection state, once, and not by everybody who noticed it.
  if (problem.weight === 'silent' || problem.code.startsWith('transport.')) return;
  const message = [problem.text, ...problem.facts].join(' ');
  const id = `${problem.code} ${message}`;
  notifications.hide(id);
  notifications.show({ id, title: problem.title, message, color: 'madder', autoClose: problem.weight === 'dialog' ? false : 8_000 });
}
