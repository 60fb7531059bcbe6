/** Where a wizard stands, for the side bar. `go` leads to a step; without it the step is only told. */
export type Step = { id: string; title: string; note: string; state: "done" | "now" | "todo" | "blocked"; go?: () => void };
export type Journey = { title: string; steps: Step[] };
