/**
 * What the core tells of the watches for consent, on the one channel the window listens to. A board of ten thousand is
 * not read again for every look: what was told lies over the overview until that is read the next time.
 */
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend/backend";
import type { CustomerRow, Lang, LookView, Realm, WatchNews, WatchView } from "../backend/bindings";

export class Watches {
  readonly #told = new SvelteMap<string, WatchView | null>();
  readonly #looks = new SvelteMap<string, LookView>();
  readonly #looking = new SvelteSet<string>();
  readonly #recorded = new SvelteMap<string, number>();
  #listenings = 0;

  constructor(private readonly backend: Backend) {}

  /** From now on in this language; `onNews` hears of everything that the overview has to be read again for. */
  async listen(lang: Lang, onNews: (news: WatchNews) => void): Promise<void> {
    const turn = ++this.#listenings;
    const latest = await this.backend.listen(lang, (news) => {
      if (turn !== this.#listenings) return;
      this.#take(news);
      onNews(news);
    });
    if (!latest.ok || turn !== this.#listenings) return;
    for (const { realm, customer, look } of latest.value) this.#looks.set(key(realm, customer), look);
  }

  #take({ realm, customer, looking, watch, look, recorded }: WatchNews): void {
    const at = key(realm, customer);
    this.#told.set(at, watch);
    if (look) this.#looks.set(at, look);
    if (looking) this.#looking.add(at);
    else this.#looking.delete(at);
    if (recorded) this.#recorded.set(at, this.recorded(realm, customer) + 1);
  }

  /** The overview was read: it knows all of this. */
  settle(realm: Realm): void {
    for (const at of [...this.#told.keys()]) if (at.startsWith(`${realm}/`)) this.#told.delete(at);
  }

  watch(realm: Realm, row: CustomerRow): WatchView | null {
    const told = this.#told.get(key(realm, row.row));
    return told === undefined ? row.watch : told;
  }

  /** What the latest look of this session found. */
  look(realm: Realm, customer: number): LookView | null {
    return this.#looks.get(key(realm, customer)) ?? null;
  }

  looking(realm: Realm, customer: number): boolean {
    return this.#looking.has(key(realm, customer));
  }

  /** Counts the checks that the watch wrote into a customer's history; who shows the history reads it again. */
  recorded(realm: Realm, customer: number): number {
    return this.#recorded.get(key(realm, customer)) ?? 0;
  }

  /** Practice was put back: its rows mean other customers now. */
  forget(realm: Realm): void {
    this.settle(realm);
    for (const at of [...this.#looks.keys()]) if (at.startsWith(`${realm}/`)) this.#looks.delete(at);
  }
}

const key = (realm: Realm, customer: number) => `${realm}/${customer}`;
