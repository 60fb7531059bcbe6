//! Standard output and standard error: who may say what where.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use consentry_onboarding::answer::is_unseen;
use consentry_words::Lang;
use serde::Serialize;

use crate::args::Cli;
use crate::exit::{Exit, Trouble};

/// How this run speaks.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// One JSON document instead of text.
    pub json: bool,
    /// The language.
    pub lang: Lang,
    /// Whether standard output may be coloured.
    pub colour: bool,
}

#[derive(Serialize)]
struct ErrorDocument<'a> {
    error: ErrorLine<'a>,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    code: &'static str,
    detail: &'a str,
}

impl Out {
    /// How to speak about a command line that may turn out to be unreadable.
    pub fn before_parsing(words: &[OsString]) -> Self {
        let plain: Vec<&str> =
            words.iter().map_while(|word| word.to_str()).take_while(|w| *w != "--").collect();
        let after_lang =
            plain.iter().position(|word| *word == "--lang").and_then(|at| plain.get(at + 1).copied());
        let lang = plain.iter().find_map(|word| word.strip_prefix("--lang=")).or(after_lang);
        let colour = io::stdout().is_terminal()
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self {
            json: plain.contains(&"--json"),
            lang: lang
                .and_then(|text| text.parse().ok())
                .unwrap_or_else(|| spoken(|name| std::env::var(name).ok())),
            colour,
        }
    }

    /// How to speak, now that the command line is read.
    pub fn with(self, cli: &Cli) -> Self {
        Self { json: cli.json, lang: cli.lang.unwrap_or(self.lang), ..self }
    }

    /// The one JSON document.
    pub fn document(self, document: &impl Serialize) -> Result<(), Trouble> {
        let mut text = serde_json::to_string(document).map_err(|error| Trouble::machine(&error))?;
        text.push('\n');
        self.text(&spelled_out(&text))
    }

    /// Text on standard output. A reader that went away has seen enough.
    #[allow(clippy::unused_self, reason = "all that is written goes through here")]
    pub fn text(self, text: &str) -> Result<(), Trouble> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Trouble::machine(&error)),
            _ => Ok(()),
        }
    }

    /// A text on standard error, as it is. Nobody is left to tell where that fails.
    #[allow(clippy::unused_self, reason = "all that is written goes through here")]
    pub fn aside(self, text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }

    /// A remark on standard error, on one line.
    pub fn note(self, text: &str) {
        self.aside(&format!("consentry: {}\n", one_line(text)));
    }

    /// Says what went wrong where there is no verdict.
    pub fn trouble(self, trouble: &Trouble) -> Exit {
        let detail = trouble.detail();
        if self.json {
            let error = ErrorLine { code: trouble.code(), detail };
            // Where standard output itself is broken, the exit status is all that is left.
            let _ = self.document(&ErrorDocument { error });
        } else {
            self.note(detail);
        }
        trouble.exit()
    }

    /// Whether progress is worth telling: a person looks at it, and nobody wants a document.
    pub fn tells_progress(self) -> bool {
        !self.json && io::stderr().is_terminal()
    }

    /// Chooses a text by language.
    pub fn say<'a>(self, en: &'a str, sv: &'a str) -> &'a str {
        crate::usage::pick(self.lang, en, sv)
    }
}

/// The language of the environment: POSIX's order, English where it says nothing.
fn spoken(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let named =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    match named {
        Some(name) if name.split(['_', '.', '@']).next() == Some("sv") => Lang::Sv,
        _ => Lang::En,
    }
}

/// A value from elsewhere that stands on a line of ours: nothing in it can end that line and begin another one, move
/// the cursor, colour, or turn the line around. A run of blanks is one, since blanks could push what follows to the left
/// edge of a terminal.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in seen(text) {
        if !(c.is_whitespace() && (line.is_empty() || line.ends_with(char::is_whitespace))) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A text from elsewhere with the lines it came in, each marked as quoted: none of them can pass for one of ours.
pub fn quoted(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 64);
    for line in text.trim_end().lines() {
        lines.push_str("  | ");
        lines.extend(seen(line.trim_end()));
        lines.push('\n');
    }
    lines
}

