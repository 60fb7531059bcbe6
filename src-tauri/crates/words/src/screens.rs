//! Sentences that belong to a screen rather than to a verdict: what happened to the registry, why an app was not found
//! at home.

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

/// A registry was emptied by something else, and the empty file was moved aside.
pub fn registry_emptied(lang: Lang, kept_at: &str) -> String {
    match lang {
        Lang::En => format!(
            "Something other than Consentry emptied the registry. The empty file is kept at {kept_at}, and a new \
             registry took its place. If you have a backup of the file, close Consentry and put it back. Secrets are \
             not affected."
        ),
        Lang::Sv => format!(
            "Något annat än Consentry har tömt registret. Den tomma filen finns kvar som {kept_at}, och ett nytt \
             register har tagit dess plats. Har du en säkerhetskopia av filen: stäng Consentry och lägg tillbaka den. \
             Hemligheter påverkas inte."
        ),
    }
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
