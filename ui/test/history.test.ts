import { describe, expect, it } from "vitest";
import type { HistoryPage, HistoryRun } from "../src/backend/bindings";
import { joined } from "../src/features/customer/history";
import { fake, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, heading, languages, open, openBoard, screen, waitFor } from "./window";

const spoken = () => document.querySelector("[aria-live]")?.textContent ?? "";

describe.each(languages)("it worked yesterday, in %s", (lang) => {
  it("says when it did, when it no longer did, and what changed", async () => {
    const { user } = await openBoard(lang);
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    const card = await screen.findByTestId("since-it-worked");
    expect(screen.getByTestId("change-roles-gone").dataset.bears).toBe("true");
    expect(screen.getByTestId("change-roles-gone").querySelector("code")?.textContent).toBe("Machine.Isolate");
    expect(card.textContent).toContain(lang === "sv" ? "Ett försök däremellan gav inget besked." : "One attempt in between learned nothing.");
    // What does not bear stands behind a fold.
    expect(screen.getByTestId("other-changes").querySelectorAll("[data-bears=false]")).toHaveLength(2);
    expect(document.body.textContent).not.toMatch(/Invalid Date|undefined|NaN/);
    await expectAccessible();
  });
  it("opens the check of that time, and steps to the ones beside it", async () => {
    const { user, backend } = await openBoard(lang);
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await user.click(await screen.findByTestId("open-failed"));
    const then = await screen.findByTestId("verdict");
    expect(then.dataset).toMatchObject({ verdict: "needs_attention", cause: "role-missing" });
    expect(screen.queryByTestId("next-step"), "what to do next is not a matter of the past").toBeNull();
    await expectAccessible();
    await user.click(screen.getByTestId("past-earlier"));
    await waitFor(() => expect(screen.getByTestId("verdict").dataset.verdict).toBe("connected"));
    expect(spoken()).toContain(lang === "sv" ? "Ansluten" : "Connected");
    expect(document.activeElement).toBe(screen.getByTestId("past-earlier"));
    await user.click(screen.getByTestId("past-earlier"));
    // Kept by other rules: both readings are named.
    expect((await screen.findByTestId("by-todays-rules")).textContent).toContain(lang === "sv" ? "inga behörigheter" : "carries no permission");
    expect(callsOf(backend, "pastCheck").map((args) => args[2])).toEqual([52, 51, 50]);
    await user.click(screen.getByTestId("back-to-customer"));
    expect(heading()).toBe("Contoso Hospital");
  });
});

describe("the card about the past", () => {
  const cards = () => screen.queryAllByTestId("since-it-worked");
  it("is not there for a customer that works, nor for an attempt that merely learned nothing", async () => {
    const { user } = await openBoard();
    for (const name of ["Fabrikam Retail", "Litware Schools"]) {
      await user.click(screen.getByRole("button", { name }));
      await screen.findByTestId("verdict");
      expect(cards()).toHaveLength(0);
      await user.click(screen.getByTestId("home"));
    }
  });
  it("says that nothing is seen to explain it, and what cannot be seen", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Wingtip Foods" }));
    expect((await screen.findByTestId("unexplained")).textContent).toMatch(/sees no difference.*licences/);
    expect(screen.queryByTestId("other-changes")).toBeNull();
  });
});

describe("a history", () => {
  it("is folded, and marks where it broke", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    const runs = await screen.findAllByTestId("history-run");
    expect(runs.map((run) => [run.dataset.verdict, run.dataset.turn])).toEqual([["needs_attention", "broke"], ["unknown", ""], ["connected", "works-again"], ["needs_attention", ""]]);
    expect(runs[0]?.textContent).toContain("8 checks, the first");
    expect(screen.getAllByTestId("broke-here")).toHaveLength(1);
    const [, oldest] = runs[0]?.querySelectorAll("button") ?? [];
    await user.click(oldest!);
    await screen.findByTestId("past-of");
  });
  it("is read further page by page, and leads the focus to what came", async () => {
    const backend = fake({ apps: [northwind], customers: shelf("en"), longHistory: true });
    const user = await open(backend);
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    const more = await screen.findByTestId("more-history");
    backend.refuse("earlierChecks", { code: "registry", problem: "broken", detail: "locked" });
    await user.click(more);
    await screen.findByText(/locked/);
    await user.click(screen.getByTestId("more-history"));
    await waitFor(() => expect(screen.queryByTestId("more-history")).toBeNull());
    const runs = screen.getAllByTestId("history-run");
    expect(runs).toHaveLength(5);
    expect(runs[3]?.textContent, "a run that was cut in two is one").toContain("41 checks");
    expect(runs[3]?.dataset.turn).toBe("broke");
    expect(spoken()).toBe("1 more line is shown.");
    expect(runs[4]?.contains(document.activeElement)).toBe(true);
    await expectAccessible();
  });
});

describe("pages of a history", () => {
  const run = (newest: number, over: Partial<HistoryRun> = {}): HistoryRun => ({ newest, newestAt: "", oldest: newest, oldestAt: "", count: 1, verdict: "unknown", cause: "network", headline: "x", turn: null, leftOut: 0, then: null, ...over });
  const page = (runs: HistoryRun[], more: number | null = null): HistoryPage => ({ runs, more });
  it("are joined where a run goes on, and only there", () => {
    const whole = joined(page([run(9), run(8, { headline: "y", count: 2 })], 7), page([run(6, { headline: "y", oldest: 3, count: 4, turn: "broke" }), run(2)], 2));
    expect(whole.runs.map((one) => [one.newest, one.oldest, one.count, one.turn])).toEqual([[9, 9, 1, null], [8, 3, 6, "broke"], [2, 2, 1, null]]);
    expect(whole.more).toBe(2);
    expect(joined(page([run(9)], 9), page([run(8, { cause: "proxy" })])).runs).toHaveLength(2);
    expect(joined(page([]), page([run(1)])).runs).toHaveLength(1);
    expect(joined(page([run(1)], 1), page([])).more).toBeNull();
  });
});
