import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tick } from "svelte";
import { fake, lookView, northwind, NOW, shelf, watchView } from "./fake";
import { callsOf, expectAccessible, languages, open, screen, waitFor } from "./window";

const said = () => document.querySelector("[aria-live]")?.textContent ?? "";
const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();

/** Dates stand still until a test moves them; everything else goes on as usual. */
beforeEach(() => { vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: Date.parse(NOW) }); });
afterEach(() => { vi.useRealTimers(); });

async function pass(seconds: number) {
  vi.advanceTimersByTime(seconds * 1000);
  await tick();
}

async function ask(lang: "en" | "sv", redirectUris = northwind.redirectUris) {
  const backend = fake({ apps: [{ ...northwind, redirectUris }], customers: shelf(lang), language: lang });
  const user = await open(backend);
  await waitFor(() => expect(document.documentElement.lang).toBe(lang));
  await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
  await user.click(await screen.findByTestId("ask-for-consent"));
  await screen.findByTestId("consent-link");
  return { backend, user };
}

describe.each(languages)("the watch in %s", (lang) => {
  const word = (en: string, sv: string) => (lang === "sv" ? sv : en);

  it("begins with the link, counts down, and tells what it found", async () => {
    const { backend, user } = await ask(lang);
    expect(screen.getByTestId("watch").dataset.watching).toBe("false");
    await expectAccessible();
    await user.click(screen.getByTestId("copy-consent-link"));
    await waitFor(() => expect(screen.getByTestId("watch").dataset.watching).toBe("true"));
    expect(screen.getByTestId("watch-next").textContent).toContain("0:25");
    await pass(10);
    expect(screen.getByTestId("watch-next").textContent).toContain("0:15");
    await pass(15);
    expect(screen.getByTestId("watch-next").textContent).toBe(word("Looking in a moment.", "Tittar strax."));

    backend.tell({ customer: 3, looking: true, watch: watchView() });
    await waitFor(() => expect(screen.getByTestId("watch-next").textContent).toBe(word("Looking now…", "Tittar nu…")));
    backend.tell({ customer: 3, watch: watchView({ looks: 5, nextAt: at(85) }), look: lookView(lang, { at: at(26) }) });
    await waitFor(() => expect(screen.getByTestId("watch-next").textContent).toContain("1:00"));
    expect(screen.getByTestId("watch").textContent).toContain(word("Not given yet at", "Inget medgivande än"));
    expect(screen.getByTestId("watch-until").textContent).toContain("29");
    await expectAccessible();

    backend.tell({ customer: 3, watch: watchView(), look: lookView(lang, { verdict: "unknown", cause: "network", said: word("No connection", "Ingen anslutning") }) });
    await waitFor(() => expect(screen.getByTestId("watch").textContent).toContain(word("Could not look", "Kunde inte titta")));
    expect(callsOf(backend, "overview").length).toBeLessThan(6);
  });

  it("shows a noticed consent without a click and says it aloud", async () => {
    const { backend, user } = await ask(lang);
    await user.click(screen.getByTestId("copy-consent-link"));
    await waitFor(() => expect(screen.getByTestId("watch").dataset.watching).toBe("true"));
    const [adatum] = backend.customers.filter((one) => one.row === 3);
    Object.assign(adatum!, { proved: "connected", provedAt: NOW, provedCause: null, attempt: "connected", attemptAt: NOW, attemptCause: null, waiting: false, granted: 5, watch: null });
    backend.tell({ customer: 3, look: lookView(lang, { verdict: "connected", cause: null }), recorded: true, ended: "connected", said: "Adatum Logistics!" });
    await screen.findByText(word("Consent noticed and proved", "Medgivandet har upptäckts och bevisats"));
    expect(said()).toContain("Adatum Logistics!");
    await expectAccessible();
    await user.click(screen.getByTestId("next"));
    expect((await screen.findByTestId("verdict")).dataset.verdict).toBe("connected");
  });

  it("is stopped, begun and hurried by hand", async () => {
    const { backend, user } = await ask(lang);
    await user.click(screen.getByTestId("start-watch"));
    await user.click(await screen.findByTestId("look-now"));
    await user.click(screen.getByTestId("stop-watch"));
    await screen.findByTestId("start-watch");
    expect(["startWatch", "lookNow", "stopWatch"].map((name) => callsOf(backend, name))).toEqual(Array(3).fill([["real", 3, lang]]));
    backend.refuse("startWatch", { code: "registry", problem: "disk-full", detail: "x" });
    await user.click(screen.getByTestId("start-watch"));
    await waitFor(() => expect(document.querySelector(".problem")).not.toBeNull());
  });

  it("stands on the board and keeps calm on the customer's page", async () => {
    const customers = shelf(lang);
    Object.assign(customers[2]!, { watch: watchView(), attempt: "unknown", attemptAt: NOW, attemptCause: "propagating" });
    const backend = fake({ apps: [northwind], customers, language: lang });
    const user = await open(backend);
    await waitFor(() => expect(document.documentElement.lang).toBe(lang));
    const row = document.querySelector<HTMLElement>('[data-testid="customer-row"][data-waiting="true"]')!;
    expect(row.querySelector('[data-testid="row-watch"]')?.textContent).toMatch(/\d\d:\d\d.*29/);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
    const verdict = await screen.findByTestId("verdict");
    expect(verdict.dataset).toMatchObject({ cause: "propagating", whoActs: "wait" });
    expect(screen.getByTestId("watch").textContent).toContain(word("Trying again by itself", "Försöker igen av sig självt"));
    expect(screen.getByTestId("watch-next").textContent).toContain("0:25");
    expect(screen.queryByTestId("retry-at")).toBeNull();
    expect(screen.getAllByTestId("check-now")).toHaveLength(1);
    await expectAccessible();
    // A look that wrote a check down brings it onto the page by itself.
    Object.assign(backend.customers[2]!, { attempt: "needs_attention", attemptCause: "not-consented", proved: "needs_attention", provedCause: "not-consented", provedAt: NOW });
    backend.tell({ customer: 3, watch: watchView(), look: lookView(lang), recorded: true });
    await waitFor(() => expect(screen.getByTestId("verdict").dataset.cause).toBe("not-consented"));
  });
});

