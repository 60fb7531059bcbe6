//! Sentences that belong to a screen rather than to a verdict: what a practice customer teaches, what
//! happened to the registry, why an app was not found at home.

use consentry_onboarding::calls::{Flag, Operation};

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

/// The home tenant does not know the application ID that was entered: a registration is always known at home.
pub fn not_at_home(lang: Lang) -> &'static str {
    lang.pick((
        "Your home tenant knows no app with this application ID. Compare both IDs with the app's Overview page in the \
         portal: one of them may belong to another app or tenant, or the two may have changed places",
        "Din egen klientorganisation känner inte till någon app med det här program-ID:t. Jämför båda ID:na med appens \
         sida Overview i portalen: ett av dem kan höra till en annan app eller klientorganisation, eller så har de bytt \
         plats",
    ))
}

/// What else to know before a call is asked for; none where its page is plain.
pub fn call_flag(lang: Lang, call: &Operation) -> Option<String> {
    let lesser = call.perhaps_also.as_ref();
    if let (true, Some(lesser)) = (call.flags.contains(&Flag::DocsNameOnlyReadWrite), lesser) {
        return Some(match lang {
            Lang::En => format!(
                "It only reads, but its page names no lesser permission than this one. An older page named {lesser}, \
                 which may still be enough: try that first."
            ),
            Lang::Sv => format!(
                "Anropet läser bara, men dess sida nämner ingen mindre behörighet än denna. En äldre sida nämnde \
                 {lesser}, som fortfarande kan räcka: prova den först."
            ),
        });
    }
    let text = call.flags.iter().find_map(|flag| {
        Some(match flag {
            Flag::DocsNameNoPermission => (
                "Its page names no permission; this one comes from a sibling page.",
                "Dess sida nämner ingen behörighet; den här kommer från en syskonsida.",
            ),
            Flag::MatchTheAction => (
                "Which of the permissions is needed depends on the action.",
                "Vilken av behörigheterna som krävs beror på åtgärden.",
            ),
            Flag::OwnIndicatorsOnly => (
                "With Ti.ReadWrite the app sees only the indicators it made itself.",
                "Med Ti.ReadWrite ser appen bara de indikatorer som den själv har skapat.",
            ),
            Flag::WindowsOnly => ("On Windows devices only.", "Bara på Windows-enheter."),
            Flag::OldRecordsOnly | Flag::DocsNameOnlyReadWrite => return None,
        })
    });
    text.map(|text| lang.pick(text).to_owned())
}
