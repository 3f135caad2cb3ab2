/** `npm test`. Everything else is in test.ts, which needs Node 24. */
import { runOnNode24 } from './onNode24.mjs';

await runOnNode24('scripts/test.ts');
