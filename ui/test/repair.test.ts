import { describe, expect, it } from "vitest";
import type { Cause } from "../src/backend/bindings";
import { fake, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, languages, open, openBoard, screen, waitFor } from "./window";

/** A window in which the second customer's last check found this. */
async function found(cause: Cause, lang: "en" | "sv" = "en") {
  const customers = shelf(lang).map((row) => (row.row === 2 ? { ...row, provedCause: cause, attemptCause: cause } : row));
  const backend = fake({ apps: [northwind], customers, language: lang });
  const user = await open(backend);
  await user.click(await screen.findByRole("button", { name: /^Contoso Hospital/ }));
  await screen.findByTestId("verdict");
  return { backend, user };
}
const primary = () => document.querySelector<HTMLElement>("[data-testid=verdict] .act .btn.primary");

describe("the one button", () => {
  it.each<[Cause, string, string]>([
    ["not-consented", "ask-for-consent", "ask"],
    ["role-missing", "ask-for-consent", "ask-again"],
    ["wrong-secret", "replace-secret", "replace-secret"],
    ["not-provisioned", "open-text", "write"],
  ])("for %s is %s", async (cause, testid, action) => {
    await found(cause);
    expect([primary()?.dataset.testid, primary()?.dataset.action]).toEqual([testid, action]);
    await expectAccessible();
  });

  it("opens a page of the portal of that very app", async () => {
    const { backend, user } = await found("role-missing");
    await user.click(screen.getByTestId("open-portal-api-permissions"));
    expect(callsOf(backend, "openPortalPage")).toEqual([["api-permissions", "commercial", northwind.appId]]);
  });

  it("shows a page that did not open, and stays", async () => {
    const { backend, user } = await found("role-missing");
    backend.refuse("openPortalPage", { code: "browser", detail: "no browser here" });
    await user.click(screen.getByTestId("open-portal-api-permissions"));
    await waitFor(() => expect(screen.getByTestId("verdict").textContent).toContain("no browser here"));
  });
});

describe.each(languages)("the text to send in %s", (lang) => {
  it("is read, worded for its reader, and copied", async () => {
    const { backend, user } = await found("not-provisioned", lang);
    await user.click(screen.getByTestId("open-text"));
    const preview = await screen.findByTestId("text-preview");
    expect([preview.lang, preview.dataset.to]).toEqual([lang, "customer-admin"]);
    await expectAccessible();
    const other = lang === "sv" ? "en" : "sv";
    await user.click(screen.getByTestId(`text-language-${other}`));
    await waitFor(() => expect(screen.getByTestId("text-preview").textContent).toContain(other === "sv" ? "Hej!" : "Hello,"));
    await user.click(screen.getByTestId("copy-text"));
    await screen.findByTestId("text-done");
    // What was shown last is what is copied: by its number, and not made anew.
    expect(callsOf(backend, "repairText").map((args) => args[1])).toEqual([lang, other].map((reader) => ({ customer: 2, pasted: null, to: "customer-admin", reader })));
    expect(callsOf(backend, "copyRepairText")).toEqual([[2, lang]]);
    await user.click(screen.getByTestId("mail-text"));
    expect(callsOf(backend, "mailRepairText")).toHaveLength(1);
  });
});

describe("diagnosing", () => {
  async function paste(text: string, about: string | null = null) {
    const { backend, user } = await openBoard();
    await user.click(screen.getByTestId("open-diagnose"));
    if (about) await user.selectOptions(await screen.findByTestId("paste-about"), about);
    await user.click(await screen.findByTestId("paste-box"));
    await user.paste(text);
    await user.click(screen.getByTestId("explain"));
    await screen.findByTestId("explanation");
    return { backend, user };
  }

  it("ends in the customer's own place where one is chosen, and in a text where none is", async () => {
    const { user } = await paste("AADSTS700016");
    expect(screen.queryByTestId("ask-for-consent")).toBeNull();
    expect(screen.getAllByTestId("open-text")).toHaveLength(1);
    expect(screen.getByTestId("open-text").classList).toContain("primary");
    await user.click(screen.getByTestId("open-text"));
    await screen.findByTestId("text-preview");
    await expectAccessible();
  });

  it("leads to the link and to the customer that was chosen", async () => {
    const { user } = await paste("AADSTS700016", "3");
    expect(screen.getByTestId("show-customer")).toBeTruthy();
    await user.click(screen.getByTestId("ask-for-consent"));
    await screen.findByTestId("consent-link");
  });

  it("copies the link to send instead, and shows the one that was copied", async () => {
    const { backend, user } = await paste("https://login.evil.example/common/oauth2/authorize");
    await user.click(screen.getByTestId("copy-corrected-link"));
    await waitFor(() => expect(screen.getByTestId("corrected-link").textContent).toContain("state=copied"));
    expect(callsOf(backend, "copyCorrectedLink")[0]?.slice(0, 2)).toEqual(["real", null]);
  });

  it("marks every call of the catalogue by the pasted token, and looks from a task back to what is missing", async () => {
    const { user } = await paste("eyJ0eXAi.e30.x", "2");
    await waitFor(() => expect(document.querySelectorAll("[data-testid^=call-][data-allowed]")).toHaveLength(113));
    expect(screen.getByTestId("call-machines.isolate").dataset.allowed).toBe("not");
    expect(screen.getByTestId("call-alerts.list").dataset.allowed).toBe("allowed");
    await user.type(screen.getByTestId("reach-search"), "isolate");
    await user.click(await screen.findByTestId("reach-machines.isolate"));
    expect((await screen.findByTestId("reach-answer")).dataset.missing).toBe("Machine.Isolate");
    expect(screen.getByTestId("reach-beyond").textContent).toContain("Vulnerability.Read.All");
    await expectAccessible();
    await user.click(screen.getByTestId("reach-ask"));
    await screen.findByTestId("consent-link");
  });
});

it("answers the same from the customer's permissions", async () => {
  const { user } = await openBoard();
  await user.click(screen.getByRole("button", { name: /^Contoso Hospital/ }));
  await user.click(await screen.findByTestId("open-ability"));
  await user.type(await screen.findByTestId("reach-search"), "isolate");
  await user.click(await screen.findByTestId("reach-machines.isolate"));
  await screen.findByTestId("reach-answer");
  await user.click(screen.getByTestId("reach-ask"));
  await screen.findByTestId("consent-link");
});
