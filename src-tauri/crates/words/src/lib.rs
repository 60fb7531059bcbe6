//! What Consentry says, in English and in Swedish: window and command line speak the same sentences.
//!
//! Everything here is a pure function from what the core found to text. The core knows no prose, so that a
//! verdict can be told in two languages; this crate knows no judging, so that no wording ever changes a
//! verdict.
//!
//! Short labels stand side by side in [`mod@labels`]. Sentences live in `en` and `sv`, one file per theme,
//! each a `match` over every cause or finding: a text that is missing in one language does not compile.
//!
//! House style: plain and calm, never blaming, and it says what to click. Portal labels stay English in both
//! languages, since that is what most tenants show; they are gathered in `portal`. A headline, a label and a
//! finding end without a full stop; a meaning and a next step are whole sentences.

mod board;
mod calls;
mod changes;
mod claims;
mod codes;
pub mod dates;
mod en;
mod explained;
mod hand_over;
mod kit;
pub mod labels;
mod landing;
mod lang;
mod lessons;
mod links;
mod lint;
mod matter;
mod permissions;
mod portal;
mod portal_guide;
mod portal_paths;
mod refusals;
mod repair;
pub mod report;
mod returned;
mod screens;
mod snippets;
mod support;
mod sv;
mod watching;

use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::verdict::{Finding, Judgement};

pub use crate::board::{BoardLine, board_csv, board_file, board_json};
pub use crate::calls::{area_name, call_notice, call_title, retirement_notice};
pub use crate::changes::{
    ChangeReport, ChangeWords, SinceReport, SinceWords, change, since_it_worked, since_lines,
};
pub use crate::claims::claim_meaning;
pub use crate::codes::{CodeContext, CodeWords, code_meaning, code_meaning_in, code_meanings};
pub use crate::explained::{Explained, explained, explained_kind};
pub use crate::hand_over::{
    HandOverFacts, Summary, hand_over_summary, token_in_git_folder, token_in_synced_folder,
};
pub use crate::kit::{
    KitFacts, KitPermission, Message, RedirectKind, consent_message, mail_file, message_file_name,
};
pub use crate::labels::{actor, cause_title, check_label, cloud, failure, token_problem, verdict_word};
pub use crate::landing::{LandingCase, LandingFacts, LandingWords, landing_page, landing_words};
pub use crate::lang::{Clocks, Lang, NotALanguage, Voice};
pub use crate::lessons::{Lesson, lesson};
pub use crate::links::link_warning;
pub use crate::lint::{flaw_words, lint_words};
use crate::matter::Matter;
pub use crate::permissions::{PermissionWords, permission_info};
pub use crate::portal_guide::{PORTAL_LABELS, PortalLabels, portal_path};
pub use crate::refusals::{RefusalWords, api_meaning, api_meaning_of_call};
pub use crate::repair::{RepairFacts, repair_text};
pub use crate::report::Report;
pub use crate::returned::returned;
pub use crate::screens::{call_flag, not_at_home, registry_emptied, registry_set_aside};
pub use crate::snippets::{CodeLanguage, CodeWay, SECRET_VARIABLE, Snippet, SnippetFacts, snippets};
pub use crate::support::{and_more_checks, in_short, judged_then, left_out, support_file_name, unopened};
pub use crate::watching::{answer_page, preferred_language, watch_ended};

/// One line of the evidence list: what a check found, with its values.
pub fn finding(lang: Lang, finding: &Finding) -> String {
    match lang {
        Lang::En => en::finding(finding),
        Lang::Sv => sv::finding(finding),
    }
}

/// The verdict in one line, without a full stop.
pub fn headline(voice: impl Into<Voice>, evidence: &Evidence, judgement: &Judgement) -> String {
    let matter = Matter::new(voice.into(), evidence, judgement);
    match matter.voice.lang {
        Lang::En => en::headline(&matter),
        Lang::Sv => sv::headline(&matter),
    }
}

/// What the verdict means, in one or two sentences, using what Consentry's own record knows; none where the
/// headline says it all.
pub fn meaning(voice: impl Into<Voice>, evidence: &Evidence, judgement: &Judgement) -> Option<String> {
    let matter = Matter::new(voice.into(), evidence, judgement);
    match matter.voice.lang {
        Lang::En => en::meaning(&matter),
        Lang::Sv => sv::meaning(&matter),
    }
}

/// The one thing to do next, as one sentence to whoever reads: partner staff.
pub fn next_step(voice: impl Into<Voice>, evidence: &Evidence, judgement: &Judgement) -> String {
    let matter = Matter::new(voice.into(), evidence, judgement);
    match matter.voice.lang {
        Lang::En => en::next_step(&matter),
        Lang::Sv => sv::next_step(&matter),
    }
}
