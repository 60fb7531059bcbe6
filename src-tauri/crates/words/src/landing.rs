//! The page on which a customer's administrator ends, for partners that host one at their own redirect address.
//!
//! It is one file that loads nothing and sends nothing: the answer stands in its own address, and a script of a few
//! lines reads it there, the error first, as the core does. What came from outside is only ever shown as text. Its own
//! policy allows this very script and this very style and nothing else, so that a fault in it could do little.
//! It knows no link's state, so one page serves every customer; whether the answer is one is Consentry's to say.
//!
//! Both languages are in it: the browser's is taken where it is one of them, and a switch is there.

use base64::Engine as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::kit::escaped;
use crate::kit::plain::plain;
use crate::lang::Lang;
use crate::portal::ENOUGH_ROLE;

const STYLE: &str = include_str!("landing/page.css");
const SCRIPT: &str = include_str!("landing/page.js");

/// What the page says of the partner, as the partner entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandingFacts {
    /// The app's name.
    pub app_name: String,
    /// The partner's name.
    pub publisher: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
}

/// How a consent link can end, as far as its last address tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LandingCase {
    /// In one line.
    pub title: String,
    /// What it means and what to do, in whole sentences.
    pub text: String,
}

/// Everything the page says, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LandingWords {
    /// The language's own name, for the switch.
    pub language: &'static str,
    /// Accepted.
    pub done: LandingCase,
    /// Cancelled.
    pub declined: LandingCase,
    /// By somebody who may not accept.
    pub not_an_admin: LandingCase,
    /// Any other error.
    pub refused: LandingCase,
    /// Opened without an answer.
    pub nothing: LandingCase,
    /// Who asked, and whom to ask; none where nothing of it was entered.
    pub by: Option<String>,
    /// Above the tenant ID.
    pub tenant: &'static str,
    /// Above the error.
    pub said: &'static str,
    /// Above the address.
    pub address: &'static str,
    /// The button beside it.
    pub copy: &'static str,
    /// When that worked.
    pub copied: &'static str,
    /// When it did not.
    pub not_copied: &'static str,
    /// Where scripts are switched off.
    pub no_script: &'static str,
}

/// What the page says.
pub fn landing_words(lang: Lang, facts: &LandingFacts) -> LandingWords {
    let app = plain(&facts.app_name);
    let case = |title: (&str, &str), text: (&str, &str)| LandingCase {
        title: lang.pick(title).to_owned(),
        text: lang.pick(text).replace("{app}", &app).replace("{role}", ENOUGH_ROLE),
    };
    LandingWords {
        language: lang.pick(("English", "Svenska")),
        done: case(
            ("Done", "Klart"),
            (
                "Microsoft reports that the app {app} was accepted for your organisation. You can close this page.",
                "Microsoft meddelar att appen {app} har godkänts för er organisation. Du kan stänga sidan.",
            ),
        ),
        declined: case(
            ("Nothing was accepted", "Inget godkändes"),
            (
                "Cancel was chosen, so nothing has changed in your organisation. If that was a mistake, open the \
                 link again.",
                "Du valde Cancel, så inget har ändrats i er organisation. Öppna länken igen om det var ett misstag.",
            ),
        ),
        not_an_admin: case(
            ("This takes an administrator", "Det krävs en administratör"),
            (
                "Your account may not accept an app for the whole organisation, and nothing has changed. Pass the \
                 link on to somebody with the role {role}.",
                "Ditt konto får inte godkänna en app för hela organisationen, och inget har ändrats. Skicka länken \
                 vidare till någon med rollen {role}.",
            ),
        ),
        refused: case(
            ("It did not work", "Det gick inte"),
            (
                "Microsoft did not carry out the request. Send the address below to whoever sent you the link: it \
                 tells them why.",
                "Microsoft genomförde inte begäran. Skicka adressen nedan till den som skickade länken: där står \
                 varför.",
            ),
        ),
        nothing: case(
            ("There is nothing to show here", "Här finns inget att visa"),
            (
                "This page tells how a consent link ended, and it was opened without an answer from Microsoft. You \
                 can close it.",
                "Sidan berättar hur det gick med en medgivandelänk, men den öppnades utan något svar från \
                 Microsoft. Du kan stänga den.",
            ),
        ),
        by: by(lang, facts),
        tenant: lang.pick(("Your tenant ID", "Ditt klientorganisations-ID")),
        said: lang.pick(("What Microsoft answered", "Microsofts svar")),
        address: lang.pick((
            "If whoever sent you the link asks for it, send them this address",
            "Skicka den här adressen till den som skickade länken, om de ber om den",
        )),
        copy: lang.pick(("Copy the address", "Kopiera adressen")),
        copied: lang.pick(("Copied.", "Kopierad.")),
        not_copied: lang.pick((
            "It could not be copied. Select it and copy it yourself.",
            "Den kunde inte kopieras. Markera och kopiera den själv.",
        )),
        no_script: lang.pick((
            "Without scripts this page cannot read the answer. You can close it; what you accepted counts all the \
             same.",
            "Utan skript kan sidan inte läsa svaret. Du kan stänga den; det du har godkänt gäller ändå.",
        )),
    }
}

fn by(lang: Lang, facts: &LandingFacts) -> Option<String> {
    let given = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
    let asked = given(&facts.publisher).map(|publisher| {
        lang.pick(("This page is by {}.", "Sidan kommer från {}.")).replace("{}", &publisher)
    });
    let ask = given(&facts.contact)
        .map(|contact| lang.pick(("Contact: {}", "Kontakt: {}")).replace("{}", &contact));
    let all: Vec<String> = asked.into_iter().chain(ask).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// The page. `lang` is the language for browsers that ask for neither.
pub fn landing_page(lang: Lang, facts: &LandingFacts) -> String {
    let words = Lang::ALL.map(|lang| (lang.id(), landing_words(lang, facts)));
    let told = serde_json::json!({
        "preferred": lang.id(),
        "words": words.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
    });
    let script = SCRIPT.replace("{{told}}", &for_script(&told.to_string()));
    let app = escaped(&plain(&facts.app_name));
    let switch = words.each_ref().map(|(id, words)| {
        format!("<button type=\"button\" lang=\"{id}\" data-lang=\"{id}\">{}</button>", words.language)
    });
    let without =
        words.each_ref().map(|(id, words)| format!("<p lang=\"{id}\">{}</p>", escaped(words.no_script)));
    let (switch, without) = (switch.concat(), without.concat());
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{app}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"switch\">{switch}</p>\n<p id=\"app\"><bdi>{app}</bdi></p>\n\
         <h1 id=\"title\" tabindex=\"-1\"></h1>\n<p id=\"text\"></p>\n\
         <section id=\"tenant-part\" hidden><h2 id=\"tenant-title\"></h2><code id=\"tenant\"></code></section>\n\
         <section id=\"said-part\" hidden><h2 id=\"said-title\"></h2><p id=\"said\" dir=\"auto\"></p></section>\n\
         <section id=\"address-part\" hidden><h2><label id=\"address-title\" for=\"address\"></label></h2>\
         <textarea id=\"address\" rows=\"4\" autocomplete=\"off\" spellcheck=\"false\" readonly></textarea>\
         <button type=\"button\" id=\"copy\"></button> <span id=\"copied\" role=\"status\"></span></section>\n\
         <p id=\"by\" hidden></p>\n<noscript>{without}</noscript>\n</main>\n\
         <script>{script}</script>\n</body>\n</html>\n",
        hash(&script),
        hash(STYLE),
    )
}

/// JSON that can stand in a script of a page: nothing in it can end the script.
fn for_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// As a content policy names an inline script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)))
}