/// What is seen of a line. What ends it or steers a terminal is a blank, so that it parts what it parted.
fn seen(line: &str) -> impl Iterator<Item = char> {
    let parts = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    line.chars().map(move |c| if parts(c) { ' ' } else { c }).filter(|c| !is_unseen(*c))
}

/// A JSON document for a terminal: what nobody sees, or steers how the rest is shown, is spelled out, as JSON allows for any character,
/// and means the same. Beyond ASCII a character can only stand inside a text there, and never behind a backslash.
pub fn spelled_out(json: &str) -> Cow<'_, str> {
    let spelled = |c: char| c >= '\u{7f}' && is_unseen(c);
    if !json.contains(spelled) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if spelled(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_language() {
        let lang = |pairs: &[(&str, &str)]| {
            spoken(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(lang(&[("LANG", "sv_SE.UTF-8")]), Lang::Sv);
        assert_eq!(lang(&[("LANG", "sv")]), Lang::Sv);
        assert_eq!(lang(&[("LANG", "sv_SE.UTF-8"), ("LC_ALL", "C.UTF-8")]), Lang::En);
        assert_eq!(lang(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "sv_FI")]), Lang::Sv);
        assert_eq!(lang(&[("LANG", "sv_SE"), ("LC_ALL", "")]), Lang::Sv);
        assert_eq!(lang(&[("LANG", "svx_XX")]), Lang::En);
        assert_eq!(lang(&[]), Lang::En);
    }

    #[test]
    fn an_unreadable_command_line_is_answered_in_the_form_it_asks_for() {
        let out = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let out = Out::before_parsing(&words);
            (out.json, out.lang)
        };
        assert_eq!(out("consentry nonsense --json --lang sv"), (true, Lang::Sv));
        assert_eq!(out("consentry --lang=sv check"), (false, Lang::Sv));
        assert!(!out("consentry -- --json").0);
    }

    #[test]
    fn a_value_from_elsewhere_stays_on_its_line() {
        assert_eq!(one_line("a\u{1b}[31mred\u{7}\u{202e}x\r\nnext\n"), "a [31mred x next");
        for c in "\n\r\t\u{b}\u{c}\u{85}\u{9b}\u{2028}\u{2029}".chars() {
            assert_eq!(one_line(&format!("t{c}\u{2003}{c}✓ Connected{c}")), "t ✓ Connected", "{c:?}");
        }
        for c in "\u{61c}\u{200b}\u{200f}\u{202e}\u{2060}\u{2064}\u{feff}\u{ad}\u{180e}".chars() {
            assert_eq!(one_line(&format!("{c} t{c} {c} ✓ Conn{c}ected {c}")), "t ✓ Connected", "{c:?}");
        }
        assert_eq!(one_line("4\u{a0}123 å"), "4\u{a0}123 å");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn no_line_of_a_quoted_text_passes_for_ours() {
        let text = "{\n  \"a\": 1\n\n✓ Connected\u{2028}x\u{1b}[2K\u{202e}\r\nlast\n\n";
        assert_eq!(quoted(text), "  | {\n  |   \"a\": 1\n  | \n  | ✓ Connected x [2K\n  | last\n");
        assert_eq!(quoted(""), "");
    }

    #[test]
    fn a_document_means_the_same_spelled_out() {
        for value in
            ["å ✓ \\ \" \n", "x\u{202e}y\u{2028}", "\\\u{ad}\u{7f}\u{85}\u{feff}", "\u{e0041}\u{1f600}"]
        {
            let plain = serde_json::to_string_pretty(&serde_json::json!({ (value): [value] })).unwrap();
            let spelled = spelled_out(&plain);
            assert!(!spelled.contains(|c: char| c != '\n' && is_unseen(c)), "{spelled}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&spelled).unwrap(),
                serde_json::from_str::<serde_json::Value>(&plain).unwrap()
            );
        }
        assert_eq!(spelled_out("\"\u{e0041}\u{ad}\""), "\"\\udb40\\udc41\\u00ad\"");
        assert!(matches!(spelled_out("{\"å\": \"✓\"}\n"), Cow::Borrowed(_)));
    }
}
