/** Where a wizard stands, for the side bar. */
export type Step = { id: string; title: string; note: string; state: "done" | "now" | "todo" };
export type Journey = { title: string; steps: Step[] };
