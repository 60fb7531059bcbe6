/**
 * What the whole window shares: where the person is, in which realm, in which language, and the overview that board and
 * side bar show. It holds no secret, ever: those live in the one form that takes them.
 */
import { createContext } from "svelte";
import type { Backend } from "../backend/backend";
import type { AppView, CommandError, CustomerRow, Lang, Overview, Realm, SavedFile, Theme } from "../backend/bindings";
import { BoardView } from "../features/board/view.svelte";
import { catalogues, fill, type Messages } from "../i18n";
import { AnswerWait } from "./answer-wait.svelte";
import { AppSave } from "./app-save.svelte";
import { CheckAll } from "./check-all.svelte";
import { CheckRun } from "./check-run.svelte";
import type { Journey } from "./journey";
import type { Screen } from "./screen";
import { Watches } from "./watches.svelte";

export const [useSession, provideSession] = createContext<Session>();

export class Session {
  realm = $state<Realm>("real");
  screen = $state.raw<Screen>({ name: "home" });
  /** Counts arrivals, so that going to the same place again starts it afresh. */
  arrivals = $state(0);
  overview = $state.raw<Overview | null>(null);
  /** Why there is no overview. */
  failure = $state.raw<CommandError | null>(null);
  lang = $state<Lang>("en");
  theme = $state<Theme | null>(null);
  /** Moves twice a minute, for "2 min ago". */
  now = $state(Date.now());
  /** The steps of the journey under way; the side bar shows them instead of its places. */
  journey = $state.raw<Journey | null>(null);
  startingPractice = $state(false);
  practiceFailure = $state.raw<CommandError | null>(null);
  /** The customer from whom a repair led here; a quiet way back to them stands above the title. */
  cameFrom = $state.raw<number | null>(null);
  /** The customer that was removed last, for as long as that can be undone from here. */
  removed = $state.raw<Pick<CustomerRow, "row" | "name"> | null>(null);
  /** The file a board was just saved as, or why it was not. */
  exported = $state.raw<{ file: SavedFile } | { error: CommandError } | null>(null);
  /** What the live region says. */
  spoken = $state("");
  readonly t: Messages = $derived(catalogues[this.lang]);
  readonly apps: AppView[] = $derived(this.overview?.apps ?? []);
  /** The app that new customers start with. */
  readonly currentApp: AppView | null = $derived(this.apps.find((app) => app.row === this.overview?.currentApp) ?? this.apps[0] ?? null);

  /** Null until somebody chooses: then the system's language is followed. */
  #chosenLang: Lang | null = null;
  /** Beside the state: what an effect takes down sees the state as it was when the effect ran. */
  #latestJourney: Journey | null = null;
  #overviews = 0;
  readonly #saves: Record<Realm, AppSave> = { real: new AppSave(), practice: new AppSave() };
  readonly #runs = new Map<string, CheckRun>();
  readonly #waits = new Map<string, AnswerWait>();
  readonly watches: Watches;
  readonly #checkAlls: Record<Realm, CheckAll>;
  readonly #views: Record<Realm, BoardView> = { real: new BoardView(), practice: new BoardView() };

  constructor(readonly backend: Backend) {
    this.watches = new Watches(backend);
    const of = (realm: Realm) => new CheckAll(backend, realm, (rows, lang) => this.#take(realm, lang, rows));
    this.#checkAlls = { real: of("real"), practice: of("practice") };
  }

  async open(systemLang: Lang): Promise<void> {
    this.lang = systemLang;
    await this.refresh();
    const kept = this.overview;
    if (!kept) return;
    this.theme = kept.theme;
    this.#chosenLang = kept.language;
    if (kept.language && kept.language !== this.lang) {
      this.lang = kept.language;
      await this.refresh();
    }
    await this.#listen();
  }

  /** What a watch wrote down or ended changes the board; an end is also said aloud. */
  #listen(): Promise<void> {
    return this.watches.listen(this.lang, ({ realm, recorded, ended, said }) => {
      if (realm !== this.realm) return;
      if (said) this.say(said);
      if (recorded || ended) void this.refresh();
    });
  }

