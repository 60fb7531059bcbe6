import { afterEach, describe, expect, it, vi } from "vitest";
import { type Fake, northwind } from "./fake";
import { callsOf, expectAccessible, heading, languages, openBoard, openEmpty, screen, waitFor } from "./window";

const SECRET = "abc8Q~a-canary-that-must-not-stay-anywhere";
type User = Awaited<ReturnType<typeof openEmpty>>["user"];
const value = (name: string) => screen.getByTestId<HTMLInputElement>(name).value;

const next = (user: User) => user.click(screen.getByTestId("next"));
/** As far as the permissions. */
async function fillApp(user: User, over: Partial<Record<"name" | "id" | "home", string>> = {}) {
  await user.click(screen.getByTestId("start-setup"));
  await user.type(screen.getByTestId("app-name"), over.name ?? "Northwind MDR");
  await next(user);
  await user.type(screen.getByTestId("app-id"), over.id ?? northwind.appId);
  if (over.home) await user.type(screen.getByTestId("home-tenant"), over.home);
  await next(user);
}
/** As far as the empty field for the secret. */
async function toSecret(user: User, home = "") {
  await fillApp(user, home ? { home } : {});
  await screen.findByTestId("permission-Alert.Read.All");
  await next(user);
  await next(user);
}
async function toLastStep(user: User, home = "") {
  await toSecret(user, home);
  await user.type(screen.getByTestId("app-secret"), SECRET);
}
/** Neither the page nor anything the page can keep. */
function secretIsNowhere() {
  const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map((one) => one.value);
  expect([document.documentElement.outerHTML, ...fields, JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join()).not.toContain(SECRET);
}
const saved = (backend: Fake) => callsOf(backend, "saveApp").at(-1) as [string, { [key: string]: unknown }, string | null, boolean, string];

describe.each(languages)("setting the app up in %s", (lang) => {
  it("goes from an empty board to a stored secret, and lets go of it", async () => {
    const { user, backend } = await openEmpty(lang);
    await fillApp(user, { home: northwind.homeTenant ?? "" });
    await screen.findByTestId("permission-Alert.Read.All");
    expect(screen.getByTestId<HTMLInputElement>("permission-Alert.Read.All").checked).toBe(true);
    await user.type(screen.getByTestId("permission-search"), "isolate");
    await user.click(screen.getByTestId("permission-Machine.Isolate"));
    await expectAccessible();
    await next(user);
    await expectAccessible();
    await next(user);
    await user.type(screen.getByTestId("app-secret"), SECRET);
    await expectAccessible();
    await user.click(screen.getByTestId("save-app"));
    const status = await screen.findByTestId("secret-status");
    expect(status.dataset).toMatchObject({ keptIn: "keychain", proved: "true" });
    expect(status.textContent).toContain(lang === "sv" ? "nyckelring" : "keychain");
    const [realm, draft, secret, keepInMemory, asked] = saved(backend);
    expect([realm, secret, keepInMemory, asked]).toEqual(["real", SECRET, false, lang]);
    expect(draft).toEqual({ row: null, name: "Northwind MDR", cloud: "commercial", appId: northwind.appId, homeTenant: northwind.homeTenant, publisher: "", contact: "", secretExpiresOn: "", redirectUris: ["https://portal.azure.com"], permissions: ["Alert.Read.All", "Machine.Isolate"], ticks: [] });
    secretIsNowhere();
    await expectAccessible();
  });

  it("says that a secret without a home tenant is not checked, and why", async () => {
    const { user } = await openEmpty(lang);
    await toLastStep(user);
    await user.click(screen.getByTestId("save-app"));
    const status = await screen.findByTestId("secret-status");
    expect(status.dataset.proved).toBe("false");
    expect(status.textContent).toContain(lang === "sv" ? "Ingen egen klientorganisation" : "No home tenant");
  });
});

describe("going back and forth", () => {
  it("says at once that a home tenant is not an ID, and keeps what was typed", async () => {
    const { user, backend } = await openEmpty();
    await fillApp(user, { home: "northwind.example" });
    expect(value("home-tenant")).toBe("northwind.example");
    expect(screen.getByTestId("home-tenant").getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(screen.getByTestId("home-tenant"));
    expect(callsOf(backend, "saveApp")).toEqual([]);
  });

  it("keeps what was entered", async () => {
    const { user } = await openEmpty();
    await toLastStep(user);
    await user.click(screen.getByTestId("back"));
    await next(user);
    expect(value("app-secret")).toBe(SECRET);
    await user.click(screen.getByTestId("step-ids"));
    expect(value("app-id")).toBe(northwind.appId);
    await user.click(screen.getByTestId("step-app"));
    expect(value("app-name")).toBe("Northwind MDR");
  });
  it("moves the focus to the new step's title", async () => {
    const { user } = await openEmpty();
    await toSecret(user);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
    expect(heading()).toBe("Paste the client secret");
  });
  it("shows the secret only while asked to", async () => {
    const { user } = await openEmpty();
    await toSecret(user);
    const field = screen.getByTestId<HTMLInputElement>("app-secret");
    expect([field.type, field.autocomplete, field.getAttribute("spellcheck")]).toEqual(["password", "off", "false"]);
    await user.click(screen.getByRole("button", { name: "Show" }));
    expect(field.type).toBe("text");
    await user.click(screen.getByRole("button", { name: "Hide" }));
    expect(field.type).toBe("password");
  });
});

describe("bad input", () => {
  it.each([
    ["nothing", "", "Enter the application ID."],
    ["no GUID", "nonsense", "This is not a GUID."],
  ])("is told at once: %s", async (_, id, text) => {
    const { user } = await openEmpty();
    await user.click(screen.getByTestId("start-setup"));
    await user.type(screen.getByTestId("app-name"), "Northwind");
    await next(user);
    if (id) await user.type(screen.getByTestId("app-id"), id);
    await user.click(screen.getByTestId("next"));
    const field = screen.getByTestId("app-id");
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").map((one) => document.getElementById(one)?.textContent ?? "");
    expect(described.join()).toContain(text);
    await expectAccessible();
    await user.click(screen.getByTestId("back"));
    expect(value("app-name")).toBe("Northwind");
  });
  it("knows the secret's ID from its value", async () => {
    const { user } = await openEmpty();
    await toSecret(user);
    await user.type(screen.getByTestId("app-secret"), northwind.appId);
    await user.click(screen.getByTestId("save-app"));
    expect(screen.getByText(/secret's ID, not its value/)).toBeTruthy();
  });
  it("found by the core leads back to its field, and offers what was found in it", async () => {
    const { user, backend } = await openEmpty();
    await toLastStep(user);
    backend.refuse("saveApp", { code: "invalid", field: "home-tenant", problem: "taken-apart", suggestion: "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d" });
    await user.click(screen.getByTestId("save-app"));
    await user.click(await screen.findByRole("button", { name: /^Use 0a1b2c3d/ }));
    expect(value("home-tenant")).toBe("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d");
  });
  it("a secret with line breaks inside is refused, blanks around it are told", async () => {
    const { user } = await openEmpty();
    await toSecret(user);
    await user.click(screen.getByTestId("app-secret"));
    await user.paste("first\nsecond");
    expect(screen.getByText(/line breaks or invisible characters/)).toBeTruthy();
    expect(value("app-secret")).toBe("");
    await user.paste(`${SECRET}\n`);
    expect(screen.getByText(/Blanks or line breaks around the secret were cut off/)).toBeTruthy();
  });
});

describe("when saving fails", () => {
  it("a locked keychain loses nothing, and the secret can stay in memory", async () => {
    const { user, backend } = await openEmpty();
    await toLastStep(user);
    backend.refuse("saveApp", { code: "keychain", problem: "locked", detail: "IsLocked" });
    await user.click(screen.getByTestId("save-app"));
    const panel = await screen.findByRole("region", { name: "The keychain is locked" });
    await waitFor(() => expect(document.activeElement).toBe(panel));
    await expectAccessible();
    await user.click(screen.getByTestId("keep-in-memory"));
    expect((await screen.findByTestId("secret-status")).dataset.keptIn).toBe("memory");
    expect(saved(backend).slice(2, 4)).toEqual([SECRET, true]);
    secretIsNowhere();
  });
  it("a refused secret says why and leads back to it", async () => {
    const { user, backend } = await openEmpty();
    await toLastStep(user);
    backend.refuse("saveApp", { code: "secret-refused", cause: "wrong-secret", title: "Entra does not accept this secret", nextStep: "Copy the value.", raw: "AADSTS7000215" });
    await user.click(screen.getByTestId("save-app"));
    const panel = await screen.findByRole("region", { name: "Entra does not accept this secret" });
    expect(panel.textContent).toContain("AADSTS7000215");
    expect(panel.textContent).toContain("Nothing was stored");
    expect(value("app-secret")).toBe(SECRET);
  });
  it.each([
    ["disk-full", "The disk is full"],
    ["read-only", "The registry cannot be written"],
    ["newer", "The registry was made by a newer Consentry"],
    ["conflict", "Somebody changed this meanwhile"],
  ] as const)("a registry that is %s is told, and the entries stay", async (problem, title) => {
    const { user, backend } = await openEmpty();
    await toLastStep(user);
    backend.refuse("saveApp", { code: "registry", problem, detail: "" });
    await user.click(screen.getByTestId("save-app"));
    await screen.findByRole("region", { name: title });
    expect(value("app-secret")).toBe(SECRET);
    if (problem === "conflict") {
      await user.click(screen.getByRole("button", { name: "Reload" }));
      await waitFor(() => expect(screen.queryByRole("region", { name: title })).toBeNull());
    }
  });
  it("says what it waits for after a second", async () => {
    const { user, backend } = await openEmpty();
    await toLastStep(user);
    const release = backend.hold("saveApp");
    await user.click(screen.getByTestId("save-app"));
    expect(screen.queryAllByText("Waiting for the keychain…")).toHaveLength(0);
    await waitFor(() => expect(screen.getAllByText(/Waiting for the keychain…/).length).toBeGreaterThan(0), { timeout: 3000 });
    expect(screen.getByTestId<HTMLButtonElement>("save-app").disabled).toBe(true);
    release();
    await screen.findByTestId("secret-status");
  });
});

describe("a save that nobody waits for any more", () => {
  afterEach(() => void vi.useRealTimers());
  const locked = { code: "keychain", problem: "locked", detail: "IsLocked" } as const;
  const save = () => screen.getByTestId<HTMLButtonElement>("save-app");
  async function stopWaiting() {
    const opened = await openEmpty();
    await toLastStep(opened.user);
    const release = opened.backend.hold("saveApp");
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await opened.user.click(save());
    await vi.advanceTimersByTimeAsync(10_500);
    await opened.user.click(await screen.findByRole("button", { name: "Stop waiting" }));
    vi.useRealTimers();
    const note = screen.getByText(/still saving what you entered before/);
    await waitFor(() => expect(document.activeElement).toBe(note));
    return { ...opened, release };
  }

  it("is not begun a second time, and its success is shown when it comes", async () => {
    const { user, backend, release } = await stopWaiting();
    await expectAccessible();
    expect(save().disabled).toBe(true);
    await user.click(save());
    expect(callsOf(backend, "saveApp")).toHaveLength(1);
    release();
    await screen.findByTestId("secret-status");
    secretIsNowhere();
  });
  it("shows its failure when it comes, and can then be tried again", async () => {
    const { user, backend, release } = await stopWaiting();
    backend.refuse("saveApp", locked);
    release();
    await screen.findByRole("region", { name: "The keychain is locked" });
    expect(save().disabled).toBe(false);
    await user.click(screen.getByTestId("keep-in-memory"));
    expect((await screen.findByTestId("secret-status")).dataset.keptIn).toBe("memory");
  });
  it("leaves alone what was changed meanwhile, and takes it into the same record", async () => {
    const { user, backend, release } = await stopWaiting();
    await user.type(screen.getByTestId("secret-expires"), "2027-05-22");
    release();
    await screen.findAllByText(/Northwind MDR was saved as it was before your latest changes/);
    await user.click(save());
    await screen.findByTestId("secret-status");
    expect(saved(backend)[1]).toMatchObject({ row: 1, secretExpiresOn: "2027-05-22" });
    expect(saved(backend)[2]).toBeNull();
    secretIsNowhere();
  });
  it("tells its failure wherever the person went, and keeps a new save waiting until then", async () => {
    const { user, backend, release } = await stopWaiting();
    await user.click(screen.getByTestId("home"));
    // What was entered is kept, but for the secret.
    await user.click(await screen.findByRole("button", { name: "Go on with setting up" }));
    await waitFor(() => expect(value("app-secret")).toBe(""));
    await user.type(screen.getByTestId("app-secret"), SECRET);
    expect(save().disabled).toBe(true);
    await user.click(screen.getByTestId("home"));
    backend.refuse("saveApp", locked);
    release();
    const panel = await screen.findByRole("region", { name: "The keychain is locked" });
    expect(panel.textContent).toContain("the app you were saving when you left its page");
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("region", { name: "The keychain is locked" })).toBeNull();
  });
});

describe("the app's page", () => {
  it("tells what is known, and never the secret", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    expect(screen.getByTestId("secret-status").textContent).toContain("never shown again");
    expect(screen.getByTestId("app-card").textContent).toContain(northwind.appId);
    await expectAccessible();
  });
  it("replaces the secret in one step", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("replace-secret"));
    await user.click(screen.getByTestId("save-app"));
    expect(screen.getByText("Paste the secret's value.")).toBeTruthy();
    await user.type(screen.getByTestId("app-secret"), SECRET);
    await user.click(screen.getByTestId("save-app"));
    await screen.findByTestId("secret-status");
    expect(saved(backend)[1]).toMatchObject({ row: 1, appId: northwind.appId, permissions: northwind.permissions });
    expect(saved(backend)[2]).toBe(SECRET);
    secretIsNowhere();
  });
  it("changes the app and leaves the stored secret alone", async () => {
    const { user, backend } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("edit-app"));
    await user.type(screen.getByTestId("app-name"), " 2");
    await user.click(await screen.findByTestId("save-app"));
    await screen.findByTestId("secret-status");
    expect(saved(backend)[1]).toMatchObject({ row: 1, name: "Northwind MDR 2" });
    expect(saved(backend)[2]).toBeNull();
  });
  it("asks for a secret again when the application ID changes", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByRole("button", { name: "Partner app" }));
    await user.click(screen.getByTestId("edit-app"));
    await next(user);
    await user.clear(screen.getByTestId("app-id"));
    await user.type(screen.getByTestId("app-id"), "11111111-2222-4333-8444-555555555555");
    await user.click(screen.getByTestId("save-app"));
    expect(screen.getByText("Paste the secret's value.")).toBeTruthy();
  });
});
