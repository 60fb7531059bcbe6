/** What is pasted ends in a button that does the next thing, and a repair leads back to the customer it is for. */
import { describe, expect, it } from "vitest";
import { customerRow, fake, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, heading, languages, open, screen, waitFor } from "./window";

const secondApp = { ...northwind, row: 2, name: "Northwind MDR", appId: "8e8bf1a0-3d6f-49b5-8a45-a06f8d4f0d2c" };

async function paste(text: string, { lang = "en", apps = [northwind], customers = shelf("en") }: { lang?: "en" | "sv"; apps?: (typeof northwind)[]; customers?: ReturnType<typeof shelf> } = {}) {
  const backend = fake({ apps, customers, language: lang });
  const user = await open(backend);
  await user.click(await screen.findByTestId("open-diagnose"));
  await user.click(await screen.findByTestId("paste-box"));
  await user.paste(text);
  await user.click(screen.getByTestId("explain"));
  await screen.findByTestId("explanation");
  return { backend, user };
}
const primary = () => document.querySelector<HTMLElement>("[data-testid=explanation] .row .btn.primary");
const tenantOf = (row: number) => shelf("en").find((one) => one.row === row)?.tenantId ?? "";

describe.each(languages)("diagnosing without a chosen customer in %s", (lang) => {
  it("knows the customer that the text names, says so, and leads to their link", async () => {
    const { backend, user } = await paste(`AADSTS700016 in tenant '${tenantOf(3)}'`, { lang });
    const name = shelf("en").find((one) => one.row === 3)?.name ?? "";
    expect(screen.getByTestId("named-customer").textContent).toContain(name);
    expect(document.querySelector("[aria-live]")?.textContent).toContain(name);
    expect(primary()?.dataset.testid).toBe("ask-for-consent");
    await expectAccessible();
    await user.click(screen.getByTestId("ask-for-consent"));
    await screen.findByTestId("consent-link");
    expect(callsOf(backend, "consentLink")[0]?.[1]).toBe(3);
    await user.click(screen.getByTestId("back-from-repair"));
    await waitFor(() => expect(heading()).toBe(name));
    expect(screen.queryByTestId("back-from-repair")).toBeNull();
  });

  it("lets the person choose from a short list, and writes until then", async () => {
    const customers = shelf("en").slice(0, 3);
    const { backend, user } = await paste("AADSTS700016", { lang, customers });
    expect(primary()?.dataset.testid).toBe("open-text");
    expect(screen.getByTestId("which-one").querySelectorAll("button")).toHaveLength(3);
    await expectAccessible();
    await user.click(screen.getByTestId("which-2"));
    await waitFor(() => expect(primary()?.dataset.testid).toBe("ask-for-consent"));
    expect(screen.getByTestId<HTMLSelectElement>("paste-about").value).toBe("2");
    expect(document.activeElement?.id).toBe("explanation-title");
    expect(callsOf(backend, "explain").map((args) => args[1])).toEqual([null, 2]);
  });
});

describe("the one button of what was pasted", () => {
  it("takes the only app there is", async () => {
    const { user } = await paste("AADSTS7000215");
    expect(primary()?.dataset.testid).toBe("replace-secret");
    await user.click(screen.getByTestId("replace-secret"));
    await screen.findByTestId("app-secret");
    expect(screen.queryByTestId("back-from-repair"), "nobody was come from").toBeNull();
  });

  it("asks which of several apps is meant", async () => {
    const { user } = await paste("AADSTS7000215", { apps: [northwind, secondApp] });
    expect(primary()?.dataset.testid).toBe("open-text");
    await user.click(screen.getByTestId("which-2"));
    await waitFor(() => expect(primary()?.dataset.testid).toBe("replace-secret"));
    expect(document.activeElement).toBe(primary());
    expect(screen.getAllByTestId("open-text")).toHaveLength(1);
  });

  it("knows which app is meant where the text names it", async () => {
    await paste(`AADSTS7000215 secret added to app '${secondApp.appId}'`, { apps: [northwind, secondApp] });
    expect(screen.queryByTestId("which-one")).toBeNull();
    expect(primary()?.dataset.testid).toBe("replace-secret");
  });

  it("replaces no secret of ours for another's app, and opens that app's page in its own cloud", async () => {
    const other = "11111111-2222-4333-8444-555555555555";
    const { backend, user } = await paste(`AADSTS50194 app '${other}' at https://login.microsoftonline.us/`);
    await user.click(screen.getByTestId("open-portal-authentication"));
    expect(callsOf(backend, "openPortalPage")).toEqual([["authentication", "gcc-high", other]]);
  });

  it("opens the list of apps where none is known, and says so", async () => {
    const { backend, user } = await paste("AADSTS50194", { apps: [northwind, secondApp] });
    const button = screen.getByTestId("open-portal-authentication");
    expect(button.textContent).toBe("Open your app registrations");
    await user.click(button);
    expect(callsOf(backend, "openPortalPage")).toEqual([["authentication", "commercial", ""]]);
  });

  it("checks the customer on their own page", async () => {
    const { backend, user } = await paste(`504 Gateway Timeout for ${tenantOf(2)}`);
    expect(primary()?.textContent).toMatch(/^Check .+ now$/);
    await user.click(screen.getByTestId("check-now"));
    await waitFor(() => expect(callsOf(backend, "checkNow")[0]?.[1]).toBe(2));
    await waitFor(() => expect(heading()).toBe("Contoso Hospital"));
  });

  it("leads to the long list where many may be meant", async () => {
    const many = Array.from({ length: 40 }, (_, index) => customerRow({ row: index + 1, name: `Customer ${index + 1}`, tenantId: `${String(index + 1).padStart(8, "0")}-1111-4222-8333-444444444444` }));
    const { user } = await paste("AADSTS700016", { customers: many });
    await user.click(screen.getByTestId("which-above"));
    expect(document.activeElement?.id).toBe("about");
  });

  it("of what nobody understood it asks for more", async () => {
    const { user } = await paste("hello there");
    expect(primary()?.dataset.testid).toBe("paste-again");
    await user.click(screen.getByTestId("paste-again"));
    expect(document.activeElement?.id).toBe("paste");
  });
});

