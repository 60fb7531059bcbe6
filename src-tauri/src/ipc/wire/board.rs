//! Many customers at once: checking them, bringing them in from a list, and taking them along in a file.

use serde::{Deserialize, Serialize};

use super::CustomerRow;

super::wire! {
    /// How far the checking of many has come.
    #[derive(Debug, Default, Clone, Serialize)]
    struct CheckAllCounts {
        pub total: u32,
        pub done: u32,
        pub connected: u32,
        pub needs_attention: u32,
        pub unknown: u32,
        /// Were not asked about: removed meanwhile, or there is no secret to ask with.
        pub left_out: u32,
        /// What kept some from being asked about, or from being written down, in the asked language.
        pub held_up: Vec<String>,
    }

    /// One more began or ended.
    #[derive(Debug, Serialize)]
    struct CheckAllProgress {
        pub counts: CheckAllCounts,
        /// The rows that are being checked right now.
        #[cfg_attr(test, ts(type = "number[]"))]
        pub running: Vec<i64>,
        /// The one that has just ended, as it stands now.
        pub customer: Option<CustomerRow>,
    }

    /// Something in a list that cannot be added as it is.
    #[derive(Debug, Serialize)]
    struct ImportProblem {
        /// The line of the list, counted from one.
        pub line: u32,
        #[cfg_attr(test, ts(type = "ImportFault"))]
        pub fault: &'static str,
        /// What stands there.
        pub value: String,
        /// The line it repeats, or the name of the customer it already is, or what can be entered instead.
        pub other: Option<String>,
        /// What Microsoft's answer means, and what to do, in the asked language.
        pub title: Option<String>,
        pub next_step: Option<String>,
    }

    /// A line that can be added.
    #[derive(Debug, Serialize)]
    struct ImportLine {
        pub line: u32,
        pub name: String,
        pub tenant: String,
    }

    /// A list as it was read; nothing is added yet.
    #[derive(Debug, Serialize)]
    struct ImportReading {
        /// How many lines can be added.
        pub ready: u32,
        /// The first of them, to look at.
        pub sample: Vec<ImportLine>,
        pub problems: Vec<ImportProblem>,
    }

    /// Where the tenants of a list are being looked up.
    #[derive(Debug, Serialize)]
    struct ImportProgress {
        pub total: u32,
        pub done: u32,
    }

    /// A list whose tenants were looked up; nothing is added yet.
    #[derive(Debug, Serialize)]
    struct ImportFound {
        pub ready: u32,
        pub problems: Vec<ImportProblem>,
        /// It was stopped before the last line.
        pub stopped: bool,
    }

    /// What was added.
    #[derive(Debug, Serialize)]
    struct ImportAdded {
        #[cfg_attr(test, ts(type = "number[]"))]
        pub customers: Vec<i64>,
    }
}

/// The kind of file a board is saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BoardFormat {
    /// For a spreadsheet.
    Csv,
    /// For a script.
    Json,
}
