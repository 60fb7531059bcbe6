//! What goes with a consent link, links from elsewhere, and the partner's own page.

use serde::{Deserialize, Serialize};

use super::FlawView;

super::wire! {
    /// What there is to say of a link from elsewhere, worst first. `sound`: it can be sent as it is.
    #[derive(Debug, Serialize)]
    struct LintView {
        pub sound: bool,
        pub findings: Vec<FlawView>,
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
