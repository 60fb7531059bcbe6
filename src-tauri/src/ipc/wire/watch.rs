//! The watch for consent, and the answer that is caught on this computer.

use consentry_onboarding::verdict::{Cause, Verdict};
use serde::Serialize;

use super::{ReturnedView, WatchView};

super::wire! {
    /// What a look for consent found; `said` words its cause.
    #[derive(Debug, Serialize)]
    struct LookView {
        pub at: String,
        #[cfg_attr(test, ts(type = "Verdict"))]
        pub verdict: Verdict,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        pub said: String,
    }

    /// A customer's latest look in this session.
    #[derive(Debug, Serialize)]
    struct LatestLook {
        #[cfg_attr(test, ts(type = "Realm"))]
        pub realm: crate::house::Realm,
        #[cfg_attr(test, ts(type = "number"))]
        pub customer: i64,
        pub look: LookView,
    }

    /// Something happened to a watch. `recorded`: there is a new check in the customer's history. `said` tells an end in
    /// one line, in the asked language.
    #[derive(Debug, Serialize)]
    struct WatchNews {
        #[cfg_attr(test, ts(type = "Realm"))]
        pub realm: crate::house::Realm,
        #[cfg_attr(test, ts(type = "number"))]
        pub customer: i64,
        pub looking: bool,
        pub watch: Option<WatchView>,
        pub look: Option<LookView>,
        pub recorded: bool,
        #[cfg_attr(
            test,
            ts(type = "\"connected\" | \"consented\" | \"blocked\" | \"over\" | \"stopped\" | null")
        )]
        pub ended: Option<&'static str>,
        pub said: Option<String>,
    }

    /// The address on this computer that waits for the answer, and until when.
    #[derive(Debug, Clone, Serialize)]
    struct AnswerPlace {
        pub address: String,
        pub until: String,
    }

    /// How waiting for the answer ended; `returned` says what came, where something came.
    #[derive(Debug, Serialize)]
    struct AnswerWait {
        #[cfg_attr(test, ts(type = "\"answered\" | \"timed-out\" | \"cancelled\""))]
        pub end: &'static str,
        pub returned: Option<ReturnedView>,
    }
}
