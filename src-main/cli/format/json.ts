/** The JSON that commands print; a report has the same. */
export { jsonText } from '../../base/jsonText.ts';
