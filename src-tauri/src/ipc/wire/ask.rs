//! What goes with a consent link, links from elsewhere, and the partner's own page.

use consentry_onboarding::consent::lint::Severity;
use serde::{Deserialize, Serialize};

super::wire! {
    /// One thing that is wrong with a link, in the asked language.
    #[derive(Debug, Serialize)]
    struct LintFindingView {
        #[cfg_attr(test, ts(type = "string"))]
        pub id: &'static str,
        #[cfg_attr(test, ts(type = "\"error\" | \"warning\" | \"note\""))]
        pub severity: Severity,
        pub title: String,
        pub explanation: String,
        /// What stands in the link, shortened and without secrets.
        pub found: Option<String>,
        /// What should stand there.
        pub expected: Option<String>,
    }

    /// What there is to say of a link from elsewhere, worst first. `sound`: it can be sent as it is.
    #[derive(Debug, Serialize)]
    struct LintView {
        pub sound: bool,
        pub findings: Vec<LintFindingView>,
        /// The link to use instead; null where the link is sound.
        pub good: Option<String>,
    }

    /// The message that goes with a link, in its reader's language.
    #[derive(Debug, Serialize)]
    struct KitView {
        pub subject: String,
        pub text: String,
        /// What a mail program takes of it.
        #[cfg_attr(test, ts(type = "\"whole\" | \"short\" | \"too-long\""))]
        pub mail: &'static str,
    }

    /// A link as a QR code: the dark modules as the path of a drawing, one unit to a module.
    #[derive(Debug, Serialize)]
    struct QrView {
        pub path: String,
        /// Its width and height, the quiet zone with it.
        pub size: u32,
    }

    /// One thing that the partner's own page can say.
    #[derive(Debug, Serialize)]
    struct LandingCaseView {
        #[cfg_attr(test, ts(type = "\"done\" | \"declined\" | \"not-an-admin\" | \"refused\" | \"nothing\""))]
        pub id: &'static str,
        pub title: String,
        pub text: String,
    }

    /// What the partner's own page says, in its reader's language.
    #[derive(Debug, Serialize)]
    struct LandingView {
        pub cases: Vec<LandingCaseView>,
        pub by: Option<String>,
        /// The address where links lead to it; null where they lead elsewhere.
        pub hosted_at: Option<String>,
    }
}

/// As which file a message is saved.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(Serialize))]
#[serde(rename_all = "lowercase")]
pub enum KitFile {
    /// For a mail program.
    Eml,
    /// A page.
    Html,
}
