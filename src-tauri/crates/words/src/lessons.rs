//! What each practice customer teaches. A learner checks it, looks where the lesson points, names the cause, and only
//! then folds out the answer; so nothing before the answer gives it away.

use crate::Lang;

/// One exercise of the practice shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// The group of exercises it belongs to.
    pub theme: &'static str,
    /// Where to look.
    pub look: &'static str,
    /// What the answer teaches, beside the cause's own name.
    pub teaches: &'static str,
}

/// What a practice customer teaches, by the name of its scenario.
pub fn lesson(lang: Lang, scenario: &str) -> Option<Lesson> {
    let row = ROWS.iter().find(|row| row.scenario == scenario)?;
    let theme = lang.pick(row.theme);
    Some(Lesson { theme, look: lang.pick(row.look), teaches: lang.pick(row.teaches) })
}

/// English first, then Swedish.
type Pair = (&'static str, &'static str);

struct Row {
    scenario: &'static str,
    theme: Pair,
    look: Pair,
    teaches: Pair,
}

const PROOF: Pair = ("Proof", "Bevis");
const CONSENT: Pair = ("Consent", "Medgivande");
const APP: Pair = ("Your app", "Din app");
const TENANT: Pair = ("The customer's tenant", "Kundens klientorganisation");
const TOKEN: Pair = ("The token", "Tokenen");
const LINE: Pair = ("Microsoft and the network", "Microsoft och nätverket");

