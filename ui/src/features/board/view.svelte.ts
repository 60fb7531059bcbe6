/** What of the board is looked at: words, state and app. Kept by the session, so that coming back finds it as it was. */
import type { Filter } from "./row";

export class BoardView {
  words = $state("");
  filter = $state<Filter>("all");
  /** The app whose customers are shown; null for all of them. */
  app = $state<number | null>(null);
}
