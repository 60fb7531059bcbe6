//! What a pasted text is, and a token entry by entry.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::lint::Severity;
use consentry_onboarding::explain::Kind;
use consentry_onboarding::verdict::{Actor, Cause, CheckStatus};
use serde::Serialize;

use super::{RepairView, Report};

super::wire! {
    /// One flaw of a consent link, in the asked language.
    #[derive(Debug, Serialize)]
    struct FlawView {
        pub id: &'static str,
        #[cfg_attr(test, ts(type = "Severity"))]
        pub severity: Severity,
        pub title: &'static str,
        pub detail: &'static str,
        /// What stands in the link, shortened, and what should.
        pub found: Option<String>,
        pub expected: Option<String>,
    }

    /// One entry of a token. `moment` instead of `value` for times; `why` says what the check that looks at it found.
    #[derive(Debug, Serialize)]
    struct ClaimView {
        pub name: String,
        pub value: String,
        pub moment: Option<String>,
        pub meaning: Option<&'static str>,
        #[cfg_attr(test, ts(type = "CheckStatus | null"))]
        pub status: Option<CheckStatus>,
        pub why: Option<String>,
    }

    /// A token as it was read; never the token.
    #[derive(Debug, Serialize)]
    struct TokenReading {
        pub report: Report,
        pub claims: Vec<ClaimView>,
        /// Whether its signature was held against the published keys.
        pub verified: bool,
        /// The permissions in it that count at Defender: none in a token for another API, or of a signed-in user.
        pub held: Vec<String>,
    }

    /// Whose a pasted text is, by rows of the registry.
    #[derive(Debug, Serialize)]
    struct AboutView {
        #[cfg_attr(test, ts(type = "number | null"))]
        pub customer: Option<i64>,
        /// The text named the customer; nobody chose it.
        pub by_text: bool,
        /// Those it may be about, where that is not known.
        #[cfg_attr(test, ts(type = "number[]"))]
        pub customers: Vec<i64>,
        #[cfg_attr(test, ts(type = "number | null"))]
        pub app: Option<i64>,
        #[cfg_attr(test, ts(type = "number[]"))]
        pub apps: Vec<i64>,
        /// The app that the text names, ours or not.
        pub app_id: Option<String>,
        /// The cloud whose hosts the text names.
        #[cfg_attr(test, ts(type = "CloudId | null"))]
        pub cloud: Option<CloudId>,
    }

    /// What a pasted text is, means, and asks of whom, in the asked language.
    #[derive(Debug, Serialize)]
    struct ExplanationView {
        #[cfg_attr(test, ts(type = "PasteKind"))]
        pub kind: Kind,
        pub kind_name: &'static str,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        pub reason: Option<String>,
        #[cfg_attr(test, ts(type = "Actor"))]
        pub who_acts: Actor,
        pub understood: bool,
        pub title: String,
        pub meaning: String,
        pub next_steps: Vec<String>,
        pub repair: RepairView,
        pub details: Vec<String>,
        #[cfg_attr(test, ts(type = "number[]"))]
        pub codes: Vec<u64>,
        pub code: Option<String>,
        pub correlation_id: Option<String>,
        pub trace_id: Option<String>,
        /// The text, cleaned of tokens and secrets, and shortened.
        pub raw: String,
        /// What else is in the text.
        pub also: Vec<&'static str>,
        pub flaws: Vec<FlawView>,
        /// The link to send instead of a faulty one.
        pub corrected: Option<String>,
        pub about: AboutView,
        pub token: Option<TokenReading>,
    }
}
