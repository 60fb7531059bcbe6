import { describe, expect, it } from "vitest";
import { fake, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, heading, languages, open, openBoard, screen, waitFor } from "./window";

const CHECKS = ["tenant", "token", "signature", "issuer", "audience", "tenant_claim", "app", "lifetime", "kind", "permissions", "api"];

describe.each(languages)("onboarding a customer in %s", (lang) => {
  it("finds the tenant, gives the link, reads an address, and ends in a verdict", async () => {
    const { user, backend } = await openBoard(lang);
    await user.click(screen.getByTestId("start-customer"));
    await expectAccessible();
    await user.type(screen.getByTestId("customer-name"), "Graphic Design Institute");
    await user.type(screen.getByTestId("customer-tenant"), "gdi.example");
    await user.click(screen.getByTestId("resolve-tenant"));
    expect((await screen.findByTestId("tenant-id")).textContent).toBe("1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af");
    await user.click(screen.getByTestId("next"));

    const link = await screen.findByTestId("consent-link");
    expect(link.textContent).toMatch(/^https:\/\/login\.microsoftonline\.com\/1d0e77a3[^ ]*\/v2\.0\/adminconsent\?[^ ]+$/);
    await expectAccessible();
    await user.click(screen.getByTestId("copy-consent-link"));
    await user.click(screen.getByTestId("open-consent-link"));
    expect([callsOf(backend, "copyConsentLink"), callsOf(backend, "openConsentLink")]).toEqual([[["real", 8, "admin-v2"]], [["real", 8, "admin-v2"]]]);
    await user.type(screen.getByTestId("returned-address"), "https://portal.azure.com/?error=access_denied");
    await user.click(screen.getByTestId("read-returned-address"));
    expect((await screen.findByTestId("returned-answer")).dataset.kind).toBe("declined");
    await expectAccessible();

    await user.click(screen.getByTestId("next"));
    await user.click(screen.getByTestId("check-now"));
    const verdict = await screen.findByTestId("verdict");
    expect(["data-verdict", "data-cause", "data-who-acts"].map((name) => verdict.getAttribute(name))).toEqual(["connected", "", "nobody"]);
    for (const id of CHECKS) expect(screen.getByTestId(`check-${id}`).dataset.status).toBe("pass");
    expect(callsOf(backend, "checkNow")).toEqual([["real", 8, lang]]);
    await waitFor(() => expect(document.querySelector("[aria-live]")?.textContent).toContain(lang === "sv" ? "Ansluten" : "Connected"));
    await expectAccessible();
    await user.click(screen.getByTestId("next"));
    await screen.findByTestId("snippet");
    await user.click(screen.getByTestId("next"));
    await waitFor(() => expect(heading()).toBe("Graphic Design Institute"));
  });
});

describe("the link", () => {
  it("comes in three forms, with their warnings", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Fabrikam Retail" }));
    await screen.findByTestId("verdict");
    await user.click(screen.getByRole("button", { name: "Ask them for consent", hidden: true }));
    await screen.findByTestId("consent-link");
    expect(screen.getByTestId<HTMLInputElement>("link-form-admin-v2").checked).toBe(true);
    await user.click(screen.getByTestId("link-form-guide"));
    await waitFor(() => expect(screen.getByTestId("consent-link").textContent).toContain("prompt=consent"));
    expect(screen.getByText("Nothing ties the answer to this customer.")).toBeTruthy();
    await user.click(screen.getByTestId("link-form-admin-v1"));
    await waitFor(() => expect(screen.getByTestId("consent-link").textContent).toMatch(/[0-9a-f]\/adminconsent\?/));
  });
  it("that can be neither copied nor opened says what to do instead", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
    await user.click(await screen.findByTestId("ask-for-consent"));
    await screen.findByTestId("consent-link");
    backend.refuse("copyConsentLink", { code: "clipboard", detail: "no display" });
    await user.click(screen.getByTestId("copy-consent-link"));
    await screen.findByRole("region", { name: "The clipboard could not be written" });
  });
});

