/** Many customers at once: the long board, checking all, removing and undoing, taking along. */
import { describe, expect, it } from "vitest";
import type { CustomerRow } from "../src/backend/bindings";
import { fits, filters, tally } from "../src/features/board/row";
import { customerRow, fake, NOW, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, heading, languages, open, openBoard, screen, waitFor } from "./window";

const numbered = (n: number): CustomerRow[] => Array.from({ length: n }, (_, index) => customerRow({ row: index + 1, name: `Kund ${index + 1}`, domain: `kund${index + 1}.example`, tenantId: `${String(index + 1).padStart(8, "0")}-1111-4222-8333-444444444444` }));
const rowsShown = () => screen.getAllByTestId("customer-row");
const names = () => rowsShown().map((one) => one.querySelector("button")?.textContent);
const spoken = () => document.querySelector("[aria-live]")?.textContent ?? "";

describe("a long board", () => {
  it("draws what is near, says how long it is, and finds all", async () => {
    const user = await open(fake({ apps: [northwind], customers: numbered(500) }));
    expect(rowsShown().length).toBeLessThan(150);
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("501");
    expect(rowsShown()[3]?.getAttribute("aria-rowindex")).toBe("5");
    await user.type(screen.getByTestId("board-search"), "kund431.");
    expect(names()).toEqual(["Kund 431"]);
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("2");
    await expectAccessible();
  });
  it("is walked by keyboard from the first row to the last", async () => {
    const user = await open(fake({ apps: [northwind], customers: numbered(500) }));
    screen.getByRole("button", { name: "Kund 1" }).focus();
    const at = () => document.activeElement?.textContent;
    for (const [key, name] of [["ArrowDown", "Kund 2"], ["PageDown", "Kund 12"], ["End", "Kund 500"], ["ArrowDown", "Kund 500"], ["ArrowUp", "Kund 499"], ["Home", "Kund 1"], ["PageUp", "Kund 1"]] as const) {
      await user.keyboard(`{${key}}`);
      await waitFor(() => expect(at()).toBe(name));
    }
  });
  it("is found again as it was left", async () => {
    const { user } = await openBoard();
    await user.type(screen.getByTestId("board-search"), "contoso");
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await screen.findByTestId("verdict");
    await user.click(screen.getByTestId("home"));
    expect(names()).toEqual(["Contoso Hospital"]);
  });
});

describe("states and apps", () => {
  it("counts each filter as it filters", () => {
    const rows = [...shelf("en"), customerRow({ row: 20, name: "Lacking", tenantId: "t", proved: "connected", consentLacks: ["Machine.Isolate"] }), customerRow({ row: 21, name: "Lost", tenantId: "t", attempt: "unknown" })];
    const counts = tally(rows);
    for (const filter of filters) expect([filter, counts[filter]]).toEqual([filter, rows.filter((row) => fits(row, filter)).length]);
  });
  it.each(languages)("shows who must consent again, and the last proof beside an attempt without an answer, in %s", async (lang) => {
    const lacking = customerRow({ row: 20, name: "Lacking", tenantId: "00000020-1111-4222-8333-444444444444", proved: "connected", provedAt: NOW, attempt: "connected", attemptAt: NOW, granted: 4, consentLacks: ["Machine.Isolate"] });
    const user = await open(fake({ apps: [northwind], customers: [...shelf(lang), lacking], language: lang }));
    await waitFor(() => expect(document.documentElement.lang).toBe(lang));
    const unclear = rowsShown().find((one) => one.textContent?.includes("Litware"));
    expect(unclear?.textContent).toMatch(lang === "sv" ? /Ansluten.*senaste försöket: okänt.*i förrgår.*för 4 min sen/s : /Connected.*latest check: unknown.*2 days ago.*4 min ago/s);
    await user.click(screen.getByRole("radio", { name: lang === "sv" ? /^Behöver nytt medgivande/ : /^Must consent again/ }));
    expect(names()).toEqual(["Lacking"]);
    expect(rowsShown()[0]?.textContent).toContain(lang === "sv" ? "behöver nytt medgivande: Machine.Isolate" : "must consent again: Machine.Isolate");
    await expectAccessible();
  });
  it("does not offer a filter that nobody needs", async () => {
    await openBoard();
    expect(screen.queryByRole("radio", { name: /^Must consent again/ })).toBeNull();
  });
  it("shows one app's customers where there are several", async () => {
    const other = { ...northwind, row: 2, name: "Test app" };
    const user = await open(fake({ apps: [northwind, other], customers: [...shelf("en"), customerRow({ row: 30, app: 2, name: "Elsewhere", tenantId: "t" })] }));
    expect(rowsShown()[2]?.textContent).toContain("Test app");
    await user.selectOptions(screen.getByTestId("board-app"), "2");
    expect(names()).toEqual(["Elsewhere"]);
    await expectAccessible();
  });
});

