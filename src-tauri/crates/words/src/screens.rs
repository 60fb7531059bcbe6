//! Sentences that belong to a screen rather than to a verdict: what a practice customer teaches, what
//! happened to the registry.

use crate::Lang;

/// A damaged registry was moved aside.
pub fn registry_set_aside(lang: Lang, kept_at: &str) -> String {
    match lang {
        Lang::En => format!(
            "The registry was damaged. It is kept at {kept_at}, and an empty one took its place. \
             Secrets are not affected."
        ),
        Lang::Sv => format!(
            "Registret var skadat. Det finns kvar som {kept_at}, och ett tomt har tagit dess plats. \
             Hemligheter påverkas inte."
        ),
    }
}

/// What a practice customer teaches, by the name of its scenario.
pub fn lesson(lang: Lang, scenario: &str) -> Option<&'static str> {
    Some(lang.pick(match scenario {
        "all-well" => ("Everything is as it should be", "Allt är som det ska"),
        "not-consented" => {
            ("Not accepted yet: open the link and accept", "Inte godkänd ännu: öppna länken och godkänn")
        }
        "consents-later" => (
            "Accepts by itself: copy the link and let Consentry watch",
            "Godkänner av sig själv: kopiera länken och låt Consentry bevaka",
        ),
        "permission-missing" => ("One permission was taken back", "En behörighet har tagits tillbaka"),
        "wrong-secret" => ("The secret is wrong", "Hemligheten är fel"),
        "secret-expired" => ("The secret has expired", "Hemligheten har gått ut"),
        "tenant-unknown" => ("The tenant does not exist", "Klientorganisationen finns inte"),
        "defender-not-provisioned" => ("Defender is not set up yet", "Defender är inte klart att använda"),
        "defender-missing" => ("The tenant has no Defender", "Klientorganisationen saknar Defender"),
        "permission-added-later" => {
            ("A permission was added after consent", "En behörighet har tillkommit efter medgivandet")
        }
        "app-disabled" => ("The customer switched the app off", "Kunden har stängt av appen"),
        "conditional-access" => ("A policy blocks the app", "En princip stoppar appen"),
        "throttled" => ("Too many requests: wait", "För många anrop: vänta"),
        "service-unavailable" => ("Microsoft's service is down", "Microsofts tjänst ligger nere"),
        "expired-token" => ("The token is too old", "Tokenen är för gammal"),
        "wrong-audience" => ("The token is for another API", "Tokenen gäller ett annat API"),
        "key-unknown" => ("Signed with an unpublished key", "Signerad med en opublicerad nyckel"),
        "signature-invalid" => ("The signature does not fit", "Signaturen stämmer inte"),
        "api-forbidden" => ("The role is there, the feature is off", "Rollen finns, funktionen är avstängd"),
        _ => return None,
    }))
}
