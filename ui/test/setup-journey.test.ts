/** The way to a partner app, step by step and day by day; and several apps beside one another. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { customerRow, fake, northwind, shelf } from "./fake";
import { callsOf, expectAccessible, heading, languages, open, openBoard, openEmpty, screen, waitFor } from "./window";
import type { AppView, ExpiryStage } from "../src/backend/bindings";

type User = Awaited<ReturnType<typeof openEmpty>>["user"];
const next = (user: User) => user.click(screen.getByTestId("next"));
const standing = () => screen.getByTestId("step-standing").dataset;
async function toIds(user: User) {
  await user.click(screen.getByTestId("start-setup"));
  await user.type(screen.getByTestId("app-name"), "Northwind MDR");
  await next(user);
}
async function toPermissions(user: User) {
  await toIds(user);
  await user.type(screen.getByTestId("app-id"), northwind.appId);
  await user.type(screen.getByTestId("home-tenant"), northwind.homeTenant ?? "");
  await next(user);
  await screen.findByTestId("permission-Alert.Read.All");
}
const checked = () => screen.getAllByTestId<HTMLInputElement>(/^permission-[A-Z]/).filter((box) => box.checked).map((box) => box.dataset.testid?.replace("permission-", ""));

describe.each(languages)("registering in %s", (lang) => {
  it("carries each value over to the portal, and ticks it off", async () => {
    const { user, backend } = await openEmpty(lang);
    await user.click(screen.getByTestId("start-setup"));
    expect(screen.getByText(lang === "sv" ? /I Microsofts guide: ”Skapa appen för flera innehavare”/ : /In Microsoft's guide: “Create the multi-tenant app”/)).toBeTruthy();
    expect(standing()).toMatchObject({ step: "app", state: "todo" });
    expect(screen.getByTestId<HTMLButtonElement>("copy-name").disabled).toBe(true);
    await user.type(screen.getByTestId("app-name"), "Northwind MDR");
    await user.click(screen.getByTestId("copy-name"));
    await user.click(screen.getByTestId("copy-account-type"));
    await user.click(screen.getByTestId("add-redirect-loopback"));
    await user.click(screen.getByTestId("copy-redirect-1"));
    expect(callsOf(backend, "copyPortalValue").map(([, value]) => value)).toEqual([{ kind: "name", text: "Northwind MDR" }, { kind: "account-type" }, { kind: "redirect-uri", text: "http://localhost/consentry" }]);
    await user.click(screen.getByTestId("open-portal-registrations"));
    expect(callsOf(backend, "openPortalPage")).toEqual([["registrations", "commercial", ""]]);
    expect(screen.getByText(lang === "sv" ? /kontrollerades senast 22 november 2026/ : /last checked on 22 November 2026/)).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByTestId("tick-register"));
    expect(standing().state).toBe("done");
  });

  it("reads the two IDs and looks the home tenant up", async () => {
    const { user, backend } = await openEmpty(lang);
    await toIds(user);
    await user.type(screen.getByTestId("home-tenant"), "northwind.example");
    await user.click(await screen.findByTestId("use-home", {}, { timeout: 3000 }));
    expect(screen.getByTestId<HTMLInputElement>("home-tenant").value).toBe(northwind.homeTenant);
    await user.type(screen.getByTestId("app-id"), northwind.appId);
    await waitFor(() => expect(screen.getByTestId("home-found").dataset.found).toBe("true"), { timeout: 3000 });
    expect(standing()).toMatchObject({ step: "ids", state: "done" });
    await expectAccessible();
    await user.click(screen.getByTestId("open-portal-overview"));
    expect(callsOf(backend, "openPortalPage").at(-1)).toEqual(["overview", "commercial", northwind.appId]);
  });

  it("finds the least permissions for a task in the person's own words", async () => {
    const { user, backend } = await openEmpty(lang);
    await toPermissions(user);
    expect(checked()).toEqual(["Alert.Read.All"]);
    await user.type(screen.getByTestId("task-search"), lang === "sv" ? "isolera en enhet" : "isolate a device");
    await user.click(await screen.findByTestId("task-machines.isolate"));
    await screen.findByTestId("asked-Machine.Isolate");
    expect(checked()).toEqual(["Alert.Read.All", "Machine.Isolate"]);
    await expectAccessible();
    await user.clear(screen.getByTestId("task-search"));
    await user.click(await screen.findByTestId("task-alerts.update"));
    await waitFor(() => expect(checked()).toEqual(["Alert.ReadWrite.All", "Machine.Isolate"]));
    expect(screen.getByTestId("asked-Alert.ReadWrite.All").textContent).toContain(lang === "sv" ? "Lista aviseringar, Ändra en avisering" : "List alerts, Change an alert");
    expect(screen.getByTestId("manifest").textContent).toContain("fc780465-2017-40d4-a0c5-307022471b92");
    await user.click(screen.getByTestId("copy-manifest"));
    expect(callsOf(backend, "copyPortalValue").at(-1)?.[1]).toEqual({ kind: "manifest", permissions: ["Alert.ReadWrite.All", "Machine.Isolate"] });
    await expectAccessible();
  });

  it("leaves the partner's own consent out, or asks for it", async () => {
    const { user, backend } = await openEmpty(lang);
    await toPermissions(user);
    await next(user);
    expect(standing()).toMatchObject({ step: "consent", state: "todo" });
    expect(screen.getByText(lang === "sv" ? /Gäller det bara kunder kan du gå vidare utan/ : /For customers alone you can go on without it/)).toBeTruthy();
    await user.click(await screen.findByTestId("copy-home-consent"));
    await user.click(screen.getByTestId("open-home-consent"));
    expect(callsOf(backend, "openHomeConsent")[0]?.[1]).toMatchObject({ appId: northwind.appId, homeTenant: northwind.homeTenant });
    await user.click(screen.getByTestId("tick-home-consent"));
    expect(standing().state).toBe("done");
    await expectAccessible();
  });

  it("warns before a secret ends, and leads to the new one", async () => {
    const at = (stage: ExpiryStage, daysLeft: number, row: number): AppView => ({ ...northwind, row, name: `App ${row}`, secret: northwind.secret && { ...northwind.secret, expiresOn: "2026-12-04", expiry: { stage, daysLeft } } });
    const user = await open(fake({ apps: [at("soon", 12, 1), at("past", -3, 2), at("far", 90, 3)], customers: shelf(lang), language: lang }));
    await waitFor(() => expect(document.documentElement.lang).toBe(lang));
    const banners = screen.getAllByTestId("secret-banner");
    expect(banners.map((one) => one.dataset.stage)).toEqual(["soon", "past"]);
    expect(banners[0]?.textContent).toContain(lang === "sv" ? "Hemligheten för App 1 går ut om 12 dagar, den 4 december 2026" : "The secret of App 1 expires in 12 days, on 4 December 2026");
    await expectAccessible();
    await user.click(screen.getAllByTestId("banner-replace-secret")[0] as HTMLElement);
    expect(heading()).toBe(lang === "sv" ? "Klistra in den nya klienthemligheten" : "Paste the new client secret");
    expect(screen.getByText(lang === "sv" ? /finns kvar tills den nya har bevisats/ : /stays until the new one has proved itself/)).toBeTruthy();
    await expectAccessible();
  });
});

describe("the permissions", () => {
  it("tell of reads that need ReadWrite, of what ends and of what has ended", async () => {
    const { user } = await openEmpty();
    await toPermissions(user);
    await user.type(screen.getByTestId("task-search"), "hunting");
    expect((await screen.findByTestId("tasks-found")).textContent).toContain("MC1220762");
    await user.clear(screen.getByTestId("task-search"));
    const area = (await screen.findByTestId("task-domains.alerts")).closest("label");
    expect(area?.textContent).toContain("An older page named Alert.Read.All");
    expect(screen.getByTestId<HTMLInputElement>("task-investigations.start").disabled).toBe(true);
  });
  it("let a task go with the permission it needed, and say what adds nothing", async () => {
    const { user } = await openEmpty();
    await toPermissions(user);
    await user.click(screen.getByTestId("permission-Alert.Read.All"));
    await waitFor(() => expect(checked()).toEqual([]));
    expect(screen.getByTestId<HTMLInputElement>("task-alerts.list").checked).toBe(false);
    await next(user);
    expect(document.activeElement?.id).toBe("field-permissions");
    await user.click(screen.getByTestId("permission-Alert.Read.All"));
    await user.click(screen.getByTestId("task-alerts.update"));
    await waitFor(() => expect(screen.getByTestId("asked-Alert.Read.All").dataset.spare).toBe("true"));
    await user.click(screen.getByRole("button", { name: "Leave out: Alert.Read.All" }));
    await waitFor(() => expect(checked()).toEqual(["Alert.ReadWrite.All"]));
  });
  it("are no longer declared once others are chosen", async () => {
    const { user } = await openEmpty();
    await toPermissions(user);
    await user.click(screen.getByTestId("tick-permissions"));
    expect(standing().state).toBe("done");
    await user.click(screen.getByTestId("permission-Machine.Isolate"));
    await waitFor(() => expect(standing().state).toBe("todo"));
  });
  it("are chosen by keyboard alone", async () => {
    const { user } = await openEmpty();
    await toPermissions(user);
    screen.getByTestId("task-search").focus();
    await user.keyboard("isolate");
    await screen.findByTestId("tasks-found");
    await user.tab();
    await user.keyboard(" ");
    await waitFor(() => expect(checked()).toContain("Machine.Isolate"));
  });
  it("that reach a customer only with a new consent name the customer and its link", async () => {
    const lacking = customerRow({ row: 9, name: "Fourth Coffee", tenantId: "5ad3f6ee-6b7c-4d8e-9f0a-1b2c3d4e1c29", proved: "connected", consentLacks: ["Machine.Isolate"] });
    const user = await open(fake({ apps: [northwind], customers: [...shelf("en"), lacking] }));
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    expect(screen.getByTestId("consent-again").textContent).toContain("Fourth Coffee");
    expect(screen.getByTestId("consent-again").textContent).toContain("lacks Machine.Isolate");
    await expectAccessible();
    await user.click(screen.getByTestId("standing-permissions").querySelector("button") as HTMLElement);
    await user.click(await screen.findByTestId("permission-Machine.Scan"));
    expect(screen.getByText(/reach a customer only when they consent again/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Their link: Fourth Coffee" }));
    await screen.findByTestId("consent-link");
  });
});

describe("another day", () => {
  afterEach(() => void vi.useRealTimers());
  it("goes on where it was left, with everything but the secret", async () => {
    const first = await openEmpty();
    await toPermissions(first.user);
    await first.user.click(screen.getByTestId("tick-permissions"));
    await next(first.user);
    await next(first.user);
    await first.user.type(screen.getByTestId("app-secret"), "abc8Q~never-kept");
    await waitFor(() => expect(first.backend.setupDraft).toMatchObject({ step: "secret", appId: northwind.appId, tasks: ["alerts.list"] }));
    expect(JSON.stringify(callsOf(first.backend, "saveSetupDraft"))).not.toContain("never-kept");
    document.body.innerHTML = "";

    const user = await open(fake({ setupDraft: first.backend.setupDraft }));
    expect(screen.getByTestId("setup-draft").textContent).toContain("Northwind MDR is not finished");
    await expectAccessible();
    await user.click(screen.getByTestId("start-setup"));
    expect(heading()).toBe("Paste the client secret");
    expect(screen.getByTestId<HTMLInputElement>("app-secret").value).toBe("");
    await user.click(screen.getByTestId("step-permissions"));
    expect(screen.getByTestId<HTMLInputElement>("tick-permissions").checked).toBe(true);
    await user.click(screen.getByTestId("step-app"));
    expect(screen.getByTestId<HTMLInputElement>("app-name").value).toBe("Northwind MDR");
  });
  it("is offered on the app's page too, and can be let go", async () => {
    const { backend, user } = await openEmpty();
    await toIds(user);
    await user.click(screen.getByTestId("home"));
    await screen.findByTestId("setup-draft");
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("start-over"));
    await waitFor(() => expect(screen.queryByTestId("setup-draft")).toBeNull());
    expect(backend.setupDraft).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
  });
  it("does not keep what nobody entered, nor what was saved", async () => {
    const { backend, user } = await openEmpty();
    await user.click(screen.getByTestId("start-setup"));
    await user.click(screen.getByTestId("home"));
    expect(callsOf(backend, "saveSetupDraft")).toEqual([]);
    await toPermissions(user);
    await next(user);
    await next(user);
    await user.type(screen.getByTestId("app-secret"), "abc8Q~a-secret-that-is-saved-and-gone");
    await user.click(screen.getByTestId("save-app"));
    await screen.findByTestId("secret-status");
    expect(screen.queryByTestId("open-step-secret"), "what was just stored is not left to do").toBeNull();
    const kept = callsOf(backend, "saveSetupDraft").length;
    await user.click(screen.getByTestId("home"));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(callsOf(backend, "saveSetupDraft")).toHaveLength(kept);
    expect(backend.setupDraft).toBeNull();
  });
});

describe("several apps", () => {
  const test: AppView = { ...northwind, row: 2, name: "Northwind test", appId: "11111111-2222-4333-8444-555555555555", secret: null };
  it("show one as the current one, and new customers start with it", async () => {
    const backend = fake({ apps: [northwind, test], customers: shelf("en") });
    const user = await open(backend);
    await user.selectOptions(screen.getByTestId("choose-app"), "2");
    await waitFor(() => expect(callsOf(backend, "chooseApp")).toEqual([[2]]));
    await user.click(screen.getByTestId("start-customer"));
    expect(screen.getByTestId<HTMLSelectElement>("customer-app").value).toBe("2");
    await user.click(screen.getByTestId("home"));
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByRole("button", { name: "Use for new customers: Northwind MDR" }));
    await waitFor(() => expect(callsOf(backend, "chooseApp").at(-1)).toEqual([1]));
    await expectAccessible();
  });
  it("go with what belongs to them, and only after it was named", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("remove-app"));
    const dialog = screen.getByRole("dialog");
    expect(dialog.textContent).toContain("7 customers with all their checks");
    expect(dialog.textContent).toContain("deleted from this computer's keychain");
    await expectAccessible();
    await user.click(screen.getByTestId("confirm-remove-app"));
    await waitFor(() => expect(callsOf(backend, "removeApp")).toEqual([["real", 1, false, "en"]]));
    await waitFor(() => expect(screen.queryByTestId("app-card")).toBeNull());
  });
  it("stay when the keychain does not give the secret up, until the person decides", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("remove-app"));
    backend.refuse("removeApp", { code: "keychain", problem: "locked", detail: "IsLocked" });
    await user.click(screen.getByTestId("confirm-remove-app"));
    await screen.findByRole("region", { name: "The keychain is locked" });
    await user.click(screen.getByTestId("remove-leaving-secret"));
    await waitFor(() => expect(callsOf(backend, "removeApp").at(-1)).toEqual(["real", 1, true, "en"]));
  });
});

describe("a customer that finds no app", () => {
  it("leads back to the account type", async () => {
    const adatum = shelf("en").map((row) => (row.name === "Adatum Logistics" ? { ...row, proved: "needs_attention" as const, provedCause: "not-consented" as const, attempt: "needs_attention" as const, attemptAt: row.linkSentAt, attemptCause: "not-consented" as const } : row));
    const user = await open(fake({ apps: [northwind], customers: adatum }));
    await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
    await user.click(await screen.findByTestId("check-account-type"));
    expect(heading()).toBe("Register the app that customers consent to");
  });
});