describe.each(languages)("checking all in %s", (lang) => {
  it("tells how far it is, goes on behind other pages, and ends with a sum", async () => {
    const backend = fake({ apps: [northwind], customers: shelf(lang), language: lang, stepMs: 5 });
    const user = await open(backend);
    await waitFor(() => expect(document.documentElement.lang).toBe(lang));
    const release = backend.hold("keychain");
    await user.click(screen.getByTestId("check-all"));
    expect(callsOf(backend, "checkAll")[0]?.slice(0, 2)).toEqual(["real", [3, 2, 1, 7, 6, 4, 5]]);
    const bar = await screen.findByTestId("check-all-bar");
    expect(bar.dataset.running).toBe("true");
    expect(document.activeElement?.id).toBe("check-all-title");
    await waitFor(() => expect(bar.textContent).toMatch(lang === "sv" ? /Nu: .*Contoso Hospital.* och 4 till/ : /Now: .*Contoso Hospital.* and 4 more/));
    expect(screen.getAllByTestId("customer-row")[0]?.textContent).toContain(lang === "sv" ? "Kontrolleras…" : "Checking…");
    expect((screen.getByTestId("check-all") as HTMLButtonElement).disabled).toBe(true);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    release();
    await screen.findByTestId("verdict");
    await waitFor(() => expect(spoken()).toContain(lang === "sv" ? "7 kunder är kontrollerade: 4 anslutna, 2 behöver åtgärdas, 1 utan svar." : "7 customers were checked: 4 connected, 2 need attention, 1 without an answer."));
    await user.click(screen.getByTestId("home"));
    const done = screen.getByTestId("check-all-bar");
    expect([done.dataset.running, done.dataset.done]).toEqual(["false", "7"]);
    await expectAccessible();
    await user.click(screen.getByTestId("close-check-all"));
    expect(screen.queryByTestId("check-all-bar")).toBeNull();
  });
});

describe("checking some", () => {
  it("checks what is shown, and says so on the button", async () => {
    const { user, backend } = await openBoard();
    await user.type(screen.getByTestId("board-search"), "in");
    const shown = rowsShown().length;
    expect(screen.getByTestId("check-all").textContent).toContain(`Check these ${shown}`);
    await user.click(screen.getByTestId("check-all"));
    await waitFor(() => expect(callsOf(backend, "checkAll")[0]?.[1]).toHaveLength(shown));
  });
  it("can be stopped; what is done stays", async () => {
    const backend = fake({ apps: [northwind], customers: numbered(30) });
    const user = await open(backend);
    const release = backend.hold("keychain");
    await user.click(screen.getByTestId("check-all"));
    await user.click(await screen.findByTestId("cancel-check-all"));
    release();
    await waitFor(() => expect(screen.getByTestId("check-all-bar").textContent).toContain("Stopped after 8 of 30"));
    expect(rowsShown().filter((one) => one.dataset.verdict === "connected")).toHaveLength(8);
    await waitFor(() => expect(document.activeElement?.id).toBe("check-all-title"));
  });
  it("says kindly that one runs already, and what kept some from being asked about", async () => {
    const { user, backend } = await openBoard();
    backend.refuse("checkAll", { code: "busy" });
    await user.click(screen.getByTestId("check-all"));
    await screen.findByText("A check is running already");
    expect(screen.queryByTestId("check-all-bar")).toBeNull();
    const answered = backend.checkAll;
    backend.checkAll = async (realm, rows, lang, onProgress) => {
      const result = await answered.call(backend, realm, rows, lang, onProgress);
      return result.ok ? { ok: true, value: { ...result.value, connected: 0, needsAttention: 0, unknown: 0, leftOut: 7, heldUp: ["The keychain is locked"] } } : result;
    };
    await user.click(screen.getByTestId("check-all"));
    await screen.findByText("The keychain is locked");
    expect(screen.getByTestId("check-all-bar").textContent).toContain("7 not asked");
  });
});

