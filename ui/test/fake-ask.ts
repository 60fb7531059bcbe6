/** What goes with a consent link, of the fake backend. The letter has the core's shape and length, not its words. */
import type { Backend, Result } from "../src/backend/backend";
import type { AppView, CustomerRow, Lang, LandingView, LintView, Realm } from "../src/backend/bindings";

type Room = Pick<Backend, "lintLink" | "consentKit" | "copyConsentKit" | "mailConsentKit" | "saveConsentKit" | "consentQr" | "landingPage" | "saveLandingPage">;
type House = {
  answer<T>(name: keyof Backend, args: unknown[], value: () => Result<T>): Promise<Result<T>>;
  apps(realm: Realm): AppView[];
  customer(realm: Realm, row: number): CustomerRow | undefined;
};

const ok = <T>(value: T): Result<T> => ({ ok: true, value });
const say = (lang: Lang, en: string, sv: string) => (lang === "sv" ? sv : en);
const GOOD = "https://login.microsoftonline.com/1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af/v2.0/adminconsent?client_id=6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764&scope=https%3A%2F%2Fapi.securitycenter.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fportal.azure.com&state=kT3vW9fQ";

function lint(lang: Lang, text: string): LintView {
  if (text.includes("/v2.0/adminconsent?")) return { sound: true, findings: [], good: null };
  return {
    sound: false,
    good: GOOD,
    findings: [
      { id: "wrong-client", severity: "error", title: say(lang, "The link is for another app", "Länken gäller en annan app"), detail: say(lang, "Whoever accepts it gives another app access, and yours none.", "Den som godkänner ger en annan app åtkomst, och din ingen."), found: "11111111-2222-4333-8444-555555555555", expected: "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764" },
      { id: "common", severity: "warning", title: say(lang, "The link names no tenant", "Länken anger ingen klientorganisation"), detail: say(lang, "The app lands in the home tenant of whoever signs in.", "Appen hamnar i hemklientorganisationen för den som loggar in."), found: "common", expected: "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af" },
      { id: "portal-redirect", severity: "note", title: say(lang, "It ends at the Azure portal", "Den slutar i Azure-portalen"), detail: say(lang, "An error page there is normal.", "En felsida där är normal."), found: "https://portal.azure.com", expected: null },
    ],
  };
}

function letter(reader: Lang, app: AppView, customer: string): string {
  return say(
    reader,
    `Hello,\n\n${app.publisher ?? "We"} asks ${customer} to accept the app ${app.name}. No software is installed.\n\nWhat the app will be allowed to do\n\n${app.permissions.map((one) => `- ${one}`).join("\n")}\n\nWho may accept\n\nThe role Application Administrator is enough.\n\nHow to accept\n\n${GOOD}\n\nApp: ${app.name}\nApplication ID: ${app.appId}\n\nHow to take it back\n\nEntra admin center > Entra ID > Enterprise apps > ${app.name} > Properties > Delete.\n`,
    `Hej!\n\n${app.publisher ?? "Vi"} ber ${customer} att godkänna appen ${app.name}. Ingen programvara installeras.\n\nDet här får appen göra\n\n${app.permissions.map((one) => `- ${one}`).join("\n")}\n\nVem som kan godkänna\n\nRollen Application Administrator räcker.\n\nSå godkänner du\n\n${GOOD}\n\nApp: ${app.name}\nProgram-ID: ${app.appId}\n\nSå tar du tillbaka det\n\nEntra admin center > Entra ID > Enterprise apps > ${app.name} > Properties > Delete.\n`,
  );
}

/** Finder patterns and a field of dots: it looks like a code and is none. */
function drawing() {
  const size = 69;
  let path = "";
  const dark = (x: number, y: number) => (path += `M${x + 4} ${y + 4}h1v1h-1z`);
  const corner = (x: number, y: number) => { for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) if (i === 0 || j === 0 || i === 6 || j === 6 || (i > 1 && i < 5 && j > 1 && j < 5)) dark(x + i, y + j); };
  for (const [x, y] of [[0, 0], [size - 7, 0], [0, size - 7]] as const) corner(x, y);
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (!((x < 8 || x > size - 9) && y < 8) && !(x < 8 && y > size - 9) && (x * 7 + y * 13 + ((x * y) % 5)) % 3 === 0) dark(x, y);
  return { path, size: size + 8 };
}

function landing(reader: Lang, app: AppView): LandingView {
  const own = app.redirectUris.find((one) => !/portal\.azure\.com|localhost|127\.0\.0\.1/.test(one));
  return {
    hostedAt: own ?? null,
    by: app.publisher ? say(reader, `This page is by ${app.publisher}.`, `Sidan kommer från ${app.publisher}.`) : null,
    cases: [
      { id: "done", title: say(reader, "Done", "Klart"), text: say(reader, `Microsoft reports that the app ${app.name} was accepted for your organisation. You can close this page.`, `Microsoft meddelar att appen ${app.name} har godkänts för er organisation. Du kan stänga sidan.`) },
      { id: "declined", title: say(reader, "Nothing was accepted", "Inget godkändes"), text: say(reader, "Cancel was chosen, so nothing has changed.", "Du valde Cancel, så inget har ändrats.") },
      { id: "not-an-admin", title: say(reader, "This takes an administrator", "Det krävs en administratör"), text: say(reader, "Pass the link on to somebody with the role Application Administrator.", "Skicka länken vidare till någon med rollen Application Administrator.") },
      { id: "refused", title: say(reader, "It did not work", "Det gick inte"), text: say(reader, "Send the address below to whoever sent you the link.", "Skicka adressen nedan till den som skickade länken.") },
      { id: "nothing", title: say(reader, "There is nothing to show here", "Här finns inget att visa"), text: say(reader, "You can close this page.", "Du kan stänga sidan.") },
    ],
  };
}

export function askFake({ answer, apps, customer }: House): Room {
  const gone = { ok: false, error: { code: "registry", problem: "not-found", detail: "" } } as const;
  const kept = (name: string) => ok({ name, folder: "/home/anna/Downloads" });
  return {
    lintLink: (realm, row, text, lang) => answer("lintLink", [realm, row, text, lang], () => ok(lint(lang, text))),
    consentKit: (realm, row, form, reader, lang) => answer("consentKit", [realm, row, form, reader, lang], () => {
      const [app, whom] = [apps(realm)[0], customer(realm, row)];
      if (!app || !whom) return gone;
      return ok({ subject: say(reader, `Request to accept ${app.name} for Microsoft Defender for Endpoint`, `Begäran om att godkänna ${app.name} för Microsoft Defender för Endpoint`), text: letter(reader, app, whom.name), mail: "short" });
    }),
    copyConsentKit: (...args) => answer("copyConsentKit", args, () => ok(null)),
    mailConsentKit: (...args) => answer("mailConsentKit", args, () => ok(null)),
    saveConsentKit: (realm, row, form, file, reader, lang) => answer("saveConsentKit", [realm, row, form, file, reader, lang], () => kept(`${say(reader, "Consent request", "Begäran om medgivande")} ${customer(realm, row)?.name}.${file}`)),
    consentQr: (...args) => answer("consentQr", args, () => ok(drawing())),
    landingPage: (realm, row, reader, lang) => answer("landingPage", [realm, row, reader, lang], () => {
      const app = apps(realm).find((one) => one.row === row);
      return app ? ok(landing(reader, app)) : gone;
    }),
    saveLandingPage: (...args) => answer("saveLandingPage", args, () => kept("consent-done.html")),
  };
}