const ROWS: [Row; 36] = [
    Row {
        scenario: "all-well",
        theme: PROOF,
        look: ("Read the eleven checks from top to bottom.", "Läs de elva kontrollerna uppifrån och ned."),
        teaches: (
            "Connected means that a fresh token was verified, carries every permission and was accepted in a call. Nothing less counts.",
            "Ansluten betyder att en ny token är kontrollerad, har alla behörigheter och godtogs i ett anrop. Inget mindre räcker.",
        ),
    },
    Row {
        scenario: "not-consented",
        theme: CONSENT,
        look: (
            "Which is the first check that fails, and does Microsoft know the tenant?",
            "Vilken kontroll misslyckas först, och känner Microsoft till klientorganisationen?",
        ),
        teaches: (
            "AADSTS700016 means that nobody has accepted the app there. Open the consent link, accept it in your browser, and check again.",
            "AADSTS700016 betyder att ingen har godkänt appen där. Öppna medgivandelänken, godkänn i webbläsaren och kontrollera igen.",
        ),
    },
    Row {
        scenario: "consents-later",
        theme: CONSENT,
        look: (
            "Copy the consent link and let Consentry watch.",
            "Kopiera medgivandelänken och låt Consentry bevaka.",
        ),
        teaches: (
            "This administrator accepts without telling you. The watch notices it, because a token is the only proof.",
            "Den här administratören godkänner utan att säga till. Bevakningen märker det, för bara en token är bevis.",
        ),
    },
    Row {
        scenario: "consent-spreading",
        theme: CONSENT,
        look: (
            "Look at the colour of the verdict and at the time it names.",
            "Titta på utslagets färg och på tiden det nämner.",
        ),
        teaches: (
            "Up to fifteen minutes after a consent, a missing app is patience and not a fault. Wait and check again.",
            "Upp till femton minuter efter ett medgivande är en app som saknas en fråga om tålamod, inte ett fel. Vänta och kontrollera igen.",
        ),
    },
    Row {
        scenario: "permission-missing",
        theme: CONSENT,
        look: (
            "Compare what is wanted with what the token carries.",
            "Jämför det som önskas med det som finns i tokenen.",
        ),
        teaches: (
            "A token was issued, so the app is accepted. One permission was not granted, and a new consent brings it.",
            "En token utfärdades, så appen är godkänd. En behörighet har inte beviljats, och ett nytt medgivande ger den.",
        ),
    },
    Row {
        scenario: "permission-added-later",
        theme: CONSENT,
        look: (
            "When was the permission added, and when did the customer consent?",
            "När lades behörigheten till, och när godkände kunden?",
        ),
        teaches: (
            "A consent covers what the app asked for at that moment. By Consentry's own record this permission is younger.",
            "Ett medgivande omfattar det som appen bad om just då. Enligt Consentrys egna uppgifter är behörigheten yngre.",
        ),
    },
    Row {
        scenario: "no-permissions",
        theme: CONSENT,
        look: ("Is there a token, and what does it carry?", "Finns det en token, och vad innehåller den?"),
        teaches: (
            "The app is accepted, but holds no application permission. Usually they were added as delegated ones.",
            "Appen är godkänd, men har ingen programbehörighet. Oftast lades de till som delegerade.",
        ),
    },
    Row {
        scenario: "wrong-secret",
        theme: APP,
        look: (
            "Who acts, and would another customer fare better?",
            "Vem agerar, och skulle det gå bättre för en annan kund?",
        ),
        teaches: (
            "AADSTS7000215 is about your own secret, never about the customer. Save the Value, not the Secret ID.",
            "AADSTS7000215 gäller din egen hemlighet, aldrig kunden. Spara värdet, inte hemlighetens ID.",
        ),
    },
    Row {
        scenario: "secret-expired",
        theme: APP,
        look: ("Read the number in the answer.", "Läs numret i svaret."),
        teaches: (
            "AADSTS7000222 stops every customer at once. A new secret mends all of them, and nobody has to consent again.",
            "AADSTS7000222 stoppar alla kunder samtidigt. En ny hemlighet löser det för alla, och ingen behöver godkänna igen.",
        ),
    },
    Row {
        scenario: "single-tenant-app",
        theme: APP,
        look: ("Is it the customer who has to change something?", "Är det kunden som måste ändra något?"),
        teaches: (
            "AADSTS50194 says that the registration lets in your own tenant only. Change the account types, then send the link.",
            "AADSTS50194 säger att registreringen bara släpper in din egen klientorganisation. Ändra kontotyperna och skicka sedan länken.",
        ),
    },
    Row {
        scenario: "wrong-app",
        theme: APP,
        look: (
            "Compare the application ID in the token with yours.",
            "Jämför program-ID:t i tokenen med ditt.",
        ),
        teaches: (
            "The token is good, but it belongs to another app. It says nothing about this one.",
            "Tokenen är bra, men hör till en annan app. Den säger inget om den här.",
        ),
    },
    Row {
        scenario: "tenant-unknown",
        theme: TENANT,
        look: (
            "How many checks were made before it ended?",
            "Hur många kontroller gjordes innan det tog slut?",
        ),
        teaches: (
            "Microsoft knows no such tenant, so no secret was sent. Compare the tenant ID and the cloud.",
            "Microsoft känner inte till klientorganisationen, så ingen hemlighet skickades. Jämför ID:t och molnet.",
        ),
    },
    Row {
        scenario: "wrong-cloud",
        theme: TENANT,
        look: (
            "What does the tenant check say about the region?",
            "Vad säger kontrollen av klientorganisationen om regionen?",
        ),
        teaches: (
            "The tenant lives in GCC High, where apps and tokens are separate. Use an app that is registered there.",
            "Klientorganisationen finns i GCC High, där appar och token är åtskilda. Använd en app som är registrerad där.",
        ),
    },
    Row {
        scenario: "app-disabled",
        theme: TENANT,
        look: ("Do other customers still work?", "Fungerar det fortfarande för andra kunder?"),
        teaches: (
            "AADSTS7000112 means switched off. Off in one tenant is that customer's doing, off everywhere is yours or Microsoft's to mend.",
            "AADSTS7000112 betyder avstängd. Avstängd på ett ställe är kundens sak, avstängd överallt är din eller Microsofts.",
        ),
    },
    Row {
        scenario: "conditional-access",
        theme: TENANT,
        look: (
            "Is anything wrong with app, secret or consent?",
            "Är det något fel på app, hemlighet eller medgivande?",
        ),
        teaches: (
            "AADSTS53003 is a policy of the customer. It is not expected for a multi-tenant app, so ask for their sign-in log.",
            "AADSTS53003 är en princip hos kunden. Den är oväntad för en app för flera organisationer, så be om deras inloggningslogg.",
        ),
    },
    Row {
        scenario: "defender-missing",
        theme: TENANT,
        look: ("Which name does the answer say is missing?", "Vilket namn saknas enligt svaret?"),
        teaches: (
            "AADSTS500011 says that the tenant has no WindowsDefenderATP. It appears once Defender is licensed and set up.",
            "AADSTS500011 säger att klientorganisationen saknar WindowsDefenderATP. Det dyker upp när Defender är licensierat och konfigurerat.",
        ),
    },
    Row {
        scenario: "defender-not-provisioned",
        theme: TENANT,
        look: ("The token is right, so what does the API say?", "Tokenen är rätt, så vad säger API:et?"),
        teaches: (
            "The API refuses because Defender was never set up there. Your app is not at fault.",
            "API:et säger nej eftersom Defender aldrig har konfigurerats där. Felet ligger inte i din app.",
        ),
    },
    Row {
        scenario: "defender-inactive",
        theme: TENANT,
        look: (
            "The API answers 401, which usually blames the token. Is it to blame?",
            "API:et svarar 401, vilket oftast skyller på tokenen. Är det dess fel?",
        ),
        teaches: (
            "Everything in the token passed, so it is not. The customer's Defender is no longer active, a trial that ended for example.",
            "Allt i tokenen godkändes, så felet ligger inte där. Kundens Defender är inte längre aktivt, till exempel efter en provperiod.",
        ),
    },
    Row {
        scenario: "api-forbidden",
        theme: TENANT,
        look: ("Is the permission in the token?", "Finns behörigheten i tokenen?"),
        teaches: (
            "A permission that is there and refused is never a matter of consent. Here the feature behind the call is switched off.",
            "En behörighet som finns och ändå nekas är aldrig en fråga om medgivande. Här är funktionen bakom anropet avstängd.",
        ),
    },
    Row {
        scenario: "api-unauthorized",
        theme: TENANT,
        look: (
            "Two fresh tokens were turned away. What was found in them?",
            "Två nya token avvisades. Vad hittades i dem?",
        ),
        teaches: (
            "Nothing was wrong in them, so the customer looks at their Defender next. Without that proof, you would look at the token.",
            "Inget var fel i dem, så kunden tittar på sitt Defender härnäst. Utan det beviset skulle du titta på tokenen.",
        ),
    },
    Row {
        scenario: "wrong-audience",
        theme: TOKEN,
        look: ("For which API was the token made?", "För vilket API gjordes tokenen?"),
        teaches: (
            "The look-alike address api.security.microsoft.com belongs to another API. Ask for a token for the audience that the screen names.",
            "Den snarlika adressen api.security.microsoft.com hör till ett annat API. Begär en token för den mottagare som skärmen anger.",
        ),
    },
    Row {
        scenario: "wrong-tenant",
        theme: TOKEN,
        look: ("Whose tenant does the token name?", "Vems klientorganisation anger tokenen?"),
        teaches: (
            "It was issued in another customer's tenant. Signature and permissions are fine and prove nothing here.",
            "Den utfärdades i en annan kunds klientorganisation. Signatur och behörigheter stämmer, men bevisar inget här.",
        ),
    },
    Row {
        scenario: "wrong-issuer",
        theme: TOKEN,
        look: ("Compare the issuer with the one that was expected.", "Jämför utfärdaren med den förväntade."),
        teaches: (
            "Tenant and signature look right, and the issuer does not. Such a token is not used, whatever else it says.",
            "Klientorganisation och signatur ser rätt ut, men inte utfärdaren. En sådan token används inte, vad den än säger.",
        ),
    },
    Row {
        scenario: "delegated-token",
        theme: TOKEN,
        look: (
            "Does the token act for an app or for a person?",
            "Agerar tokenen för en app eller för en person?",
        ),
        teaches: (
            "A token with scp belongs to a signed-in user. It says nothing about the permissions of the app.",
            "En token med scp tillhör en inloggad användare. Den säger inget om appens behörigheter.",
        ),
    },
    Row {
        scenario: "expired-token",
        theme: TOKEN,
        look: ("When did the token end?", "När gick tokenen ut?"),
        teaches: (
            "A token cannot be extended. A fresh one shows how things stand now.",
            "En token kan inte förlängas. En ny visar hur det ser ut nu.",
        ),
    },
    Row {
        scenario: "early-token",
        theme: TOKEN,
        look: ("When does the token's time begin?", "När börjar tokenens tid?"),
        teaches: (
            "It begins in an hour, and Microsoft's clock agrees with this computer's. So it is the token that is wrong, not the clock.",
            "Den börjar om en timme, och Microsofts klocka stämmer med datorns. Då är det tokenen som är fel, inte klockan.",
        ),
    },
    Row {
        scenario: "clock-wrong",
        theme: TOKEN,
        look: (
            "Compare with Parnell Aerospace: how is this one different?",
            "Jämför med Parnell Aerospace: hur skiljer sig den här?",
        ),
        teaches: (
            "Here the Date of Microsoft's own answer is a day away from this computer's clock. The token is fine, the clock is not.",
            "Här skiljer sig datumet i Microsofts eget svar ett dygn från datorns klocka. Tokenen är bra, men inte klockan.",
        ),
    },
    Row {
        scenario: "key-unknown",
        theme: TOKEN,
        look: (
            "Is the key among those that Microsoft publishes?",
            "Finns nyckeln bland dem som Microsoft publicerar?",
        ),
        teaches: (
            "It is not, not even after a second look. Nothing in such a token can be relied on.",
            "Det gör den inte, inte ens vid en andra titt. Inget i en sådan token går att lita på.",
        ),
    },
    Row {
        scenario: "signature-invalid",
        theme: TOKEN,
        look: (
            "The key is a published one. Does the signature fit it?",
            "Nyckeln är publicerad. Stämmer signaturen med den?",
        ),
        teaches: (
            "It does not: the token was changed, or signed by somebody else.",
            "Det gör den inte: tokenen har ändrats, eller så har någon annan signerat den.",
        ),
    },
    Row {
        scenario: "method-refused",
        theme: TOKEN,
        look: ("With which method was the token signed?", "Med vilken metod signerades tokenen?"),
        teaches: (
            "HS256 lets anybody who can check a token also make one. Microsoft signs with RS256 and nothing else.",
            "Med HS256 kan alla som kontrollerar en token också skapa en. Microsoft signerar med RS256 och inget annat.",
        ),
    },
    Row {
        scenario: "malformed-token",
        theme: TOKEN,
        look: ("How many parts does a signed token have?", "Hur många delar har en signerad token?"),
        teaches: (
            "It has three, and here came one. Something replaced the token, or it was cut off.",
            "Den har tre, och här kom bara en. Något har ersatt tokenen, eller så har den kapats.",
        ),
    },
    Row {
        scenario: "throttled",
        theme: LINE,
        look: ("Who acts?", "Vem agerar?"),
        teaches: (
            "Nobody but time. Consentry waits as long as Microsoft asks and says until when.",
            "Ingen, bara tiden. Consentry väntar så länge som Microsoft ber om och visar när det är dags.",
        ),
    },
    Row {
        scenario: "service-unavailable",
        theme: LINE,
        look: ("Does this say anything about the customer?", "Säger det här något om kunden?"),
        teaches: (
            "It does not. A fault at Microsoft never changes what was proved before.",
            "Det gör det inte. Ett fel hos Microsoft ändrar aldrig det som har bevisats tidigare.",
        ),
    },
    Row {
        scenario: "captive-portal",
        theme: LINE,
        look: ("What kind of answer came instead of data?", "Vilket slags svar kom i stället för data?"),
        teaches: (
            "A web page came where data belongs: the network wants a sign-in first. Open any page in your browser.",
            "Det kom en webbsida där det ska vara data: nätverket vill ha en inloggning först. Öppna en sida i webbläsaren.",
        ),
    },
    Row {
        scenario: "unexpected-reply",
        theme: LINE,
        look: ("Does the answer look like one of Microsoft's?", "Ser svaret ut som ett från Microsoft?"),
        teaches: (
            "It names no error as Microsoft does, so something in between refused. Show it to whoever runs your network.",
            "Det anger inget fel så som Microsoft gör, så något däremellan sade nej. Visa det för den som sköter nätverket.",
        ),
    },
    Row {
        scenario: "unrecognised",
        theme: LINE,
        look: ("Is this number explained anywhere?", "Finns numret förklarat någonstans?"),
        teaches: (
            "It is not, and Consentry does not guess. The raw answer and Microsoft's own look-up page are what you have.",
            "Det gör det inte, och Consentry gissar inte. Det råa svaret och Microsofts egen uppslagssida är vad du har.",
        ),
    },
];
