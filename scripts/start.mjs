/** `npm start`. Everything else is in start.ts, which needs Node 24. */
import { runOnNode24 } from './onNode24.mjs';

await runOnNode24('scripts/start.ts');
