//! What is wrong with a consent link that somebody already has.

use crate::lang::Lang;

/// A finding about a link: in one line without a full stop, and what it means, in two sentences.
/// None for a finding that is unknown here.
#[allow(clippy::too_many_lines, reason = "one pair of pairs per finding; they read best as one list")]
pub fn lint_words(lang: Lang, id: &str) -> Option<(&'static str, &'static str)> {
    let (title, explanation) = match id {
        "common" => (
            ("The link names no tenant", "Länken anger ingen klientorganisation"),
            (
                "With common, the app lands in the home tenant of whoever signs in, which may not be \
                 the customer's. The newer consent address does not accept common at all; put the \
                 customer's tenant ID there.",
                "Med common hamnar appen i hemklientorganisationen för den som loggar in, och den är \
                 kanske inte kundens. Den nyare medgivandeadressen godtar inte common alls; sätt in \
                 kundens klientorganisations-ID.",
            ),
        ),
        "organizations" => (
            ("The link is open to any organisation", "Länken är öppen för alla organisationer"),
            (
                "An administrator of any organisation can answer it, so the consent may end up in the \
                 wrong tenant. Put the customer's tenant ID in as soon as you know it.",
                "En administratör i vilken organisation som helst kan svara, så medgivandet kan hamna \
                 i fel klientorganisation. Sätt in kundens klientorganisations-ID så snart du vet \
                 det.",
            ),
        ),
        "no-redirect" => (
            ("The link does not say where to go afterwards", "Länken anger inte vart man ska efteråt"),
            (
                "Microsoft then uses the first address registered for the app, and shows an error \
                 page if there is none. Add redirect_uri with a registered address.",
                "Microsoft använder då den första adress som är registrerad för appen, och visar en \
                 felsida om det inte finns någon. Lägg till redirect_uri med en registrerad adress.",
            ),
        ),
        "redirect-not-registered" => (
            (
                "The redirect address is not one registered for the app",
                "Omdirigeringsadressen är inte registrerad för appen",
            ),
            (
                "Microsoft compares it character by character, the slash at the end included, and \
                 shows error 50011 instead of the consent page. Register this very address, or use \
                 one that is registered.",
                "Microsoft jämför den tecken för tecken, även snedstrecket på slutet, och visar felet \
                 50011 i stället för medgivandesidan. Registrera just den här adressen, eller använd \
                 en som är registrerad.",
            ),
        ),
        "no-state" => (
            ("The link carries no state", "Länken saknar state"),
            (
                "Without a random value that comes back with the answer, nobody can tell which \
                 customer an answer belongs to. Use the link made here, which carries one.",
                "Utan ett slumpvärde som kommer tillbaka med svaret går det inte att veta vilken kund \
                 ett svar hör till. Använd länken som skapas här, som har ett sådant.",
            ),
        ),
        "explicit-scopes" => (
            ("The link asks for single permissions", "Länken ber om enskilda behörigheter"),
            (
                "Permissions named one by one are delegated ones, for a signed-in user; the app \
                 itself gets none of them. Ask for the API's /.default instead, which brings \
                 everything in the registration.",
                "Behörigheter som räknas upp en och en är delegerade, för en inloggad användare; \
                 appen själv får ingen av dem. Be i stället om API:ets /.default, som ger allt som \
                 står i registreringen.",
            ),
        ),
        "no-default-scope" => (
            ("The scope does not end in /.default", "Omfånget slutar inte på /.default"),
            (
                "Only /.default brings the application permissions from the registration. The consent \
                 page may look right, and yet the token will carry no permission.",
                "Bara /.default ger programbehörigheterna ur registreringen. Medgivandesidan kan se \
                 rätt ut, och ändå får tokenen ingen behörighet.",
            ),
        ),
        "several-resources" => (
            ("The link asks for more than one API", "Länken ber om mer än ett API"),
            (
                "A scope may name one API only. Use one link per API, or the form without a scope, \
                 which covers everything in the registration.",
                "Ett omfång får bara ange ett API. Använd en länk per API, eller formen utan omfång, \
                 som omfattar allt i registreringen.",
            ),
        ),
        "wrong-scope-audience" => (
            ("The scope belongs to another API", "Omfånget hör till ett annat API"),
            (
                "It does not name Defender for Endpoint, so the permissions you need will not be \
                 granted. In the commercial cloud the scope is \
                 https://api.securitycenter.microsoft.com/.default, while api.security.microsoft.com \
                 belongs to another app.",
                "Det anger inte Defender för Endpoint, så behörigheterna du behöver beviljas inte. I \
                 det kommersiella molnet är omfånget \
                 https://api.securitycenter.microsoft.com/.default, medan api.security.microsoft.com \
                 hör till en annan app.",
            ),
        ),
        "prompt-consent" => (
            ("The link always shows the consent page", "Länken visar alltid medgivandesidan"),
            (
                "With prompt=consent people are asked again each time they open it, even when they \
                 have accepted already. The admin consent address does not need it.",
                "Med prompt=consent blir man tillfrågad varje gång man öppnar den, även om man redan \
                 har godkänt. Adressen för administratörsmedgivande behöver det inte.",
            ),
        ),
        "wrong-host" => (
            ("The link leads to another host", "Länken leder till en annan värd"),
            (
                "It is not Microsoft's sign-in address for the chosen cloud. Do not send it, and make \
                 a new one here.",
                "Det är inte Microsofts inloggningsadress för det valda molnet. Skicka den inte, utan \
                 skapa en ny här.",
            ),
        ),
        "not-https" => (
            ("The link is not encrypted", "Länken är inte krypterad"),
            (
                "It does not start with https, so what it carries could be read or changed on the \
                 way. Microsoft's sign-in addresses always start with https.",
                "Den börjar inte med https, så innehållet kan läsas eller ändras på vägen. Microsofts \
                 inloggningsadresser börjar alltid med https.",
            ),
        ),
        "wrong-client" => (
            ("The link is for another app", "Länken gäller en annan app"),
            (
                "Its client_id is not the application ID of the app chosen here. Whoever accepts it \
                 gives their consent to that other app.",
                "Dess client_id är inte program-ID:t för appen som är vald här. Den som godkänner ger \
                 sitt medgivande till den andra appen.",
            ),
        ),
        "no-client" => (
            ("The link names no app", "Länken anger ingen app"),
            (
                "Without client_id Microsoft cannot know which app is meant. Add the application ID, \
                 or make a new link here.",
                "Utan client_id kan Microsoft inte veta vilken app som avses. Lägg till program-ID:t, \
                 eller skapa en ny länk här.",
            ),
        ),
        "wrong-tenant" => (
            ("The link is for another tenant", "Länken gäller en annan klientorganisation"),
            (
                "The tenant in its address is not this customer's. A consent given through it would \
                 not help here.",
                "Klientorganisationen i adressen är inte den här kundens. Ett medgivande som ges via \
                 den hjälper inte här.",
            ),
        ),
        "double-encoded" => (
            ("Part of the link is encoded twice", "En del av länken är kodad två gånger"),
            (
                "A value holds codes such as %253A, so Microsoft reads another address than the one \
                 meant. This happens when a link is encoded again on its way through a program; copy \
                 it afresh.",
                "Ett värde innehåller koder som %253A, så Microsoft läser en annan adress än den som \
                 avsågs. Det händer när en länk kodas igen på vägen genom ett program; kopiera den på \
                 nytt.",
            ),
        ),
        "not-a-consent-link" => (
            ("This is not a consent link", "Det här är inte en medgivandelänk"),
            (
                "The address opens no page on which an administrator could accept the app. A consent \
                 link ends in adminconsent or in authorize, before the question mark.",
                "Adressen öppnar ingen sida där en administratör kan godkänna appen. En \
                 medgivandelänk slutar på adminconsent eller authorize, före frågetecknet.",
            ),
        ),
        "response-type" => (
            ("The value of response_type does not fit", "Värdet i response_type passar inte"),
            (
                "The sign-in form of the link needs response_type=code, and the admin consent address \
                 needs none. With another value Microsoft answers in a form that nobody here reads.",
                "Länkens inloggningsform kräver response_type=code, och adressen för \
                 administratörsmedgivande behöver inget. Med ett annat värde svarar Microsoft i en \
                 form som ingen läser här.",
            ),
        ),
        _ => return None,
    };
    Some((lang.pick(title), lang.pick(explanation)))
}
