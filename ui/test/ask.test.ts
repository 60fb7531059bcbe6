/** What goes with the consent link: the message, the QR code, the page at the end, and links from elsewhere. */
import { describe, expect, it } from "vitest";
import { northwind } from "./fake";
import { callsOf, expectAccessible, languages, openBoard, screen, waitFor } from "./window";

async function toAsk(lang: "en" | "sv" = "en") {
  const { user, backend } = await openBoard(lang);
  await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
  await user.click(await screen.findByTestId("ask-for-consent"));
  await screen.findByTestId("consent-link");
  return { user, backend };
}
const spoken = () => [...document.querySelectorAll("[aria-live]")].map((one) => one.textContent).join(" ");

describe.each(languages)("the message in %s", (lang) => {
  const other = lang === "sv" ? "en" : "sv";
  it("is read in the customer's language, then copied, handed to the mail program or saved", async () => {
    const { user, backend } = await toAsk(lang);
    await user.click(screen.getByTestId("open-message"));
    const preview = await screen.findByTestId("message-preview");
    expect(preview.lang).toBe(lang);
    expect(preview.textContent).toContain("Northwind MDR");
    await expectAccessible();
    await user.click(screen.getByTestId(`message-language-${other}`));
    await waitFor(() => expect(screen.getByTestId("message-preview").textContent).toContain(other === "sv" ? "Begäran om att godkänna" : "Request to accept"));
    expect(screen.getByTestId("message-preview").lang).toBe(other);
    expect(callsOf(backend, "consentKit")).toEqual([["real", 3, "admin-v2", lang, lang], ["real", 3, "admin-v2", other, lang]]);

    await user.click(screen.getByTestId("copy-message"));
    await user.click(screen.getByTestId("mail-message"));
    await user.click(screen.getByTestId("save-message-html"));
    await user.click(screen.getByTestId("save-message-eml"));
    const asked = ["real", 3, "admin-v2"];
    expect(callsOf(backend, "copyConsentKit")).toEqual([[...asked, other, lang]]);
    expect(callsOf(backend, "mailConsentKit")).toEqual([[...asked, other, lang]]);
    expect(callsOf(backend, "saveConsentKit")).toEqual([[...asked, "html", other, lang], [...asked, "eml", other, lang]]);
    await waitFor(() => expect(screen.getByTestId("message-done").textContent).toContain("Adatum Logistics.eml"));
    expect(spoken()).toContain("/home/anna/Downloads");
    await expectAccessible();
  });
  it("says that a mail program gets a short form, and that the publisher stands there as entered", async () => {
    const { user } = await toAsk(lang);
    await user.click(screen.getByTestId("open-message"));
    const sheet = screen.getByTestId("message-sheet");
    await waitFor(() => expect(sheet.textContent).toContain(lang === "sv" ? "en kort form" : "a short form"));
    expect(sheet.textContent).toContain(lang === "sv" ? "som du angav dem" : "as you entered them");
  });
  it("links from elsewhere are told what is wrong with them, worst first, and what to send instead", async () => {
    const { user, backend } = await toAsk(lang);
    await user.click(screen.getByTestId("open-link-check"));
    await user.click(screen.getByTestId("lint-link"));
    expect(screen.getByTestId("pasted-link").getAttribute("aria-invalid")).toBe("true");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("pasted-link")));
    const bad = "https://login.microsoftonline.com/common/adminconsent?client_id=x";
    await user.type(screen.getByTestId("pasted-link"), bad);
    await user.click(screen.getByTestId("lint-link"));
    const answer = await screen.findByTestId("lint-answer");
    expect(callsOf(backend, "lintLink")).toEqual([["real", 3, bad, lang]]);
    expect(answer.dataset.sound).toBe("false");
    expect([...answer.querySelectorAll("li")].map((one) => one.dataset.severity)).toEqual(["error", "warning", "note"]);
    for (const label of lang === "sv" ? ["Fungerar inte", "Kan gå fel", "Bra att veta"] : ["Does not work", "Can go wrong", "Worth knowing"]) expect(answer.textContent).toContain(label);
    expect(screen.getByTestId("good-link").textContent).toContain("/v2.0/adminconsent?");
    expect(spoken()).toContain(lang === "sv" ? "bör inte skickas" : "should not be sent");
    await expectAccessible();
    await user.click(screen.getByTestId("use-our-link"));
    await waitFor(() => expect(callsOf(backend, "copyConsentLink")).toEqual([["real", 3, "admin-v2"]]));
    expect(spoken()).toContain(lang === "sv" ? "Medgivandelänken är kopierad." : "Consent link copied.");

    await user.clear(screen.getByTestId("pasted-link"));
    expect(screen.queryByTestId("lint-answer")).toBeNull();
    await user.type(screen.getByTestId("pasted-link"), "https://login.microsoftonline.com/x/v2.0/adminconsent?client_id=x");
    await user.click(screen.getByTestId("lint-link"));
    expect((await screen.findByTestId("lint-answer")).dataset.sound).toBe("true");
    expect(screen.queryByTestId("good-link")).toBeNull();
    await expectAccessible();
  });
  it("the code says what it is to those who do not see it", async () => {
    const { user } = await toAsk(lang);
    await user.click(screen.getByTestId("open-qr"));
    const code = await screen.findByRole("img", { name: lang === "sv" ? "QR-kod med medgivandelänken för Adatum Logistics" : "QR code of the consent link for Adatum Logistics" });
    expect(code.getAttribute("viewBox")).toBe("0 0 77 77");
    expect(code.querySelector("path")?.getAttribute("d")).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
    await expectAccessible();
  });
  it("the page at the end is read before it is saved", async () => {
    const { user, backend } = await toAsk(lang);
    await user.click(screen.getByTestId("open-landing-page"));
    const preview = await screen.findByTestId("landing-preview");
    expect(preview.querySelectorAll("dt")).toHaveLength(5);
    expect(preview.textContent).toContain(lang === "sv" ? "Det krävs en administratör" : "This takes an administrator");
    await user.click(screen.getByTestId(`landing-language-${other}`));
    await user.click(screen.getByTestId("save-landing-page"));
    expect((await screen.findByTestId("landing-done")).textContent).toContain("consent-done.html");
    expect(callsOf(backend, "saveLandingPage")).toEqual([["real", 1, other, lang]]);
    await expectAccessible();
  });
});

