import { expect, it } from 'vitest';
import { fileStatements } from './StepDiff.tsx';

it('shows what a managed file says, without comments', () => {
  expect(fileStatements('# Written by HecateOS\n\n vm.swappiness = 10\n# end\n')).toEqual(['vm.swappiness = 10']);
  expect(fileStatements('# only comments')).toEqual([]);
});
