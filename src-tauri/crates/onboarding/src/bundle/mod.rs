//! A file for support: what is known of one or several customers, to be looked at on another machine.
//!
//! Whoever helps sees the same verdicts, the same evidence and the same history as whoever asked, without a network,
//! without the secret and, unless the person chose otherwise, without a name or an ID of anybody. Two rules hold:
//!
//! * **What goes in is listed.** The file has types of its own ([`document`]); each field of a record is copied or left
//!   out by name ([`write`](mod@write)). A field that is added to a record later stops the build here until somebody
//!   has decided about it.
//! * **What is replaced stays itself.** The same tenant gets the same made-up ID wherever it stands, two tenants never
//!   get the same ([`disguise`]), so that judging the file comes to what judging the original came to. Which name stands
//!   for whom is told to the person who makes the file and is not in it.
//!
//! Reading is strict ([`read`](mod@read)): whatever is in a file, it becomes a few records in memory or a reason why
//! not, and never touches the registry. What is shown of them is judged here and now from the evidence in the file; what
//! the file says of its verdicts is told beside it where it differs.
//!
//! A long history is shortened ([`choice`]): the newest checks and those at which it turned are taken along, and how many
//! are left out where is written down, so that nobody takes what is counted in the file for all there was.

mod choice;
mod clean;
mod disguise;
mod document;
mod read;
#[cfg(test)]
mod tests;
mod texts;
mod write;

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::history::{HistoryPage, Kept, Milestones, PastCheck};
use crate::judge;
use crate::records::{AppRecord, CheckRow, CustomerRecord};
use crate::standing::{Outcome, Proved, Standing};
use crate::verdict::{Actor, Cause, Verdict};

pub use read::{Unopened, looks_like, open};
pub use write::make;

/// What the file calls itself.
pub const FORMAT: &str = "consentry-support-bundle";
/// The version that is written. Counts up when an older reader would misread what is new; what an older reader can do
/// without is added without that, since a reader passes over what it does not know.
pub const VERSION: u32 = 1;
/// Most customers in one file.
pub const MOST_CUSTOMERS: usize = 200;
/// Most checks of one customer in a file.
pub const MOST_CHECKS: usize = 50;
/// Most checks in a file of many customers; each customer has [`FEWEST_CHECKS`] all the same.
const MOST_CHECKS_IN_ALL: usize = 1_500;
const FEWEST_CHECKS: usize = 5;
/// Longest file that is opened. The longest that is made is about half of that.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// How many checks of each of so many customers go into a file.
pub fn checks_each(customers: usize) -> usize {
    (MOST_CHECKS_IN_ALL / customers.max(1)).clamp(FEWEST_CHECKS, MOST_CHECKS)
}

/// Names and IDs in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// Made-up ones stand instead.
    #[default]
    Replaced,
    /// The person chose to keep them.
    Kept,
}

/// Where and by what a file is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    /// Program and version.
    pub program: String,
    /// The operating system's name, such as `linux`.
    pub system: String,
    /// The processor's, such as `x86_64`.
    pub processor: String,
}

impl Maker {
    /// This program, on a machine whose system and processor the caller names.
    pub fn this_program(system: &str, processor: &str) -> Self {
        Self {
            program: concat!("consentry ", env!("CARGO_PKG_VERSION")).to_owned(),
            system: system.to_owned(),
            processor: processor.to_owned(),
        }
    }
}

/// A customer as it goes into a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The customer.
    pub customer: CustomerRecord,
    /// Whose customer it is.
    pub app: AppRecord,
    /// Its checks with their places in the whole history, in which the oldest is 1; newest first.
    pub checks: Vec<Kept>,
    /// How many checks the whole history has.
    pub in_all: usize,
}

/// A file that was made and is not yet saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The whole file.
    pub text: String,
    /// Whether names and IDs are in it.
    pub names: Names,
    /// What stands for whom, for the person who makes it; nothing where names were kept.
    pub replaced: Vec<Replaced>,
    /// How many customers are in it.
    pub customers: usize,
    /// How many checks.
    pub checks: usize,
    /// How many checks of their histories are not.
    pub left_out: usize,
    /// When the oldest of these checks ended, and the newest.
    pub span: Option<(OffsetDateTime, OffsetDateTime)>,
}

/// A name and what stands instead of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// As it is recorded.
    pub name: String,
    /// In the file.
    pub instead: String,
}