describe.each(languages)("removing a customer in %s", (lang) => {
  it("happens at once and can be undone", async () => {
    const { user, backend } = await openBoard(lang);
    await user.click(screen.getByRole("button", { name: "Wingtip Foods" }));
    await screen.findByTestId("verdict");
    await user.click(screen.getByTestId("remove-customer"));
    await waitFor(() => expect(heading()).toBe(lang === "sv" ? "Kunder" : "Customers"));
    expect(callsOf(backend, "removeCustomer")[0]).toEqual(["real", 5]);
    expect(screen.queryByRole("button", { name: "Wingtip Foods" })).toBeNull();
    expect(spoken()).toContain(lang === "sv" ? "Wingtip Foods är borttagen. Ångra" : "Wingtip Foods was removed. Undo");
    expect(document.activeElement?.id).toBe("page-title");
    await expectAccessible();
    screen.getByTestId("undo-remove").focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("button", { name: "Wingtip Foods" });
    expect(screen.queryByTestId("removed")).toBeNull();
    await waitFor(() => expect(document.activeElement?.id).toBe("page-title"));
    expect(spoken()).toContain("Wingtip Foods");
  });
});

describe("what was removed", () => {
  async function removed() {
    const opened = await openBoard();
    await opened.user.click(screen.getByRole("button", { name: "Wingtip Foods" }));
    await screen.findByTestId("verdict");
    await opened.user.click(screen.getByTestId("remove-customer"));
    await screen.findByTestId("removed");
    return opened;
  }
  it("is offered until the page is left", async () => {
    const { user } = await removed();
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await screen.findByTestId("verdict");
    await user.click(screen.getByTestId("home"));
    expect(screen.queryByTestId("removed")).toBeNull();
  });
  it("says why it could not be put back, and still offers it", async () => {
    const { user, backend } = await removed();
    backend.refuse("restoreCustomer", { code: "registry", problem: "conflict", detail: "" });
    await user.click(screen.getByTestId("undo-remove"));
    await screen.findByText("Somebody changed this meanwhile");
    expect(screen.getByTestId("undo-remove")).toBeTruthy();
  });
  it("stays where it is when it could not be removed", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Wingtip Foods" }));
    await screen.findByTestId("verdict");
    backend.refuse("removeCustomer", { code: "registry", problem: "read-only", detail: "" });
    await user.click(screen.getByTestId("remove-customer"));
    await screen.findByText("The registry cannot be written");
    expect(heading()).toBe("Wingtip Foods");
  });
});

describe("taking the board along", () => {
  it("saves what is shown and says where", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("radio", { name: /^Connected/ }));
    await user.click(screen.getByTestId("export-csv"));
    expect(callsOf(backend, "exportBoard")[0]).toEqual(["real", "csv", [1, 6, 4]]);
    expect((await screen.findByTestId("exported")).textContent).toBe("Saved as Consentry customers 2026-11-22.csv in /home/anna/Downloads");
    backend.refuse("exportBoard", { code: "file", problem: "disk-full", detail: "" });
    await user.click(screen.getByTestId("export-json"));
    await screen.findByText("The disk is full");
    await expectAccessible();
  });
});
