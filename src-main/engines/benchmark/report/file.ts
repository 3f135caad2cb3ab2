/** A report as the text of a file. */
export interface ReportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}
