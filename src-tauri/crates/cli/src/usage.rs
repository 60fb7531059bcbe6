//! What is said when a command line cannot be used. Values are never repeated: a secret that was pasted into the
//! wrong place must not end up in a log a second time.

use std::error::Error as _;
use std::fmt;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use consentry_onboarding::ids::IdProblem;
use consentry_words::Lang;

use crate::exit::{Exit, Trouble};
use crate::output::Out;

/// Why the value of an option cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadValue {
    /// Not the identity asked for.
    Id(IdProblem),
    /// Not a permission's name.
    Permission,
    /// Not an address that Entra accepts as a redirect.
    RedirectUri,
    /// Not a state.
    State,
    /// Not one of the clouds.
    Cloud,
    /// Not one of the languages.
    Lang,
    /// Not one of the forms.
    Form,
    /// Not one of the token addresses.
    Flow,
    /// Not a description of a task.
    Task,
    /// Not the number of a check.
    Check,
    /// Not a practice customer.
    Scenario,
}

impl BadValue {
    /// The sentence, without the option it is about.
    pub fn say(&self, lang: Lang) -> String {
        let (en, sv) = match self {
            BadValue::Id(problem) => return id_problem(lang, problem),
            BadValue::Permission => (
                "a permission is named like Alert.Read.All; several are separated by commas, without blanks",
                "en behörighet heter som Alert.Read.All; flera skiljs åt med kommatecken, utan blanksteg",
            ),
            BadValue::RedirectUri => (
                "a redirect address is https (or http on localhost), has at most 256 characters and no fragment",
                "en omdirigeringsadress är https (eller http på localhost), har högst 256 tecken och inget fragment",
            ),
            BadValue::State => (
                "a state has 1 to 512 printable ASCII characters and no blanks",
                "ett state har 1 till 512 utskrivbara ASCII-tecken och inga blanksteg",
            ),
            BadValue::Cloud => (
                "the clouds are commercial, gcc, gcc-high and dod",
                "molnen är commercial, gcc, gcc-high och dod",
            ),
            BadValue::Lang => ("the languages are en and sv", "språken är en och sv"),
            BadValue::Form => {
                ("the forms are guide, admin-v1 and admin-v2", "formerna är guide, admin-v1 och admin-v2")
            }
            BadValue::Flow => ("the token addresses are v1 and v2", "tokenadresserna är v1 och v2"),
            BadValue::Task => (
                "say in a few words what the app is to do, at most 500 characters",
                "säg med några ord vad appen ska göra, högst 500 tecken",
            ),
            BadValue::Check => (
                "give the number of a check that bundle --open shows",
                "ange numret på en kontroll som bundle --open visar",
            ),
            BadValue::Scenario => (
                "no such practice customer; consentry practice --list shows them",
                "det finns ingen sådan övningskund; consentry practice --list visar dem",
            ),
        };
        pick(lang, en, sv).to_owned()
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}
impl std::error::Error for BadValue {}

fn id_problem(lang: Lang, problem: &IdProblem) -> String {
    let (en, sv) = match problem {
        IdProblem::Empty => ("nothing was entered", "inget angavs"),
        IdProblem::NotAGuid => (
            "not a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47",
            "inte ett GUID som 72f988bf-86f1-41af-91ab-2d7cd011db47",
        ),
        IdProblem::NilGuid => ("the GUID is all zeros", "GUID:t består bara av nollor"),
        IdProblem::ConsumerTenant => (
            "this is the tenant of personal Microsoft accounts, which cannot be a customer",
            "det här är klientorganisationen för personliga Microsoft-konton, som inte kan vara en kund",
        ),
        IdProblem::NotATenant => (
            "neither a tenant ID nor a domain name such as contoso.com",
            "varken ett klientorganisations-ID eller ett domännamn som contoso.com",
        ),
        IdProblem::TakenApart { suggestion } => {
            return match lang {
                Lang::En => format!("this looks like an address; did you mean {suggestion}?"),
                Lang::Sv => format!("det här ser ut som en adress; menade du {suggestion}?"),
            };
        }
    };
    pick(lang, en, sv).to_owned()
}

/// Chooses from a pair that stands side by side in the source.
pub fn pick<'a>(lang: Lang, en: &'a str, sv: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Sv => sv,
    }
}

/// What clap has to say: help and version, or wrong usage.
pub fn clap_error(out: Out, error: &clap::Error) -> Result<Exit, Trouble> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            out.text(&error.render().to_string())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !out.json => {
            out.aside(&error.render().to_string());
            Ok(Exit::Usage)
        }
        _ => Err(Trouble::Usage(sentence(out.lang, error))),
    }
}

