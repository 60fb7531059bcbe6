//! What somebody pastes to have it explained.

use consentry_onboarding::consent::LinkState;
use consentry_onboarding::consent::lint;
use consentry_onboarding::explain::{self, Context, Kind};
use consentry_words::{self as words, Lang};
use time::macros::datetime;

use crate::{holds_a_token, text};

/// The longest that is shown again of what was pasted, with room for what stands in place of credentials.
const LONGEST_SHOWN: usize = 9 * 1024;

/// Any text is explained, in both languages; it shows no token, is never called proved, and says the same twice.
pub fn paste(bytes: &[u8]) {
    let text = text(bytes);
    let context = Context::at(datetime!(2026-11-22 12:00 UTC));
    let told = explain::explain(&text, &context);
    assert!(told.raw.len() <= LONGEST_SHOWN, "{} bytes are shown again", told.raw.len());
    assert!(!holds_a_token(&told.raw), "a token is shown: {}", told.raw);
    if told.kind == Kind::Token {
        assert!(told.cause.is_some(), "a pasted token is called proved");
    }
    for lang in [Lang::En, Lang::Sv] {
        let said = words::explained(lang, &told, None);
        assert!(!said.title.is_empty() && !said.meaning.is_empty(), "nothing is said of {:?}", told.kind);
        let all = said.next_steps.iter().chain(&said.details).chain([&said.title, &said.meaning]);
        assert!(all.into_iter().all(|line| !holds_a_token(line)));
    }
    assert_eq!(told, explain::explain(&text, &context));
    explain::token_in(&text);
}

/// Any text is read as a consent link, and what is offered instead goes to Microsoft.
pub fn consent_link(bytes: &[u8]) {
    let lint = lint::lint(&text(bytes), None);
    let Some(state) = LinkState::parse("fuzzing-0123456789abcdef") else { panic!("a state") };
    if let Some(correction) = &lint.correction {
        let url = correction.link(&state).url;
        assert_eq!(url.scheme(), "https");
        let host = url.host_str().unwrap_or_default();
        assert!(
            ["login.microsoftonline.com", "login.microsoftonline.us"].contains(&host),
            "another host is offered: {host}"
        );
        assert!(url.username().is_empty() && url.password().is_none() && url.port().is_none());
    }
}