describe("a sheet", () => {
  it("opens and closes by keyboard, and is read from its title on", async () => {
    const { user } = await toAsk();
    const opener = screen.getByTestId("open-message");
    opener.focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("message-preview");
    expect(document.activeElement?.textContent).toBe("Message to Adatum Logistics");
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId("message-sheet").querySelector('[data-testid="close-sheet"]'));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("message-preview")).toBeNull());
    // That the browser gives the focus back is tried in the real window; here is no browser.
  });
  it("shows what the core refused, and what to do instead", async () => {
    const { user, backend } = await toAsk();
    await user.click(screen.getByTestId("open-message"));
    await screen.findByTestId("message-preview");
    backend.refuse("mailConsentKit", { code: "mail", detail: "no mail program" });
    await user.click(screen.getByTestId("mail-message"));
    const panel = await screen.findByRole("region", { name: "The mail program did not open" });
    expect(panel.textContent).toContain("save it for your mail program");
    backend.refuse("saveConsentKit", { code: "file", problem: "disk-full", detail: "" });
    await user.click(screen.getByTestId("save-message-eml"));
    await screen.findByRole("region", { name: "The disk is full" });
    await user.click(screen.getByTestId("copy-message"));
    await waitFor(() => expect(screen.getByTestId("message-done").textContent).toBe("Message copied."));
    expect(document.querySelector(".problem")).toBeNull();
  });
});

describe("the link", () => {
  it("says until when it is good, except in the form that carries no state", async () => {
    const { user } = await toAsk();
    expect(screen.getByTestId("link-good-until").textContent).toContain("20 February 2027");
    await user.click(screen.getByTestId("link-form-guide"));
    await waitFor(() => expect(screen.queryByTestId("link-good-until")).toBeNull());
  });
  it("is said to be answered after an answer was read, and is looked at anew when it goes out", async () => {
    const { user, backend } = await toAsk();
    const before = callsOf(backend, "consentLink").length;
    await user.type(screen.getByTestId("returned-address"), "https://portal.azure.com/?admin_consent=True");
    await user.click(screen.getByTestId("read-returned-address"));
    await screen.findByTestId("returned-answer");
    await screen.findByTestId("link-answered");
    expect(callsOf(backend, "consentLink").length).toBe(before);
    await user.click(screen.getByTestId("copy-consent-link"));
    await waitFor(() => expect(callsOf(backend, "consentLink").length).toBe(before + 1));
  });
  it("stands beside the publisher as entered, and the cloud that was found", async () => {
    const { user } = await openBoard();
    await user.click(screen.getByTestId("start-customer"));
    await user.type(screen.getByTestId("customer-tenant"), "adatum.eu");
    await user.click(screen.getByTestId("resolve-tenant"));
    expect((await screen.findByTestId("tenant-id")).parentElement?.textContent).toContain("Commercial cloud · region EU");
    await user.click(screen.getByTestId("home"));
    await user.click(screen.getByRole("button", { name: "Adatum Logistics" }));
    await user.click(await screen.findByTestId("ask-for-consent"));
    await screen.findByText(`${northwind.publisher} · as you entered it`);
  });
});
