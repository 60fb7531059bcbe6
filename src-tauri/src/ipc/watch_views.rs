//! Watches and waits as the window sees them.

use std::time::Duration;

use consentry_onboarding::consent::RedirectUri;
use consentry_onboarding::desk::WatchEnd;
use consentry_onboarding::records::CustomerRow;
use consentry_platform::LoopbackProblem;
use consentry_words::{self as words, Lang};
use time::OffsetDateTime;

use super::views::{moment, watch};
use super::wire;
use crate::house::Realm;
use crate::watching::{LatestLook, News};

fn look(look: &LatestLook, lang: Lang) -> wire::LookView {
    let said =
        look.cause.map_or(words::verdict_word(lang, look.verdict), |cause| words::cause_title(lang, cause));
    wire::LookView { at: moment(look.at), verdict: look.verdict, cause: look.cause, said: said.to_owned() }
}

/// What a customer's latest look found.
pub fn latest_look(realm: Realm, customer: CustomerRow, latest: &LatestLook, lang: Lang) -> wire::LatestLook {
    wire::LatestLook { realm, customer: customer.0, look: look(latest, lang) }
}

/// News of a watch.
pub fn watch_news(news: &News, lang: Lang) -> wire::WatchNews {
    wire::WatchNews {
        realm: news.realm,
        customer: news.customer.0,
        looking: news.looking,
        watch: news.watch.map(watch),
        look: news.look.as_ref().map(|latest| look(latest, lang)),
        recorded: news.recorded,
        ended: news.end.map(|end| match end {
            WatchEnd::Connected => "connected",
            WatchEnd::Consented => "consented",
            WatchEnd::Blocked => "blocked",
            WatchEnd::Over => "over",
            WatchEnd::Stopped => "stopped",
        }),
        said: news.said.clone(),
    }
}

/// Where the answer is waited for.
pub fn answer_place(address: &RedirectUri, limit: Duration) -> wire::AnswerPlace {
    let until = moment(OffsetDateTime::now_utc() + limit);
    wire::AnswerPlace { address: address.as_str().to_owned(), until }
}

/// Why no answer can be waited for.
pub fn loopback(problem: &LoopbackProblem) -> wire::CommandError {
    let id = match problem {
        LoopbackProblem::NotLoopback => "not-loopback",
        LoopbackProblem::PortTaken(_) => "port-taken",
        LoopbackProblem::PortForbidden(_) => "port-forbidden",
        LoopbackProblem::Broken(_) => "broken",
    };
    wire::CommandError::Loopback { problem: id, detail: problem.to_string() }
}