describe("a tenant that cannot be used", () => {
  it("is taken apart and offered", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-tenant"), "https://contoso.com/");
    backend.refuse("resolveTenant", { code: "invalid", field: "customer-tenant", problem: "taken-apart", suggestion: "contoso.com" });
    await user.click(screen.getByTestId("resolve-tenant"));
    await user.click(await screen.findByRole("button", { name: "Use contoso.com" }));
    expect(screen.getByTestId<HTMLInputElement>("customer-tenant").value).toBe("contoso.com");
  });
  it("is told with the core's words and the raw answer, and nothing is lost", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-name"), "Nowhere");
    await user.type(screen.getByTestId("customer-tenant"), "nowhere.example");
    backend.refuse("saveCustomer", { code: "tenant", cause: "tenant-not-found", title: "No tenant has this domain", nextStep: "Ask them for their tenant ID.", raw: "AADSTS90002" });
    await user.click(screen.getByTestId("next"));
    const panel = await screen.findByRole("region", { name: "No tenant has this domain" });
    expect(panel.textContent).toContain("AADSTS90002");
    expect(screen.getByTestId<HTMLInputElement>("customer-name").value).toBe("Nowhere");
  });
  it("forgets a tenant that was found for another text", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-tenant"), "adatum.eu");
    await user.click(screen.getByTestId("resolve-tenant"));
    await screen.findByTestId("tenant-id");
    await user.type(screen.getByTestId("customer-tenant"), "x");
    expect(screen.queryByTestId("tenant-id")).toBeNull();
  });
  it("does not show what was found for a text that has changed meanwhile", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-tenant"), "adatum.eu");
    const release = backend.hold("resolveTenant");
    await user.click(screen.getByTestId("resolve-tenant"));
    await user.type(screen.getByTestId("customer-tenant"), "x");
    expect(screen.getByTestId<HTMLButtonElement>("resolve-tenant").disabled).toBe(false);
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screen.queryByTestId("tenant-id")).toBeNull();
  });
  it("is corrected in the same record when the text changed while it was being saved", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-name"), "Graphic Design Institute");
    await user.type(screen.getByTestId("customer-tenant"), "gdi.exampl");
    const release = backend.hold("saveCustomer");
    await user.click(screen.getByTestId("next"));
    await user.type(screen.getByTestId("customer-tenant"), "e");
    release();
    await waitFor(() => expect(backend.customers).toHaveLength(8));
    expect(screen.queryByTestId("consent-link")).toBeNull();
    await user.click(screen.getByTestId("next"));
    await screen.findByTestId("consent-link");
    expect(callsOf(backend, "saveCustomer").map((args) => (args[1] as { row: number | null }).row)).toEqual([null, 8]);
  });
});

