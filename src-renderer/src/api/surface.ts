/**
 * What the pages are served for. `full`: the whole product, through hecated.
 * `dashboard`: the monitor alone serves them, for looking.
 */
export type Surface = 'full' | 'dashboard';

const firstPauseMs = 500;
const longestPauseMs = 8_000;

type Page = Pick<Window, 'hecate'>;
type Ask = (address: string) => Promise<Pick<Response, 'ok' | 'json'>>;

async function saysDashboard(answer: Pick<Response, 'ok' | 'json'>): Promise<boolean> {
  if (!answer.ok) return false;
  const said: unknown = await answer.json().catch(() => null);
  return typeof said === 'object' && said !== null && 'dashboard' in said && said.dashboard === true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Asks the server of the page: the monitor answers yes by itself, everybody else serves the file that is beside the
 * pages, which says no (public/dashboard.json). A server that does not answer at all is asked again: a phone loses
 * its network.
 */
export async function detectSurface(page: Page, ask: Ask = (address) => fetch(address, { cache: 'no-store' })): Promise<Surface> {
  if (page.hecate !== undefined) return 'full';
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await saysDashboard(await ask('dashboard.json'))) ? 'dashboard' : 'full';
    } catch {
      // No answer says nothing about the server.
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt, 10)));
    }
  }
}
