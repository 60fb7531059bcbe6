//! What is wrong with a consent link that somebody already has.

use consentry_onboarding::consent::lint::Flaw;

use crate::lang::Lang;

/// A flaw of a link, by its public id: in one line without a full stop, and what it means, in two
/// sentences. None for an id that is unknown here.
pub fn lint_words(lang: Lang, id: &str) -> Option<(&'static str, &'static str)> {
    let flaw = Flaw::ALL.iter().copied().find(|flaw| flaw.id() == id)?;
    Some(flaw_words(lang, flaw))
}

/// A flaw of a link: in one line without a full stop, and what it means, in two sentences.
#[allow(clippy::too_many_lines, reason = "one pair of pairs per flaw; the compiler keeps the list whole")]
pub fn flaw_words(lang: Lang, flaw: Flaw) -> (&'static str, &'static str) {
    let (title, explanation) = match flaw {
        Flaw::NotAConsentLink => (
            ("This is not a consent link", "Det här är inte en medgivandelänk"),
            (
                "The address opens no page on which an administrator could accept the app. A consent \
                 link ends in adminconsent or in authorize, before the question mark.",
                "Adressen öppnar ingen sida där en administratör kan godkänna appen. En \
                 medgivandelänk slutar på adminconsent eller authorize, före frågetecknet.",
            ),
        ),
        Flaw::SecretInLink => (
            ("The link carries a secret", "Länken innehåller en hemlighet"),
            (
                "Whoever receives the link has the secret too, and so has every server on the way. \
                 Treat it as lost: make a new secret, delete this one, and make a new link here.",
                "Alla som får länken får också hemligheten, liksom varje server på vägen. Räkna den \
                 som förlorad: skapa en ny hemlighet, ta bort den här och skapa en ny länk här.",
            ),
        ),
        Flaw::WrongHost => (
            ("The link leads to another host", "Länken leder till en annan värd"),
            (
                "It is not Microsoft's sign-in address for the chosen cloud. Do not send it, and make \
                 a new one here.",
                "Det är inte Microsofts inloggningsadress för det valda molnet. Skicka den inte, utan \
                 skapa en ny här.",
            ),
        ),
        Flaw::OtherCloud => (
            ("The link leads to another Microsoft cloud", "Länken leder till ett annat Microsoft-moln"),
            (
                "Its sign-in address belongs to another cloud than the app's. An app is known only in \
                 the cloud in which it is registered.",
                "Inloggningsadressen hör till ett annat moln än appens. En app är bara känd i molnet \
                 där den är registrerad.",
            ),
        ),
        Flaw::OldHost => (
            ("The link uses a former sign-in address", "Länken använder en tidigare inloggningsadress"),
            (
                "It belongs to Microsoft, who advise against using it any longer. Use the present \
                 one, which a new link made here has.",
                "Den hör till Microsoft, som avråder från att använda den längre. Använd den \
                 nuvarande, som en ny länk härifrån har.",
            ),
        ),
        Flaw::NotHttps => (
            ("The link is not encrypted", "Länken är inte krypterad"),
            (
                "It does not start with https, so what it carries could be read or changed on the \
                 way. Microsoft's sign-in addresses always start with https.",
                "Den börjar inte med https, så innehållet kan läsas eller ändras på vägen. Microsofts \
                 inloggningsadresser börjar alltid med https.",
            ),
        ),
        Flaw::WrongPath => (
            ("The link mixes several forms", "Länken blandar flera former"),
            (
                "Its path fits none of Microsoft's consent pages, so the answer is an error page. \
                 Make a new link here.",
                "Sökvägen passar ingen av Microsofts medgivandesidor, så svaret blir en felsida. \
                 Skapa en ny länk här.",
            ),
        ),
        Flaw::Placeholder => (
            ("A sample value was left in the link", "Ett exempelvärde finns kvar i länken"),
            (
                "Part of it still stands as in the instructions it was copied from. Put the real \
                 value there, or make a new link here.",
                "En del står kvar som i instruktionen den kopierades från. Sätt in det riktiga \
                 värdet, eller skapa en ny länk här.",
            ),
        ),
        Flaw::Common => (
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
        Flaw::Consumers => (
            ("The link is for personal accounts", "Länken gäller personliga konton"),
            (
                "A personal Microsoft account cannot give consent for an organisation. Put the \
                 customer's tenant ID there.",
                "Ett personligt Microsoft-konto kan inte ge medgivande för en organisation. Sätt in \
                 kundens klientorganisations-ID.",
            ),
        ),
        Flaw::Organizations => (
            ("The link is open to any organisation", "Länken är öppen för alla organisationer"),
            (
                "An administrator of any organisation can answer it, so the consent may end up in the \
                 wrong tenant. Put the customer's tenant ID in as soon as you know it.",
                "En administratör i vilken organisation som helst kan svara, så medgivandet kan hamna \
                 i fel klientorganisation. Sätt in kundens klientorganisations-ID så snart du vet \
                 det.",
            ),
        ),
        Flaw::BadTenant => (
            ("The link names no valid tenant", "Länken anger ingen giltig klientorganisation"),
            (
                "Where the tenant belongs stands neither an ID nor a domain. Microsoft cannot tell \
                 which organisation is meant.",
                "Där klientorganisationen ska stå finns varken ett ID eller en domän. Microsoft kan \
                 inte veta vilken organisation som avses.",
            ),
        ),
        Flaw::WrongTenant => (
            ("The link is for another tenant", "Länken gäller en annan klientorganisation"),
            (
                "The tenant in its address is not this customer's. A consent given through it would \
                 not help here.",
                "Klientorganisationen i adressen är inte den här kundens. Ett medgivande som ges via \
                 den hjälper inte här.",
            ),
        ),
        Flaw::NoClient => (
            ("The link names no app", "Länken anger ingen app"),
            (
                "Without client_id Microsoft cannot know which app is meant. Add the application ID, \
                 or make a new link here.",
                "Utan client_id kan Microsoft inte veta vilken app som avses. Lägg till program-ID:t, \
                 eller skapa en ny länk här.",
            ),
        ),
        Flaw::BadClient => (
            ("The application ID in the link is not valid", "Program-ID:t i länken är inte giltigt"),
            (
                "The value of client_id has to hold the application ID, five groups of digits and \
                 letters. Copy it again from the app registration.",
                "Värdet i client_id måste vara program-ID:t, fem grupper av siffror och bokstäver. \
                 Kopiera det igen från appregistreringen.",
            ),
        ),
        Flaw::WrongClient => (
            ("The link is for another app", "Länken gäller en annan app"),
            (
                "Its client_id is not the application ID of the app chosen here. Whoever accepts it \
                 gives their consent to that other app.",
                "Dess client_id är inte program-ID:t för appen som är vald här. Den som godkänner ger \
                 sitt medgivande till den andra appen.",
            ),
        ),
        Flaw::NotAClient => (
            ("The link names something else than an app", "Länken anger något annat än en app"),
            (
                "Its client_id is the ID of the API or of the tenant, not that of your app. Use the \
                 application ID from the app registration.",
                "Dess client_id är API:ets eller klientorganisationens ID, inte din apps. Använd \
                 program-ID:t från appregistreringen.",
            ),
        ),
        Flaw::NoRedirect => (
            ("The link does not say where to go afterwards", "Länken anger inte vart man ska efteråt"),
            (
                "Microsoft then uses the first address registered for the app, and shows an error \
                 page if there is none. Add redirect_uri with a registered address.",
                "Microsoft använder då den första adress som är registrerad för appen, och visar en \
                 felsida om det inte finns någon. Lägg till redirect_uri med en registrerad adress.",
            ),
        ),
        Flaw::BadRedirect => (
            ("The redirect address cannot be used", "Omdirigeringsadressen går inte att använda"),
            (
                "Microsoft accepts only addresses that start with https, or with http on the computer \
                 itself. Use one that is registered for the app.",
                "Microsoft godtar bara adresser som börjar med https, eller med http på den egna \
                 datorn. Använd en som är registrerad för appen.",
            ),
        ),
        Flaw::RedirectNotRegistered => (
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
        Flaw::PortalRedirect => (
            ("The link ends at the Azure portal", "Länken slutar på Azure-portalen"),
            (
                "An error page there is normal and says nothing about the consent. Tell the customer \
                 so, and check here whether it was given.",
                "En felsida där är normal och säger inget om medgivandet. Berätta det för kunden och \
                 kontrollera här om det har getts.",
            ),
        ),
        Flaw::LoopbackRedirect => (
            (
                "The redirect address works on one computer only",
                "Omdirigeringsadressen fungerar bara på en dator",
            ),
            (
                "Whoever opens the link elsewhere ends on an error page, even when the consent was \
                 stored. Use it only in a session at that computer.",
                "Den som öppnar länken någon annanstans hamnar på en felsida, även när medgivandet \
                 har sparats. Använd den bara i en session vid den datorn.",
            ),
        ),
        Flaw::NoState => (
            ("The link carries no state", "Länken saknar state"),
            (
                "Without a random value that comes back with the answer, nobody can tell which \
                 customer an answer belongs to. Use the link made here, which carries one.",
                "Utan ett slumpvärde som kommer tillbaka med svaret går det inte att veta vilken kund \
                 ett svar hör till. Använd länken som skapas här, som har ett sådant.",
            ),
        ),
        Flaw::WeakState => (
            ("The state in the link can be guessed", "Länkens state går att gissa"),
            (
                "Somebody else could make up an answer that seems to belong to this customer. Use the \
                 link made here, which carries a long random value.",
                "Någon annan kan hitta på ett svar som verkar höra till den här kunden. Använd länken \
                 som skapas här, som har ett långt slumpvärde.",
            ),
        ),
        Flaw::NoScope => (
            ("The link asks for nothing", "Länken ber inte om något"),
            (
                "This form of the consent page needs a scope. Add \
                 https://api.securitycenter.microsoft.com/.default, or the scope that belongs to the \
                 customer's cloud.",
                "Den här formen av medgivandesidan kräver ett omfång. Lägg till \
                 https://api.securitycenter.microsoft.com/.default, eller omfånget som hör till \
                 kundens moln.",
            ),
        ),
        Flaw::ExplicitScopes => (
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
        Flaw::NoDefaultScope => (
            ("The scope does not end in /.default", "Omfånget slutar inte på /.default"),
            (
                "Only /.default brings the application permissions from the registration. The consent \
                 page may look right, and yet the token will carry no permission.",
                "Bara /.default ger programbehörigheterna ur registreringen. Medgivandesidan kan se \
                 rätt ut, och ändå får tokenen ingen behörighet.",
            ),
        ),
        Flaw::SeveralResources => (
            ("The link asks for more than one API", "Länken ber om mer än ett API"),
            (
                "A scope may name one API only. Use one link per API, or the form without a scope, \
                 which covers everything in the registration.",
                "Ett omfång får bara ange ett API. Använd en länk per API, eller formen utan omfång, \
                 som omfattar allt i registreringen.",
            ),
        ),
        Flaw::WrongScopeAudience => (
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
        Flaw::V1V2Mix => (
            ("The link mixes versions 1 and 2", "Länken blandar version 1 och 2"),
            (
                "Its address belongs to one version of Microsoft's sign-in and a parameter to the \
                 other. That parameter is refused, or has no effect.",
                "Adressen hör till en version av Microsofts inloggning och en parameter till den \
                 andra. Parametern nekas, eller har ingen verkan.",
            ),
        ),
        Flaw::AuthorizeForm => (
            (
                "The link opens the sign-in page, not the administrator's page",
                "Länken öppnar inloggningssidan, inte administratörssidan",
            ),
            (
                "What is granted there depends on who signs in. The admin consent address asks for \
                 the whole organisation and says so.",
                "Vad som beviljas där beror på vem som loggar in. Adressen för \
                 administratörsmedgivande frågar för hela organisationen och säger det.",
            ),
        ),
        Flaw::PromptConsent => (
            ("The link always shows the consent page", "Länken visar alltid medgivandesidan"),
            (
                "With prompt=consent people are asked again each time they open it, even when they \
                 have accepted already. The admin consent address does without it.",
                "Med prompt=consent blir man tillfrågad varje gång man öppnar den, även om man redan \
                 har godkänt. Adressen för administratörsmedgivande klarar sig utan.",
            ),
        ),
        Flaw::NoPrompt => (
            ("The link may show no question", "Länken kanske inte visar någon fråga"),
            (
                "Without prompt, somebody who has accepted before is not asked about what is new. Use \
                 the admin consent address for that.",
                "Utan prompt får den som redan har godkänt ingen fråga om det som är nytt. Använd \
                 adressen för administratörsmedgivande till det.",
            ),
        ),
        Flaw::PromptNone => (
            ("The link forbids any page to be shown", "Länken förbjuder att någon sida visas"),
            (
                "With prompt=none nobody can sign in or accept. Remove it, or make a new link here.",
                "Med prompt=none kan ingen logga in eller godkänna. Ta bort det, eller skapa en ny \
                 länk här.",
            ),
        ),
        Flaw::ResponseType => (
            ("The value of response_type does not fit", "Värdet i response_type passar inte"),
            (
                "The sign-in page needs response_type=code. Without it, or with another value, \
                 Microsoft shows an error or answers in a form that nobody here reads.",
                "Inloggningssidan kräver response_type=code. Utan det, eller med ett annat värde, \
                 visar Microsoft ett fel eller svarar i en form som ingen läser här.",
            ),
        ),
        Flaw::ResponseMode => (
            ("The answer will not stand in the address", "Svaret kommer inte att stå i adressen"),
            (
                "With this response_mode nobody can copy the address they ended on. Remove it.",
                "Med detta response_mode kan ingen kopiera adressen de hamnade på. Ta bort det.",
            ),
        ),
        Flaw::DoubleEncoded => (
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
        Flaw::HtmlEscaped => (
            ("The link was copied from a page's source", "Länken kopierades från en sidas källkod"),
            (
                "It holds &amp; where & belongs, so everything after the first parameter is lost. \
                 Copy the link afresh.",
                "Den har &amp; där & ska stå, så allt efter den första parametern går förlorat. \
                 Kopiera länken på nytt.",
            ),
        ),
        Flaw::BrokenUp => (
            ("The link is broken up", "Länken är uppdelad"),
            (
                "It holds line breaks or blanks, and mail programs end the link there. Send it on one \
                 line.",
                "Den innehåller radbrytningar eller blanksteg, och e-postprogram avslutar länken där. \
                 Skicka den på en rad.",
            ),
        ),
        Flaw::Wrapped => (
            ("A mail filter has wrapped the link", "Ett e-postfilter har skrivit om länken"),
            (
                "The real link stands inside the filter's own. Send it on as it was before, or make a \
                 new one here.",
                "Den riktiga länken står inuti filtrets egen. Skicka den vidare som den var från \
                 början, eller skapa en ny här.",
            ),
        ),
        Flaw::Repeated => (
            ("A parameter stands in the link twice", "En parameter står två gånger i länken"),
            (
                "It cannot be known which of the two counts. Keep the right one.",
                "Det går inte att veta vilken av de två som gäller. Behåll den rätta.",
            ),
        ),
        Flaw::Misspelt => (
            ("A parameter of the link is misspelt", "En parameter i länken är felstavad"),
            (
                "Microsoft does not know it under this name, so its value is lost. Correct the name, \
                 or make a new link here.",
                "Microsoft känner inte till den under det namnet, så värdet går förlorat. Rätta \
                 namnet, eller skapa en ny länk här.",
            ),
        ),
        Flaw::NotNeeded => (
            ("A parameter of the link has no effect", "En parameter i länken har ingen verkan"),
            (
                "This form of the consent page does not read it. It does no harm and can be left out.",
                "Den här formen av medgivandesidan läser den inte. Den gör ingen skada och kan \
                 utelämnas.",
            ),
        ),
    };
    (lang.pick(title), lang.pick(explanation))
}
