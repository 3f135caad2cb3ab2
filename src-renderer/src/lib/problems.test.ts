import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contracts/errors.ts';
import { describeProblem, problemReport } from './problems.ts';

describe('describeProblem', () => {
  it('is silent about what the user did', () => {
    expect(describeProblem(new AppError('cancelled', 'x', { details: {} })).weight).toBe('silent');
    expect(describeProblem(new AppError('privilege.dismissed', 'x', { details: {} })).title).toBe('Nothing was changed');
  });

  it('says whether everything was put back after a failed step', () => {
    const details = { stepId: 's', problem: 'write failed', undone: true };
    expect(describeProblem(new AppError('plan.applyFailed', 'x', { details })).text).toContain('as it was before');
    expect(describeProblem(new AppError('plan.applyFailed', 'x', { details: { ...details, undone: false } })).text).toContain(
      'not everything',
    );
  });

  it('names every conflict with what was found and what was expected', () => {
    const conflicts = [{ target: 'vm.swappiness', expected: '10', found: '60', why: 'Somebody wrote it.' }];
    const problem = describeProblem(new AppError('plan.conflict', 'changed', { details: { conflicts } }));
    expect(problem.facts).toEqual(['vm.swappiness: 60 instead of 10. Somebody wrote it.']);
    expect(problemReport(problem)).toContain('plan.conflict');
  });

  it('names the line and the field of a bad profile', () => {
    const details = { line: 7, issues: [{ field: 'knobs.vm.swappiness', problem: 'a number from 0 to 200' }] };
    const problem = describeProblem(new AppError('profile.invalid', 'wrong', { details }));
    expect(problem.weight).toBe('inline');
    expect(problem.facts).toEqual(['Line 7', 'knobs.vm.swappiness: a number from 0 to 200']);
  });

  it('passes the way out on when nobody can ask for the password', () => {
    const problem = describeProblem(new AppError('privilege.noAgent', 'x', { details: { tryInstead: 'sudo hecate tune apply' } }));
    expect(problem.facts.join()).toContain('sudo hecate tune apply');
  });

  it('shows the log entry of an internal error, and takes anything that was thrown', () => {
    expect(describeProblem(new AppError('internal', 'oops', { details: { logId: 'k3x' } })).facts).toEqual(['Log entry k3x']);
    expect(describeProblem(undefined)).toMatchObject({ code: 'internal', facts: [] });
  });

  it('has words for a code without a handler of its own', () => {
    const problem = describeProblem(new AppError('profile.notFound', 'there is no profile x', { details: { id: 'x', known: [] } }));
    expect(problem).toMatchObject({ title: 'That did not work', text: 'There is no profile x', code: 'profile.notFound' });
  });
});
