//! Standard output and standard error: who may say what where.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};

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
        self.text(&text)
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

    /// A remark on standard error.
    pub fn note(self, text: &str) {
        self.aside(&format!("consentry: {}\n", printable(text)));
    }

    /// Says what went wrong where there is no verdict.
    pub fn trouble(self, trouble: &Trouble) -> Exit {
        let detail = printable(trouble.detail());
        if self.json {
            let error = ErrorLine { code: trouble.code(), detail: &detail };
            // Where standard output itself is broken, the exit status is all that is left.
            let _ = self.document(&ErrorDocument { error });
        } else {
            self.note(&detail);
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

/// A text from elsewhere, fit for a terminal: nothing in it can move the cursor, colour or turn the line around.
pub fn printable(text: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.trim_end().chars().map(|c| if (c.is_control() && c != '\n') || turns(c) { ' ' } else { c }).collect()
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
    fn a_server_s_text_cannot_move_the_cursor() {
        assert_eq!(printable("a\u{1b}[31mred\u{7} \u{202e}x\r\nnext\n"), "a [31mred   x \nnext");
    }
}
