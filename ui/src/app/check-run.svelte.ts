/**
 * One customer's check while it runs. It outlives the screen it was started on, so that looking at another customer
 * meanwhile neither stops it nor hides how far it is.
 */
import type { Backend, Result } from "../backend/backend";
import type { CheckLine, CommandError, CustomerDetail, Lang, Realm } from "../backend/bindings";

export class CheckRun {
  running = $state(false);
  cancelling = $state(false);
  checks = $state.raw<CheckLine[]>([]);
  /** The service asked for patience until then. */
  waitingUntil = $state<string | null>(null);
  /** The keychain was asked, and may be waiting to be unlocked. */
  keychain = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** The latest check, where the registry could not take it in: nobody else has it. */
  unkept = $state.raw<CustomerDetail | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly realm: Realm,
    private readonly customer: number,
  ) {}

  /** `onFinished` hears of each check once, together with those that ended with it. */
  async start(lang: Lang, onFinished: (checks: CheckLine[]) => void): Promise<Result<CustomerDetail> | null> {
    if (this.running) return null;
    this.running = true;
    this.cancelling = false;
    this.checks = [];
    this.waitingUntil = null;
    this.keychain = false;
    this.error = null;
    this.unkept = null;
    const told = new Set<string>();
    const result = await this.backend.checkNow(this.realm, this.customer, lang, (progress) => {
      this.checks = progress.checks;
      this.waitingUntil = progress.waitingUntil;
      this.keychain = progress.keychain;
      const fresh = progress.checks.filter((check) => !told.has(check.id));
      for (const check of fresh) told.add(check.id);
      if (fresh.length > 0) onFinished(fresh);
    });
    this.running = false;
    this.cancelling = false;
    if (!result.ok) this.error = result.error;
    else if (result.value.notKept !== null) this.unkept = result.value;
    return result;
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    const result = await this.backend.cancelCheck(this.realm, this.customer);
    if (!result.ok) this.cancelling = false;
  }
}
