//! Files for support.

use consentry_onboarding::verdict::{Actor, Cause, Verdict};
use serde::Serialize;

super::wire! {
    /// A name and what stands instead of it in the file.
    #[derive(Debug, Serialize)]
    struct Replaced {
        pub name: String,
        pub instead: String,
    }

    /// A file for support that was made and is not saved yet.
    #[derive(Debug, Serialize)]
    struct SupportPreview {
        /// Names it when it is saved.
        pub number: u32,
        /// The first part of the file.
        pub text: String,
        /// So many parts it is shown in.
        pub parts: u32,
        pub bytes: u32,
        pub customers: u32,
        /// So many were one too many for a file.
        pub left_out: u32,
        pub checks: u32,
        /// So many checks of long histories are not in it.
        pub checks_left_out: u32,
        /// When the oldest check in it ended, and the newest.
        pub from: Option<String>,
        pub to: Option<String>,
        /// What stands for whom; empty where names were kept.
        pub replaced: Vec<Replaced>,
    }

    /// A customer in an open file.
    #[derive(Debug, Serialize)]
    struct SupportCustomer {
        pub name: String,
        pub tenant_id: String,
        #[cfg_attr(test, ts(type = "Verdict | null"))]
        pub verdict: Option<Verdict>,
        #[cfg_attr(test, ts(type = "Cause | null"))]
        pub cause: Option<Cause>,
        #[cfg_attr(test, ts(type = "Actor | null"))]
        pub who_acts: Option<Actor>,
        /// What stands in the way, in the asked language.
        pub summary: Option<String>,
        pub checked_at: Option<String>,
        pub checks: u32,
        /// So many of its history are not in the file; null where the file does not say.
        pub checks_left_out: Option<u32>,
        /// What the file says of the newest verdict, where it says something else.
        pub then: Option<String>,
    }

    /// A file that is open.
    #[derive(Debug, Serialize)]
    struct SupportFileView {
        pub made_at: String,
        pub made_by: String,
        pub system: String,
        /// The rules of the program that made it.
        pub rules: u32,
        pub names_kept: bool,
        /// Checks that this program judges otherwise than they were judged when they were made.
        pub judged_otherwise: u32,
        pub customers: Vec<SupportCustomer>,
    }
}
