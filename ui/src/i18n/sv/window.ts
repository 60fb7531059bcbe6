/** Swedish words for the window itself. */
import type { Translation } from "../messages";

export const nav: Translation["nav"] = {
  label: "Huvudmeny",
  customers: "Kunder",
  app: "Partnerapp",
  diagnose: "Felsök",
  practice: "Övning",
  language: "Språk",
  theme: "Tema",
  themes: { system: "Systemets tema", light: "Ljust tema", dark: "Mörkt tema" },
  steps: "Steg",
  stepDone: "klart",
  stepBlocked: "kan inte göras än",
};

export const clouds: Translation["clouds"] = {
  commercial: "Kommersiella molnet",
  gcc: "US Government GCC",
  "gcc-high": "US Government GCC High",
  dod: "US Government DoD",
  practice: "Övningsmolnet",
};

export const common: Translation["common"] = {
  back: "Tillbaka",
  backTo: "Tillbaka till {name}",
  next: "Nästa",
  cancel: "Avbryt",
  tryAgain: "Försök igen",
  reload: "Läs in på nytt",
  stopWaiting: "Sluta vänta",
  close: "Stäng",
  rawText: "Ordagrant svar",
  use: "Använd {suggestion}",
  optional: "valfritt",
  justNow: "nyss",
  opening: "Öppnar ditt register…",
  searchEmpty: "Inget matchar ”{words}”.",
};

export const states: Translation["states"] = {
  connected: "Ansluten",
  needs_attention: "Behöver åtgärdas",
  unknown: "Okänt",
  waiting: "Väntar på medgivande",
  none: "Inte kontrollerad än",
};

export const actors: Translation["actors"] = { partner: "du", customer: "kunden", wait: "ingen, det behövs bara tid", nobody: "ingen" };

export const practice: Translation["practice"] = {
  banner: "Övning.",
  bannerText: "Inget här är på riktigt.",
  leave: "Lämna övningen",
  startOver: "Börja om",
  startedOver: "Övningshyllan är som den var.",
  starting: "Startar övningsmolnet på den här datorn…",
  title: "Övningskunder",
  lede: "Var och en är en övning. Öppna en, kontrollera den, läs utslaget och säg orsaken innan du tittar på svaret.",
  exercise: "Övning {number} · {theme}",
  question: "Vad är orsaken?",
  answer: "Visa svaret",
  allWell: "Allt är som det ska",
  left: "Tillbaka bland dina riktiga kunder.",
};

export const invalid: Translation["invalid"] = {
  empty: {
    name: "Ange ett namn.",
    "app-cloud": "Välj ett moln.",
    "app-id": "Ange program-ID.",
    "home-tenant": "Ange klientorganisations-ID.",
    "redirect-uri": "Ange minst en omdirigeringsadress.",
    permissions: "Välj minst en behörighet.",
    secret: "Klistra in hemlighetens värde.",
    "secret-expires": "Ange hemlighetens sista dag.",
    publisher: "Ange din organisations namn.",
    contact: "Ange vem en kund kan fråga.",
    "customer-name": "Ange ett namn.",
    "customer-tenant": "Ange ett klientorganisations-ID eller en domän.",
    "returned-address": "Klistra in adressen först.",
    "pasted-link": "Klistra in länken först.",
    "api-host": "Välj en värd.",
    "api-parameter": "Ange det som anropet frågar efter.",
    "token-path": "Ange en sökväg.",
    "import-list": "Klistra in raderna först, eller välj en fil.",
  },
  "not-a-guid": "Det här är inget GUID. Ett sådant ser ut som 6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764.",
  "nil-guid": "Det här ID:t är bara nollor. Kopiera det riktiga från portalen.",
  "consumer-tenant": "Det här är Microsofts klientorganisation för privata konton. Där finns ingen organisation.",
  "not-a-tenant": "Det här är varken ett klientorganisations-ID eller en domän.",
  "taken-apart": "Här står mer än ID:t eller domänen.",
  "too-long": "Det här är för långt för att vara rätt.",
  "control-characters": "Det finns radbrytningar eller osynliga tecken mitt i texten.",
  "has-customers": "Appen har kunder, och ett annat program-ID är en annan app. Lägg till den som en ny.",
  "secret-id": "Det här är hemlighetens ID, inte dess värde. Portalen visar båda; kopiera kolumnen Value.",
  duplicate: {
    app: "Den här appen är redan förberedd.",
    other: "Det här finns redan.",
  },
  "not-a-redirect-uri": "En omdirigeringsadress börjar med https://, eller med http://localhost.",
  "not-a-permission": "WindowsDefenderATP har ingen behörighet med det namnet.",
  "not-a-cloud": "Consentry känner inte till det här molnet.",
  "not-a-host": "Det här är ingen värd i det här molnet.",
  "not-a-parameter": "Det här kan inte vara vad anropet frågar efter.",
  "not-a-path": "Ange en hel sökväg med filnamn, eller en som börjar med ~.",
  "not-a-date": "Ange dagen som år, månad och dag: 2027-05-22.",
  "not-text": "Det är inte en textfil. Spara den som ”CSV UTF-8” i Excel.",
  "no-columns": "Det finns inte två kolumner med ett namn och ett klientorganisations-ID eller en domän.",
};