describe.each(languages)("the answer on this computer in %s", (lang) => {
  const word = (en: string, sv: string) => (lang === "sv" ? sv : en);
  const home = ["http://localhost/consentry"];

  it("is offered only where the redirect address leads here", async () => {
    await ask(lang);
    expect(screen.queryByTestId("answer-wait")).toBeNull();
  });

  it("is waited for with the time that is left, and then said", async () => {
    const { backend, user } = await ask(lang, home);
    await expectAccessible();
    await user.click(screen.getByTestId("open-and-wait"));
    await waitFor(() => expect(screen.getByTestId("answer-wait").textContent).toContain("http://localhost:49152/consentry"));
    expect(screen.getByTestId("answer-wait").textContent).toContain("10:00");
    await pass(61);
    expect(screen.getByTestId("answer-wait").textContent).toContain("8:59");
    await expectAccessible();
    backend.answer({ end: "answered", returned: { kind: "granted", title: word("They accepted", "De godkände"), nextStep: word("Check now.", "Kontrollera nu."), raw: "", codes: [] } });
    await user.click(await screen.findByTestId("prove-answer"));
    await screen.findByTestId("check-now");
  });

  it("can be given up, run out, be refused, and fail to begin", async () => {
    const { backend, user } = await ask(lang, home);
    await user.click(screen.getByTestId("open-and-wait"));
    await user.click(await screen.findByTestId("stop-waiting"));
    await waitFor(() => expect(screen.getByTestId("answer-wait").dataset.state).toBe("cancelled"));
    await user.click(screen.getByTestId("open-and-wait"));
    await screen.findByTestId("stop-waiting");
    backend.answer({ end: "timed-out", returned: null });
    await waitFor(() => expect(screen.getByTestId("answer-wait").dataset.state).toBe("timed-out"));
    await user.click(screen.getByTestId("open-and-wait"));
    await screen.findByTestId("stop-waiting");
    backend.answer({ end: "answered", returned: { kind: "declined", title: "x", nextStep: "y", raw: "access_denied", codes: [65004] } });
    await screen.findByText("AADSTS65004");
    await expectAccessible();
    backend.refuse("openAndWait", { code: "loopback", problem: "port-taken", detail: "80" });
    await user.click(screen.getByTestId("open-and-wait"));
    await screen.findByRole("region", { name: word("Another program has this port", "Ett annat program har porten") });
  });
});
