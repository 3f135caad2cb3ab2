/**
 * Holds the app back until the test runner is attached, which then calls
 * __playwright_run; otherwise a window that opens at the wrong moment is missed
 * now and then. Playwright's own loader also sets switches under which a window
 * of Electron 41 has no size.
 */
const { app } = require('electron');

let release;
const attached = new Promise((resolve) => {
  release = resolve;
});
const ready = app.whenReady();
app.whenReady = () => Promise.all([ready, attached]).then(() => undefined);
globalThis.__playwright_run = release;