export const errors: Translation["errors"] = {
  registry: {
    conflict: ["Någon har ändrat det här under tiden", "En annan Consentry, eller terminalen, sparade först. Läs in på nytt för att se ändringen; det du har skrivit finns kvar."],
    "not-found": ["Det här finns inte längre", "Det togs bort under tiden."],
    "disk-full": ["Disken är full", "Inget sparades. Frigör utrymme och försök igen; det du har skrivit finns kvar."],
    "read-only": ["Registret kan inte skrivas", "Inget sparades. Kontrollera rättigheterna till Consentrys mapp; det du har skrivit finns kvar."],
    newer: ["Registret är gjort av en nyare Consentry", "Det lämnades orört. Uppdatera programmet för att öppna det."],
    moved: ["Registret flyttades medan det var öppet", "Inget sparades. Lägg tillbaka filen, eller starta om Consentry för att börja med det som ligger där nu."],
    broken: ["Registret kan inte läsas", "Inget ändrades."],
  },
  file: {
    exists: ["Det finns redan en fil med det namnet", "Inget skrivs över. Välj ett annat namn."],
    "no-folder": ["Mappen finns inte", "Inget sparades. Välj en mapp som finns."],
    "bad-name": ["Filen kan inte heta så", "Inget sparades. Välj ett annat namn."],
    "disk-full": ["Disken är full", "Inget sparades. Gör plats och försök igen."],
    "read-only": ["Det går inte att skriva i mappen", "Inget sparades. Välj en annan mapp."],
    other: ["Filen kunde inte sparas", "Så här sade systemet."],
  },
  browser: ["Webbläsaren öppnades inte", "Kopiera länken i stället."],
  mail: ["Mejlprogrammet öppnades inte", "Kopiera meddelandet eller spara det för ditt mejlprogram."],
  clipboard: ["Urklipp kunde inte skrivas", "Markera länken och kopiera den själv."],
  loopback: {
    "not-loopback": ["Svaret kan inte fångas här", "Appens omdirigeringsadress leder någon annanstans. Bara http://localhost och http://127.0.0.1 leder till den här datorn."],
    "port-taken": ["Ett annat program har porten", "Stäng det, eller registrera http://localhost som appens omdirigeringsadress: då duger vilken ledig port som helst."],
    "port-forbidden": ["Porten får inte öppnas", "Portar under 1024 hör till systemet. Registrera http://localhost som appens omdirigeringsadress: då duger vilken ledig port som helst."],
    broken: ["Den här datorn kan inte vänta på svaret", "Kopiera länken i stället och klistra in adressen de hamnar på."],
  },
  outdated: ["Det du läste är inte längre det senaste", "Inget kopierades, skickades eller sparades. Läs en gång till och försök sedan igen."],
  busy: ["En kontroll pågår redan", "Vänta på den, eller avbryt den."],
  unexpected: ["Något oväntat hände", "Consentry gissar inte orsaken. Så här löd felet."],
};
