/** The places a person can be. There are no addresses: a desktop window has no back button to share with a browser. */
export type SetupStep = "app" | "ids" | "permissions" | "consent" | "secret";
export type OnboardStep = "who" | "ask" | "prove" | "handover";

export type Screen =
  | { name: "home" }
  | { name: "app" }
  /** `app`: the row that is changed, or null for a new one. */
  | { name: "setup"; app: number | null; step: SetupStep }
  | { name: "onboard"; customer: number | null; step: OnboardStep }
  | { name: "customer"; customer: number }
  /** One check out of a customer's history, by its place there. */
  | { name: "past"; customer: number; check: number }
  /** `customer`: whom the paste is about, where that is known already. */
  | { name: "diagnose"; customer: number | null; /** What to read at once. */ text?: string }
  | { name: "use"; customer: number }
  /** A file for support that is open; `customer`: a place in it, or null for the list; `check`: one of that customer's. */
  | { name: "support-file"; customer: number | null; check?: number }
  /** Customers from a list. */
  | { name: "import" };

/** What a screen is told about where it stands. */
export type On<Name extends Screen["name"]> = Extract<Screen, { name: Name }>;
