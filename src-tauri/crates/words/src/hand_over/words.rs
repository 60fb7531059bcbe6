//! The summary's own sentences.

use consentry_onboarding::verdict::CheckStatus;

use crate::lang::Lang;

/// A label or a sentence by its name.
pub(super) fn label(lang: Lang, name: &str) -> &'static str {
    lang.pick(match name {
        "title" => ("Access to Microsoft Defender for Endpoint", "Åtkomst till Microsoft Defender for Endpoint"),
        "customer" => ("Customer", "Kund"),
        "tenant" => ("Tenant ID", "Klientorganisations-ID"),
        "domain" => ("Domain", "Domän"),
        "app" => ("Partner app", "Partnerapp"),
        "publisher" => ("Publisher, by its own statement", "Utgivare, enligt egen uppgift"),
        "app-id" => ("Application ID", "Program-ID"),
        "cloud" => ("Cloud", "Moln"),
        "verdict" => ("Verdict", "Utslag"),
        "nothing-proved" => (
            "Nothing is proved yet: Consentry has not held a verified token of this tenant.",
            "Ingenting är bevisat än: Consentry har inte haft en verifierad token från klientorganisationen.",
        ),
        "evidence" => ("Evidence, check by check", "Bevis, kontroll för kontroll"),
        "may" => ("What the app may do", "Vad appen får göra"),
        "none-granted" => ("Nothing: the token carries no permission.", "Ingenting: token innehåller ingen behörighet."),
        "missing" => ("Wanted and not granted", "Önskat men inte beviljat"),
        "asked" => ("What the app asks for", "Vad appen ber om"),
        "next" => ("What comes next", "Vad som händer sedan"),
        "token-life" => (
            "A token lasts about an hour. Code gets a new one whenever it needs one; none has to be kept.",
            "En token gäller i ungefär en timme. Kod hämtar en ny när den behöver en; ingen behöver sparas.",
        ),
        "consent-again" => (
            "When a permission is added to the app, the customer has to consent again. Until then their tokens lack it.",
            "När en behörighet läggs till i appen måste kunden ge sitt medgivande igen. Till dess saknas den i kundens token.",
        ),
        "revoke" => ("The customer can end the access at any time:", "Kunden kan när som helst avsluta åtkomsten:"),
        "when-it-fails" => (
            "If a call fails one day, check the customer in Consentry: it says why, and who has to act.",
            "Om ett anrop misslyckas någon dag: kontrollera kunden i Consentry. Där står varför och vem som ska agera.",
        ),
        _ => ("", ""),
    })
}

/// Who made it, and that it holds nothing that has to be kept safe.
pub(super) fn made(lang: Lang, when: &str) -> String {
    match lang {
        Lang::En => format!("Made by Consentry on {when}. It holds no secret and no token."),
        Lang::Sv => format!("Gjord av Consentry den {when}. Den innehåller varken hemlighet eller token."),
    }
}

pub(super) fn checked(lang: Lang, verdict: &str, when: &str) -> String {
    match lang {
        Lang::En => format!("{verdict}. Checked on {when}."),
        Lang::Sv => format!("{verdict}. Kontrollerad den {when}."),
    }
}

pub(super) fn later(lang: Lang, when: &str, why: &str) -> String {
    match lang {
        Lang::En => format!(
            "A later attempt on {when} found nothing out ({why}). It changes nothing about what was proved."
        ),
        Lang::Sv => format!(
            "Ett senare försök den {when} gav inget besked ({why}). Det ändrar inget av det som är bevisat."
        ),
    }
}

pub(super) fn status(lang: Lang, status: CheckStatus) -> &'static str {
    lang.pick(match status {
        CheckStatus::Pass => ("Passed", "Godkänd"),
        CheckStatus::Warn => ("Passed with a remark", "Godkänd med anmärkning"),
        CheckStatus::Fail => ("Failed", "Underkänd"),
        CheckStatus::Skipped => ("Skipped", "Överhoppad"),
    })
}

pub(super) fn secret_until(lang: Lang, day: &str) -> String {
    match lang {
        Lang::En => format!("The client secret works until {day}. Replace it before that day."),
        Lang::Sv => format!("Klienthemligheten gäller till och med den {day}. Byt den före dess."),
    }
}

pub(super) fn secret_unknown(lang: Lang) -> String {
    let (there, secrets) = (crate::portal::REGISTRATIONS, crate::portal::SECRETS);
    match lang {
        Lang::En => format!(
            "Consentry does not know the last day of the client secret. It stands under {there} > the app > {secrets}."
        ),
        Lang::Sv => format!(
            "Consentry vet inte vilken dag klienthemligheten slutar gälla. Det står under {there} > appen > {secrets}."
        ),
    }
}

/// Said before a token is written into a folder that is copied elsewhere.
pub fn token_in_synced_folder(lang: Lang, by: &str, folder: &str) -> String {
    match lang {
        Lang::En => format!(
            "{by} copies what lies in {folder} to other places. Whoever can read it there can use the token until it ends."
        ),
        Lang::Sv => format!(
            "{by} kopierar det som ligger i {folder} till andra platser. Den som kan läsa det där kan använda token tills den slutar gälla."
        ),
    }
}

/// Said before a token is written into a work tree.
pub fn token_in_git_folder(lang: Lang, folder: &str) -> String {
    match lang {
        Lang::En => {
            format!(
                "{folder} is a git work tree. The next commit may take the token along, and a history never forgets."
            )
        }
        Lang::Sv => {
            format!(
                "{folder} är ett git-arbetsträd. Nästa incheckning kan ta med token, och en historik glömmer aldrig."
            )
        }
    }
}