describe("the way back from a repair", () => {
  async function repairing(cause: "wrong-secret" | "role-missing") {
    const customers = shelf("en").map((row) => (row.row === 2 ? { ...row, provedCause: cause, attemptCause: cause } : row));
    const backend = fake({ apps: [northwind], customers, language: "en" });
    const user = await open(backend);
    await user.click(await screen.findByRole("button", { name: /^Contoso Hospital/ }));
    await screen.findByTestId("verdict");
    expect(screen.queryByTestId("back-from-repair")).toBeNull();
    return { backend, user };
  }

  it("stands above the secret, is reached before the title, and leads to the customer", async () => {
    const { user } = await repairing("wrong-secret");
    await user.click(screen.getByTestId("replace-secret"));
    const back = await screen.findByRole("button", { name: "Back to Contoso Hospital" });
    await waitFor(() => expect(document.activeElement?.id).toBe("page-title"));
    await expectAccessible();
    await user.tab({ shift: true });
    expect(document.activeElement).toBe(back);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(heading()).toBe("Contoso Hospital"));
    expect(document.activeElement?.id).toBe("page-title");
  });

  it("is where Back leads, too", async () => {
    const { user } = await repairing("wrong-secret");
    await user.click(screen.getByTestId("replace-secret"));
    await user.click(await screen.findByTestId("back"));
    await waitFor(() => expect(heading()).toBe("Contoso Hospital"));
  });

  it("is gone once somebody goes elsewhere", async () => {
    const { user } = await repairing("wrong-secret");
    await user.click(screen.getByTestId("replace-secret"));
    await screen.findByTestId("back-from-repair");
    await user.click(screen.getByTestId("home"));
    await user.click(await screen.findByTestId("open-diagnose"));
    await screen.findByTestId("paste-box");
    expect(screen.queryByTestId("back-from-repair")).toBeNull();
  });

  it("ends in a check of that customer once the secret is replaced", async () => {
    const { backend, user } = await repairing("wrong-secret");
    await user.click(screen.getByTestId("replace-secret"));
    await user.type(await screen.findByTestId("app-secret"), "abc8Q~newsecretvaluethatislongenough12345");
    await user.click(screen.getByTestId("save-app"));
    await user.click(await screen.findByTestId("check-after-repair"));
    await waitFor(() => expect(callsOf(backend, "checkNow")[0]?.[1]).toBe(2));
    await waitFor(() => expect(heading()).toBe("Contoso Hospital"));
  });
});

it("copies no other text than the one that was read", async () => {
  const customers = shelf("en").map((row) => (row.row === 2 ? { ...row, provedCause: "not-provisioned" as const, attemptCause: "not-provisioned" as const } : row));
  const backend = fake({ apps: [northwind], customers, language: "en" });
  const user = await open(backend);
  await user.click(await screen.findByRole("button", { name: /^Contoso Hospital/ }));
  await user.click(await screen.findByTestId("open-text"));
  await screen.findByTestId("text-preview");
  // Another text was shown meanwhile, from wherever.
  await backend.repairText("real", { customer: 3, pasted: null, to: "customer-admin", reader: "en" }, "en");
  await user.click(screen.getByTestId("copy-text"));
  await waitFor(() => expect(document.querySelector("[data-code=outdated]")?.textContent).toContain("Nothing was copied"));
  expect(screen.queryByTestId("text-done")).toBeNull();
  // It stands there anew, and now it can be copied.
  await waitFor(() => expect(callsOf(backend, "repairText")).toHaveLength(3));
  await user.click(screen.getByTestId("copy-text"));
  await screen.findByTestId("text-done");
  expect(callsOf(backend, "copyRepairText").map((args) => args[0])).toEqual([1, 3]);
});
