//! A history as the window sees it. Everything is worded from records alone, wherever they were read.

use consentry_onboarding::evidence::Evidence;
use consentry_onboarding::history::{self, Change, Run, Turn};
use consentry_onboarding::judge;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{self as words, Lang};
use time::OffsetDateTime;

use super::views::{moment, report, voice};
use super::wire;

/// Part of a history.
pub fn page(page: &history::HistoryPage, lang: Lang) -> wire::HistoryPage {
    wire::HistoryPage {
        runs: page.runs.iter().map(|run| line(run, lang)).collect(),
        more: page.more.map(|row| row.0),
    }
}

fn line(run: &Run, lang: Lang) -> wire::HistoryRun {
    wire::HistoryRun {
        newest: run.newest.0,
        newest_at: moment(run.newest_at),
        oldest: run.oldest.0,
        oldest_at: moment(run.oldest_at),
        count: u32::try_from(run.count).unwrap_or(u32::MAX),
        verdict: run.verdict,
        cause: run.cause,
        headline: headline(run.verdict, run.cause, run.evidence.as_ref(), lang),
        turn: run.turn.map(|turn| match turn {
            Turn::Broke => "broke",
            Turn::WorksAgain => "works-again",
        }),
        left_out: u32::try_from(run.left_out).unwrap_or(u32::MAX),
        then: None,
    }
}

/// What was judged then stays; only the words are today's, and they say more where today's rules agree.
fn headline(verdict: Verdict, cause: Option<Cause>, evidence: Option<&Evidence>, lang: Lang) -> String {
    let Some(cause) = cause.filter(|_| verdict != Verdict::Connected) else {
        return words::verdict_word(lang, verdict).to_owned();
    };
    let said = evidence.and_then(|evidence| {
        let judgement = judge::judge(evidence);
        (judgement.cause == Some(cause)).then(|| words::headline(voice(lang), evidence, &judgement))
    });
    said.unwrap_or_else(|| words::cause_title(lang, cause).to_owned())
}

/// One check out of a history.
pub fn past(past: &history::PastCheck, lang: Lang) -> wire::PastCheck {
    let check = &past.check;
    let mut report = report(&check.evidence, lang);
    let is_the_same = (report.verdict, report.cause) == (check.verdict, check.cause);
    let today = (!is_the_same).then(|| report.headline.clone());
    if !is_the_same {
        report.headline = headline(check.verdict, check.cause, None, lang);
        (report.verdict, report.cause) = (check.verdict, check.cause);
        // What today's rules add to another verdict would be said of the wrong one.
        (report.meaning, report.reason, report.retry_at) = (None, None, None);
    }
    wire::PastCheck {
        report,
        today,
        then: None,
        made_by: check.evidence.made_by.clone(),
        earlier: past.earlier.map(|row| row.0),
        later: past.later.map(|row| row.0),
    }
}

/// What became of a customer that once was connected, told on this day.
pub fn since(since: &history::SinceItWorked, now: OffsetDateTime, lang: Lang) -> wire::SinceItWorked {
    let voice = voice(lang);
    let frame = words::since_it_worked(voice, since, now);
    let change = |change: &Change| {
        let told = words::change(voice, change, now);
        let permissions = change.difference.permissions();
        wire::ChangeView {
            id: change.difference.id(),
            bears: change.bears,
            title: told.title,
            meaning: told.meaning,
            permissions: permissions.into_iter().flatten().map(ToString::to_string).collect(),
        }
    };
    wire::SinceItWorked {
        worked: since.worked.row.0,
        worked_at: moment(since.worked.at),
        failed: since.failed.map(|failed| failed.row.0),
        failed_at: since.failed.map(|failed| moment(failed.at)),
        failed_title: since
            .failed
            .and_then(|failed| failed.cause)
            .map(|cause| words::cause_title(lang, cause).to_owned()),
        // Where there is a first failure its own line tells it.
        notes: [since.failed.is_none().then_some(frame.failed), frame.latest, frame.silent]
            .into_iter()
            .flatten()
            .collect(),
        unexplained: frame.unexplained,
        changes: since.changes.iter().map(change).collect(),
    }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::cloud::CloudId;
    use consentry_onboarding::evidence::{Asked, Evidence, Flow, NotDone};
    use consentry_onboarding::history::{HistoryPage, PastCheck};
    use consentry_onboarding::records::{CheckRecord, CheckRow};

    use super::*;

    fn check(verdict: Verdict, cause: Option<Cause>) -> CheckRecord {
        let asked = Asked {
            cloud: CloudId::Commercial,
            app_id: None,
            tenant: None,
            wanted: std::collections::BTreeSet::new(),
            flow: Flow::default(),
            call: true,
        };
        let at = OffsetDateTime::UNIX_EPOCH;
        CheckRecord { at, verdict, cause, evidence: Evidence::not_done(asked, at, NotDone::NotAsked) }
    }

    /// Evidence of nothing is judged `not-proved`, whatever was kept beside it.
    #[test]
    fn the_verdict_of_then_stands_and_today_s_is_named_beside_it() {
        let checks = [check(Verdict::NeedsAttention, Some(Cause::WrongSecret))];
        let told = past(&PastCheck::among(&checks, CheckRow(1)).unwrap(), Lang::En);
        assert_eq!(
            (told.report.verdict, told.report.cause),
            (Verdict::NeedsAttention, Some(Cause::WrongSecret))
        );
        assert_eq!(told.report.headline, words::cause_title(Lang::En, Cause::WrongSecret));
        assert_eq!((told.report.meaning, told.report.reason), (None, None));
        let today = told.today.unwrap();
        assert_ne!(today, told.report.headline);
        assert_eq!(told.report.checks.len(), 11, "the evidence is shown all the same");

        let checks = [check(Verdict::Unknown, Some(Cause::NotProved))];
        let told = past(&PastCheck::among(&checks, CheckRow(1)).unwrap(), Lang::En);
        assert_eq!((told.today, told.report.cause), (None, Some(Cause::NotProved)));
        assert_eq!((told.earlier, told.later), (None, None));
    }

    #[test]
    fn a_line_says_more_where_today_s_rules_agree() {
        let checks = [check(Verdict::Connected, None), check(Verdict::Unknown, Some(Cause::NotProved))];
        let told = page(&HistoryPage::among(&checks, None), Lang::Sv);
        assert_eq!(told.runs[0].headline, words::verdict_word(Lang::Sv, Verdict::Connected));
        let judgement = judge::judge(&checks[1].evidence);
        assert_eq!(told.runs[1].headline, words::headline(voice(Lang::Sv), &checks[1].evidence, &judgement));
    }
}