fn sentence(lang: Lang, error: &clap::Error) -> String {
    let option = named(error, ContextKind::InvalidArg);
    let say = |en: &str, sv: &str| pick(lang, en, sv).to_owned();
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = error.source().and_then(|source| source.downcast_ref::<BadValue>());
            let why = why.map_or_else(|| say("cannot be used", "kan inte användas"), |bad| bad.say(lang));
            format!("{}: {why}", bare(&option))
        }
        ErrorKind::MissingRequiredArgument => format!("{}: {option}", say("missing", "saknas")),
        ErrorKind::ArgumentConflict => {
            let other = named(error, ContextKind::PriorArg);
            format!("{}: {}, {}", say("not together", "inte tillsammans"), bare(&option), bare(&other))
        }
        ErrorKind::UnknownArgument => unknown(lang, &option),
        ErrorKind::InvalidSubcommand
        | ErrorKind::MissingSubcommand
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => say(
            "the commands are link, check, inspect, explain, bundle, permissions and practice",
            "kommandona är link, check, inspect, explain, bundle, permissions och practice",
        ),
        ErrorKind::InvalidValue => format!("{} {}", bare(&option), say("needs a value", "behöver ett värde")),
        ErrorKind::TooManyValues => {
            format!("{} {}", bare(&option), say("takes no value", "tar inget värde"))
        }
        ErrorKind::InvalidUtf8 => say("an argument is not text", "ett argument är inte text"),
        _ => say("the arguments cannot be read", "argumenten går inte att läsa"),
    }
}

/// An option that does not exist. A word without dashes is not repeated: it may be a secret.
fn unknown(lang: Lang, option: &str) -> String {
    let name = option.split(['=', ' ']).next().unwrap_or_default();
    if !name.starts_with("--") {
        return pick(lang, "there is a word too many", "det finns ett ord för mycket").to_owned();
    }
    let mut text = format!("{}: {name}", pick(lang, "no such option", "alternativet finns inte"));
    if ["secret", "token", "password"].iter().any(|word| name.contains(word)) {
        text.push_str(pick(
            lang,
            "; secrets and tokens come in on standard input, never as an argument",
            "; hemligheter och token läses från standardindata, aldrig som argument",
        ));
    }
    text
}

fn named(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// `--app-id <GUID>` without what its value looks like.
fn bare(option: &str) -> &str {
    option.split([' ', '=', '[']).next().unwrap_or(option)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lang: Lang, line: &[&str]) -> String {
        let words = std::iter::once("consentry").chain(line.iter().copied()).map(Into::into).collect();
        sentence(lang, &crate::args::read(words).unwrap_err())
    }

    #[test]
    fn the_sentence_names_the_option_and_the_reason() {
        let cases: [(&[&str], &str); 9] = [
            (&["link", "--app-id", "x"], "--app-id: not a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47"),
            (
                &["check", "--tenant", "anna@contoso.se"],
                "--tenant: this looks like an address; did you mean contoso.se?",
            ),
            (&["link"], "missing: --app-id <GUID>"),
            (&["link", "--app-id"], "--app-id needs a value"),
            (&["inspect", "--call", "--offline"], "not together: --call, --offline"),
            (
                &["practise"],
                "the commands are link, check, inspect, explain, bundle, permissions and practice",
            ),
            (&["link", "--colour"], "no such option: --colour"),
            (
                &["practice", "--scenario", "nowhere"],
                "--scenario: no such practice customer; consentry practice --list shows them",
            ),
            (&["check", "--secret-stdin=x"], "--secret-stdin takes no value"),
        ];
        for (line, expected) in cases {
            let said = said(Lang::En, line);
            // Which of the two comes first is clap's choice.
            let turned = "not together: --offline, --call";
            assert!(said == expected || said == turned, "{line:?}: {said}");
        }
        assert_eq!(said(Lang::Sv, &["link"]), "saknas: --app-id <GUID>");
    }

    #[test]
    fn what_may_be_a_secret_is_not_repeated() {
        const SECRET: &str = "abc8Q~canary-secret-value";
        let equals =
            [format!("--secret={SECRET}"), format!("--secret-stdin={SECRET}"), format!("--token={SECRET}")];
        let lines: [&[&str]; 8] = [
            &["check", SECRET],
            &["check", "--secret", SECRET],
            &["check", &equals[0]],
            &["check", &equals[1]],
            &["inspect", &equals[2]],
            &["check", "--app-id", SECRET],
            &[SECRET],
            &["practice", "--scenario", SECRET],
        ];
        for line in lines {
            for lang in Lang::ALL {
                assert!(!said(lang, line).contains("canary"), "{line:?}");
            }
        }
        assert!(said(Lang::En, lines[1]).contains("standard input"));
    }
}
