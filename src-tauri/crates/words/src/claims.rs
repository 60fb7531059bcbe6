//! What the entries of a token mean, for whoever decodes one. Facts as of 2026-11-22, from
//! <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference> and from real tokens of
//! Defender for Endpoint. None ends with a full stop: they stand beside a value.

use crate::lang::Lang;

/// What a claim means, header fields included; none for one that is unknown here.
#[allow(clippy::too_many_lines, reason = "one pair per claim; they read best as one list")]
pub fn claim_meaning(lang: Lang, claim: &str) -> Option<&'static str> {
    Some(lang.pick(match claim {
        "typ" => (
            "What kind of text this is: JWT for a signed token",
            "Vilken sorts text det är: JWT för en signerad token",
        ),
        "alg" => (
            "How it was signed; Microsoft uses RS256, and nothing else is accepted",
            "Hur den signerades; Microsoft använder RS256, och inget annat godtas",
        ),
        "kid" => (
            "Which of Microsoft's published keys signed it",
            "Vilken av Microsofts publicerade nycklar som signerade den",
        ),
        "x5t" => (
            "The thumbprint of the signing certificate, which is never used to choose a key",
            "Signeringscertifikatets tumavtryck, som aldrig används för att välja nyckel",
        ),
        "aud" => (
            "Which API it is for; any other API turns it away",
            "Vilket API den gäller; alla andra API:er avvisar den",
        ),
        "iss" => (
            "Who issued it: Microsoft's sign-in service, for one tenant",
            "Vem som utfärdade den: Microsofts inloggningstjänst, för en viss klientorganisation",
        ),
        "ver" => (
            "The version of the token, which the API decides and not the address you asked",
            "Tokenens version, som API:et bestämmer och inte adressen du frågade",
        ),
        "tid" => ("The tenant that it is for", "Klientorganisationen som den gäller"),
        "appid" => (
            "The application ID of the app that it was issued to",
            "Program-ID:t för appen som den utfärdades till",
        ),
        "azp" => (
            "The application ID of the app that it was issued to, as version 2.0 writes it",
            "Program-ID:t för appen som den utfärdades till, så som version 2.0 skriver det",
        ),
        "appidacr" => (
            "How the app proved itself: 0 not at all, 1 with a secret, 2 with a certificate",
            "Hur appen bevisade vem den är: 0 inte alls, 1 med en hemlighet, 2 med ett certifikat",
        ),
        "azpacr" => (
            "How the app proved itself, as version 2.0 writes it: 0 not at all, 1 with a secret, \
                 2 with a certificate",
            "Hur appen bevisade vem den är, så som version 2.0 skriver det: 0 inte alls, 1 med en \
                 hemlighet, 2 med ett certifikat",
        ),
        "roles" => (
            "The application permissions that the customer has granted the app",
            "Programbehörigheterna som kunden har beviljat appen",
        ),
        "scp" => (
            "The delegated permissions of a signed-in user, so this is a user's token and not the \
                 app's own",
            "De delegerade behörigheterna för en inloggad användare, så det här är en användares \
                 token och inte appens egen",
        ),
        "idtyp" => (
            "Whose token this is: app for an app's own; Defender's usually leave it out",
            "Vems token det är: app för en apps egen; Defenders utelämnar den oftast",
        ),
        "oid" => (
            "The ID of your app's entry in the customer's tenant, as they see it among their \
                 enterprise apps",
            "ID:t för din app i kundens klientorganisation, så som de ser det bland sina \
                 företagsprogram",
        ),
        "sub" => (
            "Whom the token speaks for; in an app's own token the same as oid",
            "Vem tokenen talar för; i en apps egen token samma som oid",
        ),
        "idp" => (
            "Which service confirmed the identity; in an app's own token the issuer itself",
            "Vilken tjänst som bekräftade identiteten; i en apps egen token utfärdaren själv",
        ),
        "iat" => ("When it was issued", "När den utfärdades"),
        "nbf" => ("From when on it is valid", "Från och med när den gäller"),
        "exp" => (
            "Until when it is valid; afterwards a new one is needed",
            "Till och med när den gäller; därefter behövs en ny",
        ),
        "app_displayname" => ("The name of your app", "Namnet på din app"),
        "tenant_region_scope" => (
            "The region of the tenant, a hint at the nearest API address and nothing more",
            "Klientorganisationens region, en ledtråd till närmaste API-adress och inget mer",
        ),
        "uti" => (
            "The ID of this very token, which Microsoft's support asks for",
            "Den här tokenens eget ID, som Microsofts support frågar efter",
        ),
        "rh" => (
            "A value for Microsoft's own use, which can hold IDs in encoded form",
            "Ett värde för Microsofts eget bruk, som kan innehålla ID:n i kodad form",
        ),
        "aio" => ("A value for Microsoft's own use", "Ett värde för Microsofts eget bruk"),
        "wids" => (
            "The directory roles of a user; an app's own token normally has none",
            "En användares katalogroller; en apps egen token har normalt inga",
        ),
        // Facts about a person.
        "acct" => (
            "Whether a user is a member or a guest, so this is a user's token",
            "Om en användare är medlem eller gäst, så det här är en användares token",
        ),
        "acr" => (
            "How well a user proved who they are, so this is a user's token",
            "Hur väl en användare bevisade vem den är, så det här är en användares token",
        ),
        "amr" => (
            "In what ways a user signed in, so this is a user's token",
            "På vilka sätt en användare loggade in, så det här är en användares token",
        ),
        "upn" => (
            "The sign-in name of a user, so this is a user's token",
            "En användares inloggningsnamn, så det här är en användares token",
        ),
        "unique_name" => (
            "A name that shows which user this is, so this is a user's token",
            "Ett namn som visar vilken användare det är, så det här är en användares token",
        ),
        "name" => (
            "The name of a user, so this is a user's token",
            "En användares namn, så det här är en användares token",
        ),
        "preferred_username" => (
            "The name that a user signs in with, so this is a user's token",
            "Namnet som en användare loggar in med, så det här är en användares token",
        ),
        extra if extra.starts_with("xms_") => (
            "An extra detail for Microsoft's own services, mostly found in a user's token",
            "En extra uppgift för Microsofts egna tjänster, som mest finns i en användares token",
        ),
        _ => return None,
    }))
}
