/** The checks of .ci/run after `npm ci`. Everything else is in ci.ts, which needs Node 24. */
import { runOnNode24 } from './onNode24.mjs';

await runOnNode24('scripts/ci.ts');
