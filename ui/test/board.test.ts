import { describe, expect, it } from "vitest";
import type { CustomerRow } from "../src/backend/bindings";
import { byName, fits, standing, unclear } from "../src/features/board/row";
import { customerRow, fake, northwind } from "./fake";
import { expectAccessible, heading, languages, open, openBoard, openEmpty, screen, waitFor } from "./window";

const row = (over: Partial<CustomerRow>) => customerRow({ row: 1, name: "A", tenantId: "t", ...over });

describe("what a row stands for", () => {
  it("keeps the proved state when an attempt found nothing out", () => {
    const customer = row({ proved: "connected", attempt: "unknown" });
    expect(standing(customer)).toBe("connected");
    expect(unclear(customer)).toBe(true);
    expect(fits(customer, "connected")).toBe(true);
    expect(fits(customer, "unknown")).toBe(true);
  });
  it("waits for consent only where a consent could change what is known", () => {
    expect(standing(row({ waiting: true }))).toBe("waiting");
    expect(standing(row({ waiting: true, attempt: "unknown" }))).toBe("waiting");
    expect(standing(row({ waiting: true, proved: "needs_attention", provedCause: "not-consented" }))).toBe("waiting");
    expect(standing(row({ waiting: true, proved: "needs_attention", provedCause: "role-missing" }))).toBe("waiting");
    expect(standing(row({ waiting: true, proved: "needs_attention", provedCause: "secret-expired" }))).toBe("needs_attention");
    expect(standing(row({ waiting: true, proved: "connected" }))).toBe("connected");
    expect(fits(row({ waiting: true, proved: "connected" }), "waiting")).toBe(false);
  });
  it("is unknown where only an attempt without an answer exists, and unchecked where nothing does", () => {
    expect(standing(row({ attempt: "unknown" }))).toBe("unknown");
    expect(unclear(row({ attempt: "unknown" }))).toBe(false);
    expect(standing(row({}))).toBe("none");
    expect([fits(row({}), "unknown"), fits(row({}), "none"), fits(row({ attempt: "unknown" }), "none")]).toEqual([false, true, false]);
  });
  it("stands where a reader of the language looks for it", () => {
    const sorted = (lang: "en" | "sv") => ["Östersund", "Zon", "Ånge", "Ängelholm", "Bolag 10", "bolag 2"].map((name) => row({ name })).sort(byName(lang)).map((one) => one.name);
    expect(sorted("sv")).toEqual(["bolag 2", "Bolag 10", "Zon", "Ånge", "Ängelholm", "Östersund"]);
    expect(sorted("en")).toEqual(["Ånge", "Ängelholm", "bolag 2", "Bolag 10", "Östersund", "Zon"]);
  });
});

describe.each(languages)("the board in %s", (lang) => {
  it("is empty with two ways to begin", async () => {
    await openEmpty(lang);
    expect(screen.getByTestId("start-setup")).toBeTruthy();
    expect(screen.getAllByTestId("open-practice")).toHaveLength(1);
    expect(document.documentElement.lang).toBe(lang);
    await expectAccessible();
  });

  it("shows each customer under its public names", async () => {
    await openBoard(lang);
    const rows = screen.getAllByTestId("customer-row");
    expect(rows.map((one) => [one.querySelector("button")?.textContent, one.dataset.verdict, one.dataset.lastAttempt, one.dataset.waiting])).toEqual([
      ["Adatum Logistics", "none", "none", "true"],
      ["Contoso Hospital", "needs_attention", "needs_attention", "false"],
      ["Fabrikam Retail", "connected", "connected", "false"],
      ["Kommunförbundet Östergötlands räddningstjänst", "none", "none", "false"],
      ["Litware Schools", "connected", "unknown", "false"],
      ["Tailspin Energy", "connected", "connected", "true"],
      ["Wingtip Foods", "needs_attention", "needs_attention", "false"],
    ]);
    expect(rows[2]?.dataset.tenant).toBe("8f2c41d0-1b2c-4d3e-8f4a-5b6c7d8e5be1");
    expect(rows[4]?.textContent).toContain(lang === "sv" ? "senaste försöket: okänt" : "latest check: unknown");
    expect(rows[2]?.textContent).toContain(lang === "sv" ? "för 2 min sen" : "2 min ago");
    expect(rows[5]?.textContent).toMatch(lang === "sv" ? /Ansluten.*länken skickad/s : /Connected.*link sent/s);
    expect(rows[5]?.textContent).toContain(lang === "sv" ? "5 av 5" : "5 of 5");
    await expectAccessible();
  });

  it("opens a customer by the button in its row", async () => {
    const { user } = await openBoard(lang);
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await screen.findByTestId("verdict");
    expect(heading()).toBe("Contoso Hospital");
  });
});

describe("search and filter", () => {
  it("finds by name, domain and tenant, and counts what it found", async () => {
    const { user } = await openBoard();
    const search = screen.getByRole("searchbox");
    for (const words of ["fabrik", "FABRIKAM.com", "8f2c41d0"]) {
      await user.clear(search);
      await user.type(search, words);
      expect(screen.getAllByTestId("customer-row")).toHaveLength(1);
    }
    expect(screen.getByRole("radio", { name: /^Connected/ }).closest("label")?.textContent).toContain("1");
  });
  it("shows one state at a time", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("radio", { name: /^Waiting/ }));
    expect(screen.getAllByTestId("customer-row").map((one) => one.dataset.tenant)).toEqual(["1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af"]);
  });
  it("says so when nothing matches", async () => {
    const { user } = await openBoard();
    await user.type(screen.getByRole("searchbox"), "nobody");
    expect(screen.queryAllByTestId("customer-row")).toHaveLength(0);
    expect(screen.getByText(/Nothing matches “nobody”/)).toBeTruthy();
  });
});

describe("language and theme", () => {
  it("changes every word at once, asks for the core's words again, and keeps the choice", async () => {
    const { user, backend } = await openBoard();
    await user.selectOptions(screen.getByTestId("language"), "sv");
    await waitFor(() => expect(heading()).toBe("Kunder"));
    expect(document.documentElement.lang).toBe("sv");
    expect(backend.calls.filter((call) => call.name === "overview").at(-1)?.args).toEqual(["real", "sv"]);
    expect(backend.calls.filter((call) => call.name === "savePreferences").at(-1)?.args).toEqual(["sv", null]);
  });
  it("wears a theme, and goes back to the system's", async () => {
    const { user, backend } = await openBoard();
    await user.selectOptions(screen.getByTestId("theme"), "dark");
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
    await user.selectOptions(screen.getByTestId("theme"), "system");
    await waitFor(() => expect(document.documentElement.dataset.theme).toBeUndefined());
    expect(backend.calls.filter((call) => call.name === "savePreferences").map((call) => call.args[1])).toEqual(["dark", null]);
  });
});

describe("what can be wrong at the start", () => {
  it("says why there is no overview, and tries again", async () => {
    const backend = fake({ apps: [northwind] });
    backend.refuse("overview", { code: "registry", problem: "newer", detail: "version 9" });
    const { render } = await import("@testing-library/svelte");
    const { default: App } = await import("../src/app/App.svelte");
    render(App, { props: { backend } });
    await screen.findByText("The registry was made by a newer Consentry");
    await expectAccessible();
    screen.getByRole("button", { name: "Try again" }).click();
    await screen.findByRole("heading", { level: 1, name: "Customers" });
  });
  it("shows what the core has to say on top", async () => {
    await open(fake({ apps: [northwind], notice: "The registry was damaged and set aside." }));
    expect(screen.getByText("The registry was damaged and set aside.")).toBeTruthy();
  });
});
