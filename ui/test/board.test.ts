import { describe, expect, it } from "vitest";
import type { CustomerRow } from "../src/backend/bindings";
import { fits, standing, unclear } from "../src/features/board/row";
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
  it("waits for consent before anything else", () => {
    expect(standing(row({ waiting: true, proved: "needs_attention", attempt: "needs_attention" }))).toBe("waiting");
  });
  it("is unknown where only an attempt without an answer exists, and unchecked where nothing does", () => {
    expect(standing(row({ attempt: "unknown" }))).toBe("unknown");
    expect(unclear(row({ attempt: "unknown" }))).toBe(false);
    expect(standing(row({}))).toBe("none");
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
    expect(rows.map((one) => [one.dataset.verdict, one.dataset.lastAttempt, one.dataset.waiting])).toEqual([
      ["connected", "connected", "false"],
      ["needs_attention", "needs_attention", "false"],
      ["none", "none", "true"],
      ["connected", "connected", "false"],
      ["needs_attention", "needs_attention", "false"],
      ["connected", "unknown", "false"],
      ["none", "none", "false"],
    ]);
    expect(rows[0]?.dataset.tenant).toBe("8f2c41d0-1b2c-4d3e-8f4a-5b6c7d8e5be1");
    expect(rows[5]?.textContent).toContain(lang === "sv" ? "senaste försöket: okänt" : "latest check: unknown");
    expect(rows[0]?.textContent).toContain(lang === "sv" ? "för 2 min sen" : "2 min ago");
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