/// A file that was opened: records in memory, and nowhere else.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// When it was made.
    pub made_at: OffsetDateTime,
    /// By which program and version.
    pub made_by: String,
    /// The system it was made on, such as `linux x86_64`.
    pub system: String,
    /// [`judge::RULES`] of that program.
    pub rules: u32,
    /// Whether its names are the customers' own.
    pub names: Names,
    /// Checks that were judged otherwise when they were made than the rules of this program judge them.
    pub judged_otherwise: usize,
    /// The customers in it, in its order.
    pub customers: Vec<OpenedCustomer>,
}

/// A customer in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedCustomer {
    /// The customer; its row is negative, so that no registry has one like it.
    pub customer: CustomerRecord,
    /// Whose customer it is.
    pub app: AppRecord,
    /// Its checks with their places in the whole history, newest first by their times; judged by the rules of this
    /// program.
    pub checks: Vec<Kept>,
    /// What there is to say of some of them: what the file says of those that were judged otherwise when it was made, and
    /// which are not this customer's.
    pub otherwise: BTreeMap<CheckRow, Then>,
    /// How many checks of the history are not in the file; none where the file does not say, as older ones do not.
    pub left_out: Option<usize>,
}

/// What there is to say of a check in a file that its evidence alone does not show: most of all a verdict that this program
/// does not come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// As it was judged then.
    Judged(Verdict, Cause),
    /// It calls the check connected, which its evidence does not prove by the rules of this program.
    CalledConnected,
    /// It says what no rules ever said.
    Impossible,
    /// The check was of another tenant than the customer's.
    AnotherTenant,
    /// The check proved something of another app than the one it is recorded with.
    AnotherApp,
    /// The check ended after the file was made. Its verdict is that of its evidence.
    LaterThanFile,
}

impl Then {
    /// Whether the file's verdict is another than the one here, whatever the reason.
    pub fn is_another_verdict(self) -> bool {
        match self {
            Self::Judged(..) | Self::CalledConnected | Self::Impossible | Self::AnotherApp => true,
            Self::AnotherTenant | Self::LaterThanFile => false,
        }
    }
}

impl OpenedCustomer {
    /// How it stands, by the evidence that is in the file.
    pub fn standing(&self) -> Option<Standing> {
        let proved = self.checks.iter().find(|kept| kept.check.verdict != Verdict::Unknown);
        Some(Standing {
            customer: self.customer.row,
            attempt: Outcome::from(&self.checks.first()?.check),
            proved: proved.map(|kept| Proved::from(&kept.check)),
        })
    }

    /// Its whole history, folded.
    pub fn history(&self) -> HistoryPage {
        let mut history = HistoryPage::of(&self.checks, None);
        while let Some(before) = history.more {
            let below = HistoryPage::of(&self.checks, Some(before));
            history.runs.extend(below.runs);
            history.more = below.more;
        }
        history
    }

    /// Where its history turned.
    pub fn milestones(&self) -> Option<Milestones> {
        Milestones::of(&self.checks)
    }

    /// One of its checks.
    pub fn check(&self, row: CheckRow) -> Option<PastCheck> {
        PastCheck::of(&self.checks, row)
    }

    /// What the file says of its newest check, where that was judged otherwise.
    pub fn then(&self) -> Option<Then> {
        self.otherwise.get(&self.checks.first()?.row).copied()
    }

    /// The latest verdict in one line: for lists and for the terminal.
    pub fn in_short(&self) -> InShort {
        let latest = self.checks.first().map(|kept| (kept.check.at, judge::judge(&kept.check.evidence)));
        InShort {
            name: self.customer.name.clone(),
            tenant_id: self.customer.tenant_id.to_string(),
            verdict: latest.as_ref().map(|(_, judgement)| judgement.verdict),
            cause: latest.as_ref().and_then(|(_, judgement)| judgement.cause),
            who_acts: latest.as_ref().map_or(Actor::Partner, |(_, judgement)| judgement.who_acts),
            checked_at: latest.map(|(at, _)| at),
            checks: self.checks.len(),
            checks_left_out: self.left_out,
        }
    }
}

/// One customer of a file in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InShort {
    /// Its name in the file.
    pub name: String,
    /// Its tenant in the file.
    pub tenant_id: String,
    /// The latest verdict; none where it was never checked.
    pub verdict: Option<Verdict>,
    /// Why.
    pub cause: Option<Cause>,
    /// Who has to act; the partner where it was never checked.
    pub who_acts: Actor,
    /// When the latest check ended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub checked_at: Option<OffsetDateTime>,
    /// How many checks are in the file.
    pub checks: usize,
    /// How many of its history are not; none where the file does not say.
    pub checks_left_out: Option<usize>,
}
