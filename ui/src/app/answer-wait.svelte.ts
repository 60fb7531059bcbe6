/**
 * Waiting on this computer for the answer to a customer's link. It outlives the screen it was started on; there is one
 * at a time, as there is one person in front of the browser.
 */
import type { Backend } from "../backend/backend";
import type { AnswerPlace, CommandError, Lang, Realm, ReturnedView } from "../backend/bindings";

export class AnswerWait {
  waiting = $state(false);
  /** Where and until when; null until the browser was told. */
  place = $state.raw<AnswerPlace | null>(null);
  end = $state<"answered" | "timed-out" | "cancelled" | null>(null);
  returned = $state.raw<ReturnedView | null>(null);
  error = $state.raw<CommandError | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly realm: Realm,
    private readonly customer: number,
  ) {}

  async start(lang: Lang, onOpen: () => void): Promise<void> {
    if (this.waiting) return;
    this.waiting = true;
    this.place = null;
    this.end = null;
    this.returned = null;
    this.error = null;
    const result = await this.backend.openAndWait(this.realm, this.customer, lang, (place) => {
      this.place = place;
      onOpen();
    });
    this.waiting = false;
    if (result.ok) {
      this.end = result.value.end;
      this.returned = result.value.returned;
    } else {
      this.error = result.error;
    }
  }

  stop(): void {
    void this.backend.stopWaiting();
  }
}
