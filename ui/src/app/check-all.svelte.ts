/**
 * The checking of many customers while it runs. It belongs to the session: leaving the board neither stops it nor hides
 * how far it is.
 */
import type { Backend, Result } from "../backend/backend";
import type { CheckAllCounts, CommandError, CustomerRow, Lang, Realm } from "../backend/bindings";

/** Results are put on the board so often, not one by one: sorting ten thousand rows for each would hold the window up. */
const PAUSE = 250;

export class CheckAll {
  running = $state(false);
  cancelling = $state(false);
  /** Of the one that runs, or of the last one until it is closed. */
  counts = $state.raw<CheckAllCounts | null>(null);
  /** Who has their turn right now. */
  at = $state.raw<ReadonlySet<number>>(new Set());
  stopped = $state(false);
  error = $state.raw<CommandError | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly realm: Realm,
    /** Takes what came onto the board; its words are in the language that was asked for. */
    private readonly take: (rows: CustomerRow[], lang: Lang) => void,
  ) {}

  async start(customers: number[], lang: Lang): Promise<Result<CheckAllCounts> | null> {
    if (this.running) return null;
    this.running = true;
    this.cancelling = false;
    this.stopped = false;
    this.error = null;
    this.counts = { total: customers.length, done: 0, connected: 0, needsAttention: 0, unknown: 0, leftOut: 0, heldUp: [] };
    let came: CustomerRow[] = [];
    let latest: { counts: CheckAllCounts; running: number[] } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      if (latest) {
        this.counts = latest.counts;
        this.at = new Set(latest.running);
      }
      if (came.length > 0) this.take(came, lang);
      came = [];
    };
    const result = await this.backend.checkAll(this.realm, customers, lang, ({ counts, running, customer }) => {
      latest = { counts, running };
      if (customer) came.push(customer);
      timer ??= setTimeout(show, PAUSE);
    });
    clearTimeout(timer);
    show();
    this.at = new Set();
    this.running = false;
    if (result.ok) this.counts = result.value;
    else {
      this.error = result.error;
      if (this.counts.done === 0) this.counts = null;
    }
    this.stopped = this.cancelling;
    this.cancelling = false;
    return result;
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    const result = await this.backend.cancelCheckAll(this.realm);
    if (!result.ok) this.cancelling = false;
  }

  close(): void {
    this.counts = null;
    this.error = null;
  }
}
