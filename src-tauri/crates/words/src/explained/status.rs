//! What is said of an answer of which little more than the status is left.

use consentry_onboarding::explain::Sender;

use super::Explained;
use crate::api_meaning;
use crate::lang::Lang;

/// Lines beside the explanation of an answer by Defender.
pub(super) fn beside(lang: Lang, retry_after: Option<u64>, bare: bool) -> Vec<String> {
    let wait = retry_after.map(|seconds| match lang {
        Lang::En if seconds == 1 => "Retry-After says to wait 1 second".to_owned(),
        Lang::Sv if seconds == 1 => "Retry-After säger att du ska vänta 1 sekund".to_owned(),
        Lang::En => format!("Retry-After says to wait {seconds} seconds"),
        Lang::Sv => format!("Retry-After säger att du ska vänta {seconds} sekunder"),
    });
    let more = bare.then(|| {
        lang.pick((
            "Only the status is here. The text of the answer says more: paste it, too. In PowerShell it is in \
             $_.ErrorDetails.Message.",
            "Här finns bara statusen. Svarets text säger mer: klistra in den också. I PowerShell finns den i \
             $_.ErrorDetails.Message.",
        ))
        .to_owned()
    });
    wait.into_iter().chain(more).collect()
}

/// Of a status of Defender's alone: the cause's own title says more than a status does.
pub(super) fn title(lang: Lang, status: u16) -> String {
    match lang {
        Lang::En => format!("Defender's API answered with {status}"),
        Lang::Sv => format!("Defenders API svarade med {status}"),
    }
}

/// What a status of Defender's means, told as no more than that: nothing of the token was seen.
pub(super) fn meaning(lang: Lang, status: u16, meaning: &str) -> String {
    match lang {
        Lang::En => format!("Defender's {status} means: {meaning}"),
        Lang::Sv => format!("Defenders {status} betyder: {meaning}"),
    }
}

/// A status of somebody else's, or of nobody who is named.
pub(super) fn alone(lang: Lang, status: u16, sender: &Sender) -> Explained {
    let (title, meaning, next) = match (sender, lang) {
        (Sender::SignIn, Lang::En) => (
            format!("Entra answered with {status}, and its reason is not here"),
            "Entra gives its reason in the text of the answer, with a number that begins with AADSTS. Only the status is here.",
            "Paste the text of the answer, too. In PowerShell it is in $_.ErrorDetails.Message.",
        ),
        (Sender::SignIn, Lang::Sv) => (
            format!("Entra svarade med {status}, och skälet finns inte här"),
            "Entra anger skälet i svarets text, med ett nummer som börjar med AADSTS. Här finns bara statusen.",
            "Klistra in svarets text också. I PowerShell finns den i $_.ErrorDetails.Message.",
        ),
        (Sender::Another { host }, Lang::En) => (
            format!("{host} answered with {status}"),
            "Consentry knows the answers of Entra and of Defender's API, but not those of this service.",
            "Look for what this service says about it, or paste the answer from Entra or Defender's API.",
        ),
        (Sender::Another { host }, Lang::Sv) => (
            format!("{host} svarade med {status}"),
            "Consentry känner till svaren från Entra och Defenders API, men inte den här tjänstens.",
            "Ta reda på vad den här tjänsten säger om det, eller klistra in svaret från Entra eller Defenders API.",
        ),
        (Sender::Unknown | Sender::Defender, Lang::En) => (
            format!("An answer with status {status}, and nothing says who sent it"),
            "Any service can answer like this. The address that was called is missing, so Consentry does not say what \
             is behind it.",
            "Paste the address that was called and the whole answer.",
        ),
        (Sender::Unknown | Sender::Defender, Lang::Sv) => (
            format!("Ett svar med status {status}, och inget säger vem som skickade det"),
            "Vilken tjänst som helst kan svara så. Adressen som anropades saknas, så Consentry säger inte vad som ligger \
             bakom.",
            "Klistra in adressen som anropades och hela svaret.",
        ),
    };
    let if_defender =
        api_meaning(lang, status, None, "").filter(|_| *sender == Sender::Unknown).map(|words| {
            let if_so = lang.pick((
                "If it came from Defender's API, it means",
                "Om det kom från Defenders API betyder det",
            ));
            format!("{if_so}: {}", words.meaning)
        });
    Explained {
        title,
        meaning: meaning.to_owned(),
        next_steps: vec![next.to_owned()],
        details: if_defender.into_iter().collect(),
        understood: false,
    }
}
