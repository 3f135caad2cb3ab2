/** Runs and proofs as files, and files as runs. Pure: everything here goes from data to text or back. */
export { importRun } from './import/importRun.ts';
export { proofReportText } from './proofReport.ts';
export { comparisonReport, runReport } from './runReport.ts';
export { shareFile } from './share.ts';
