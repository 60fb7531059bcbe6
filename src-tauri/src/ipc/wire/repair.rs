//! What is to be done, the text for whoever does it, and what a token may call.

use consentry_onboarding::portal::PortalPage;
use consentry_onboarding::repair::{Action, Reader};
use consentry_onboarding::secret::PastedText;
use consentry_words::Lang;
use serde::{Deserialize, Serialize};

use super::CallView;

super::wire! {
    /// One thing to do; `page` names the page for `open-portal` only.
    #[derive(Debug, Serialize)]
    struct NextStepView {
        #[cfg_attr(test, ts(type = "NextAction"))]
        pub action: Action,
        #[cfg_attr(test, ts(type = "PortalPage | null"))]
        pub page: Option<PortalPage>,
    }

    /// What is to be done about a finding.
    #[derive(Debug, Serialize)]
    struct RepairView {
        pub first: NextStepView,
        pub also: Vec<NextStepView>,
        /// Who can be written to, the one who acts first.
        #[cfg_attr(test, ts(type = "TextReader[]"))]
        pub readers: Vec<Reader>,
        /// The number that Microsoft's own page explains.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub number: Option<u64>,
    }

    /// What a text is about: a customer's latest check, or what somebody pasted, and perhaps whom that is about.
    #[derive(Debug, Deserialize)]
    struct RepairAbout {
        #[cfg_attr(test, ts(type = "number | null"))]
        pub customer: Option<i64>,
        #[cfg_attr(test, ts(type = "string | null"))]
        pub pasted: Option<PastedText>,
        #[cfg_attr(test, ts(type = "TextReader"))]
        pub to: Reader,
        /// The reader's language.
        #[cfg_attr(test, ts(type = "Lang"))]
        pub reader: Lang,
    }

    /// The text for a reader, in the reader's language.
    #[derive(Debug, Serialize)]
    struct RepairText {
        pub subject: String,
        pub text: String,
        /// Whether a mail program takes it.
        pub mail: bool,
        /// Whether it carries the customer's consent link.
        pub has_link: bool,
        /// By which it is copied or sent.
        pub number: u32,
    }

    /// Every call of the catalogue, and what these permissions mean for it.
    #[derive(Debug, Serialize)]
    struct CallsView {
        pub calls: Vec<CallView>,
        /// What is to be known of the whole API.
        pub notice: &'static str,
    }

    /// A permission that is missing for a task; `declared` is null where no record of the app is at hand.
    #[derive(Debug, Serialize)]
    struct MissingView {
        pub value: String,
        pub name: Option<&'static str>,
        pub declared: Option<bool>,
    }

    /// From tasks back to what is missing for them.
    #[derive(Debug, Serialize)]
    struct ReachView {
        pub missing: Vec<MissingView>,
        /// Declared by the app's record and not needed for these tasks; a consent link asks for them all the same.
        pub beyond: Vec<String>,
    }
}