  /** The latest question wins: an answer that comes late is for another realm or language. */
  async refresh(): Promise<void> {
    const ticket = ++this.#overviews;
    const result = await this.backend.overview(this.realm, this.lang);
    if (ticket !== this.#overviews) return;
    this.now = Date.now();
    if (result.ok) {
      this.overview = result.value;
      this.watches.settle(this.realm);
      this.failure = null;
    } else {
      this.failure = result.error;
    }
  }

  go(screen: Screen, from: number | null = null): void {
    // Within Set up one goes on repairing.
    const goesOn = this.screen.name === "setup" && (screen.name === "setup" || screen.name === "app");
    this.cameFrom = from ?? (goesOn ? this.cameFrom : null);
    if (screen.name !== "home") this.removed = this.exported = null;
    this.screen = screen;
    this.arrivals += 1;
  }

  /** Puts a journey into the side bar, and gives back how to take it away; the next one may have come before that. */
  show(journey: Journey): () => void {
    this.#latestJourney = journey;
    this.journey = journey;
    return () => {
      if (this.#latestJourney === journey) this.journey = null;
    };
  }

  async speak(lang: Lang): Promise<void> {
    this.lang = lang;
    this.#chosenLang = lang;
    await Promise.all([this.backend.savePreferences(lang, this.theme), this.refresh(), this.#listen()]);
  }

  async wear(theme: Theme | null): Promise<void> {
    this.theme = theme;
    await this.backend.savePreferences(this.#chosenLang, theme);
  }

  async useApp(app: AppView): Promise<void> {
    const result = await this.backend.chooseApp(app.row);
    if (!result.ok) {
      this.appSave.failure = result.error;
      return;
    }
    await this.refresh();
    this.say(fill(this.t.apps.madeCurrent, { name: app.name }));
  }

  async enter(realm: Realm): Promise<void> {
    if (realm !== this.realm) {
      this.realm = realm;
      this.overview = null;
      this.failure = null;
      this.removed = this.exported = null;
    }
    this.go({ name: "home" });
    await this.refresh();
  }

  say(text: string): void {
    this.spoken = text;
  }

  /** Practice was put back: its rows mean other customers now. */
  forgetRuns(): void {
    this.#runs.clear();
    this.#waits.clear();
    this.watches.forget("practice");
    const all = this.#checkAlls.practice;
    if (all.running) void all.cancel();
    else all.close();
  }

  /** The checking of many in this realm. */
  get checkAll(): CheckAll {
    return this.#checkAlls[this.realm];
  }

  /** What of this realm's board is looked at. */
  get boardView(): BoardView {
    return this.#views[this.realm];
  }

  /** Customers as they stand now, into the overview that is shown; one in other words than the window's must wait. */
  #take(realm: Realm, lang: Lang, rows: readonly CustomerRow[]): void {
    const kept = this.overview;
    if (!kept || realm !== this.realm || lang !== this.lang) return;
    const fresh = new Map(rows.map((row) => [row.row, row]));
    this.overview = { ...kept, customers: kept.customers.map((row) => fresh.get(row.row) ?? row) };
  }

  get appSave(): AppSave {
    return this.#saves[this.realm];
  }

  answerWait(customer: number): AnswerWait {
    const key = `${this.realm}/${customer}`;
    let wait = this.#waits.get(key);
    if (!wait) {
      wait = new AnswerWait(this.backend, this.realm, customer);
      this.#waits.set(key, wait);
    }
    return wait;
  }

  run(customer: number): CheckRun {
    const key = `${this.realm}/${customer}`;
    let run = this.#runs.get(key);
    if (!run) {
      run = new CheckRun(this.backend, this.realm, customer);
      this.#runs.set(key, run);
    }
    return run;
  }
}
