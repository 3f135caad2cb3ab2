/**
 * The web module: dashboard, stream, REST and /metrics. What it needs (HTTP,
 * TLS, ws) is loaded after the first answer, or when somebody asks for the
 * token before that.
 */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { MonitorModule } from '../module.ts';
import type { WebSide, WebSideOptions } from './webSide.ts';

export interface Web extends MonitorModule {
  /** To be called once the monitor serves its socket. */
  start(): void;
}

export interface WebOptions extends Omit<WebSideOptions, 'api'> {
  /** All methods of the monitor, this module's among them. */
  readonly api: () => WebSideOptions['api'];
}

/** Late enough that whoever started the monitor has its first answer. */
const startAfterMs = 300;

export function createWeb(options: WebOptions): Web {
  let loading: Promise<WebSide> | undefined;
  let side: WebSide | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function load(): Promise<WebSide> {
    const { createWebSide } = await import('./webSide.ts');
    if (closed) throw new Error('the monitor is ending');
    side = createWebSide({ ...options, api: options.api() });
    return side;
  }

  function loaded(): Promise<WebSide> {
    loading ??= load();
    return loading;
  }

  return {
    start() {
      timer = setTimeout(() => {
        loaded().catch((error: unknown) => {
          options.complain(`web: ${error instanceof Error ? error.message : String(error)}`);
        });
      }, startAfterMs).unref();
    },
    events: [],
    methods: {
      'monitor.web': { reach: 'local', answer: async () => (await loaded()).access() },
      'monitor.renewToken': { reach: 'local', answer: async () => (await loaded()).renewToken() },
    },
    onFrame(frame: MonitorFrame) {
      side?.onFrame(frame);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      side?.close();
    },
  };
}
