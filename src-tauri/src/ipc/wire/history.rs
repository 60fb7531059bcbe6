//! A customer's history: runs of checks that came to the same, one check out of it, and what changed since it worked.

use consentry_onboarding::verdict::{Cause, Verdict};
use serde::Serialize;

use super::Report;

super::wire! {
    /// Checks in a row that came to the same. Checks are named by their place in the history.
    #[derive(Debug, Serialize)]
    struct HistoryRun {
        #[cfg_attr(test, ts(type = "number"))]
        pub newest: i64,
        pub newest_at: String,
        #[cfg_attr(test, ts(type = "number"))]
        pub oldest: i64,
        pub oldest_at: String,
        pub count: u32,
        #[cfg_attr(test, ts(type = "Verdict"))]
        pub verdict: Verdict,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        /// As judged then, in the asked language.
        pub headline: String,
        /// What turned with the oldest of them, attempts that learned nothing passed over.
        #[cfg_attr(test, ts(type = "\"broke\" | \"works-again\" | null"))]
        pub turn: Option<&'static str>,
        /// So many older checks, before the next line, a support file leaves out.
        pub left_out: u32,
        /// What a support file says of them, where they are judged otherwise here.
        pub then: Option<String>,
    }

    /// Part of a history, newest first. The last run may go on on the next page.
    #[derive(Debug, Serialize)]
    struct HistoryPage {
        pub runs: Vec<HistoryRun>,
        /// The next page holds what was checked before this one; null where the history ends.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub more: Option<i64>,
    }

    /// One difference between then and now, in the asked language.
    #[derive(Debug, Serialize)]
    struct ChangeView {
        pub id: &'static str,
        /// It can be the reason.
        pub bears: bool,
        pub title: String,
        pub meaning: Option<String>,
        /// The permissions it names.
        pub permissions: Vec<String>,
    }

    /// What became of a customer that once was connected, in the asked language.
    #[derive(Debug, Serialize)]
    struct SinceItWorked {
        /// The last check that was connected.
        #[cfg_attr(test, ts(type = "number"))]
        pub worked: i64,
        pub worked_at: String,
        /// The first one after it that proved otherwise; null where nothing was proved since.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub failed: Option<i64>,
        pub failed_at: Option<String>,
        /// What that one found.
        pub failed_title: Option<String>,
        /// What more is to be said of the time since.
        pub notes: Vec<String>,
        /// That nothing explains it, and what cannot be seen from here.
        pub unexplained: Option<String>,
        pub changes: Vec<ChangeView>,
    }

    /// One check out of a history: the verdict as judged then, the evidence of then in words of today.
    #[derive(Debug, Serialize)]
    struct PastCheck {
        pub report: Report,
        /// What the same evidence comes to by today's rules, where that is something else.
        pub today: Option<String>,
        /// In a support file: what it says of the verdict, where today's rules judge otherwise.
        pub then: Option<String>,
        /// Program and version that checked.
        pub made_by: String,
        /// The check before it and the one after it.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub earlier: Option<i64>,
        #[cfg_attr(test, ts(type = "number | null"))]
        pub later: Option<i64>,
    }
}