describe("a customer's page", () => {
  it("shows verdict, evidence and permissions under their public names", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    const verdict = await screen.findByTestId("verdict");
    expect(verdict.dataset).toMatchObject({ verdict: "needs_attention", cause: "role-missing", whoActs: "customer" });
    expect(screen.getByTestId("next-step").textContent).toBe("Send their administrator the consent link again.");
    expect(CHECKS.map((id) => screen.getByTestId(`check-${id}`).dataset.status)).toEqual([...Array(7).fill("pass"), "warn", "pass", "fail", "pass"]);
    for (const name of ["missing-Machine.Isolate", "granted-Machine.Read.All", "extra-Alert.ReadWrite.All", "granted-Alert.ReadWrite.All", "covered-Alert.Read.All"]) expect(screen.getByTestId(name)).toBeTruthy();
    // The time of this one's token cannot be read.
    expect(document.body.textContent).not.toMatch(/Invalid Date|null|undefined|1970/);
    await expectAccessible();
    await user.click(screen.getByTestId("ask-for-consent"));
    expect(await screen.findByTestId("consent-link")).toBeTruthy();
  });
  it("shows an attempt without an answer beside what was proved", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Litware Schools" }));
    expect((await screen.findByTestId("verdict")).dataset).toMatchObject({ verdict: "unknown", cause: "timed-out" });
    expect(screen.getByTestId("last-proved").dataset.verdict).toBe("connected");
    expect(screen.getAllByTestId("check-now")).toHaveLength(1);
    expect(screen.getByTestId("correlation-id").textContent).toBe("b5c1d2e3-0f1a-4b2c-8d3e-4f5a6b7c8d9e");
    expect(document.querySelector("summary code")?.textContent).toBe("AADSTS700016");
    await expectAccessible();
  });
  it("asks for the core's words again in another language", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await screen.findByTestId("verdict");
    await user.selectOptions(screen.getByTestId("language"), "sv");
    await waitFor(() => expect(screen.getByTestId("next-step").textContent).toBe("Skicka medgivandelänken till deras administratör igen."));
  });
  it("lets a running check be cancelled, and be looked at from elsewhere", async () => {
    const { user, backend } = await openBoard();
    const release = backend.hold("checkNow");
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await user.click(await screen.findByTestId("check-now"));
    await screen.findByTestId("running");
    await expectAccessible();
    await user.click(screen.getByTestId("home"));
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await user.click(await screen.findByTestId("cancel-check"));
    expect(callsOf(backend, "cancelCheck")).toEqual([["real", 2]]);
    release();
    await screen.findByTestId("verdict");
  });
  it("waits for the keychain with words, and can be cancelled meanwhile", async () => {
    const { user, backend } = await openBoard();
    const release = backend.hold("keychain");
    await user.click(screen.getByRole("button", { name: "Contoso Hospital" }));
    await user.click(await screen.findByTestId("check-now"));
    await waitFor(() => expect(screen.getByTestId("running").textContent).toContain("Waiting for the keychain. Unlock it if it asks."));
    await waitFor(() => expect(document.querySelector("[aria-live]")?.textContent).toContain("Waiting for the keychain"));
    expect(screen.getByTestId<HTMLButtonElement>("cancel-check").disabled).toBe(false);
    release();
    await screen.findByTestId("verdict");
  });
  it("shows a check that the history could not take in, and says so, also after coming back", async () => {
    const { user, backend } = await openBoard();
    backend.full = "database or disk is full";
    await user.click(screen.getByRole("button", { name: /^Kommunförbundet/ }));
    await user.click(await screen.findByTestId("check-now"));
    for (const again of [false, true]) {
      if (again) await user.click(screen.getByTestId("home"));
      if (again) await user.click(screen.getByRole("button", { name: /^Kommunförbundet/ }));
      expect((await screen.findByTestId("verdict")).dataset.verdict).toBe("connected");
      expect(screen.getByTestId("not-kept").parentElement?.textContent).toContain("database or disk is full");
    }
    await expectAccessible();
    await user.click(screen.getByTestId("home"));
    expect(screen.getByRole("button", { name: /^Kommunförbundet/ }).closest<HTMLElement>("[data-testid]")?.dataset.verdict).toBe("none");
  });
});

describe("what was added since the consent", () => {
  it("is told beside a verdict that stands, with the way to the link", async () => {
    const customers = shelf("en").map((row) => ({ ...row, consentLacks: row.row === 1 ? ["Machine.Offboard"] : [] }));
    const user = await open(fake({ apps: [northwind], customers, language: "en" }));
    await user.click(await screen.findByRole("button", { name: /^Fabrikam Retail/ }));
    expect((await screen.findByTestId("consent-lacks")).textContent).toContain("Machine.Offboard");
    expect(screen.getByTestId("verdict").dataset.verdict).toBe("connected");
    await expectAccessible();
    await user.click(screen.getByTestId("ask-again"));
    await screen.findByTestId("consent-link");
  });
});

describe("a customer's page", () => {
  it("leads to the paste box with the customer chosen", async () => {
    const { backend, user } = await openBoard();
    await user.click(screen.getByRole("button", { name: /^Contoso Hospital/ }));
    await user.click(await screen.findByTestId("diagnose-customer"));
    await user.type(await screen.findByTestId("paste-box"), "AADSTS700016");
    await user.click(screen.getByTestId("explain"));
    await screen.findByTestId("explanation");
    expect(callsOf(backend, "explain")).toEqual([["real", 2, "AADSTS700016", "en"]]);
  });
});

describe("proving", () => {
  it("does not show what was found before the link went out again", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: /^Contoso Hospital/ }));
    await user.click(await screen.findByRole("button", { name: "Ask them for consent" }));
    await screen.findByTestId("consent-link");
    await user.click(screen.getByTestId("next"));
    expect((await screen.findByTestId("verdict")).dataset.cause).toBe("role-missing");
    await user.click(screen.getByTestId("back"));
    await user.click(await screen.findByTestId("copy-consent-link"));
    await user.click(screen.getByTestId("next"));
    await screen.findByTestId("check-now");
    expect(screen.queryByTestId("verdict")).toBeNull();
  });
});
