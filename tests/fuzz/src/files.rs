//! Files for support that somebody sent.

use std::time::{Duration, Instant};

use consentry_onboarding::bundle::{self, Entry, LONGEST, Maker, Names, Opened, OpenedCustomer};
use consentry_onboarding::evidence::{Evidence, SignatureReading, TokenReading};
use consentry_onboarding::history::{Kept, SinceItWorked};
use consentry_onboarding::judge;
use consentry_onboarding::records::CheckRow;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{self as words, Lang};
use time::macros::datetime;

use crate::{holds_a_token, text};

/// Far above what the longest input takes on a slow machine, and far below what a person would wait for.
const SOON: Duration = Duration::from_secs(20);

/// Any bytes are a file or a reason why not, soon. Whatever a file says, nobody in it is connected without the full proof;
/// what was opened can be written again, and that opens as the same.
pub fn support_file(bytes: &[u8]) {
    let begun = Instant::now();
    let text = text(bytes);
    let opened = match bundle::open(&text) {
        Ok(opened) => opened,
        Err(problem) => {
            for lang in Lang::ALL {
                let (title, text) = words::unopened(lang, &problem);
                assert!(!title.is_empty() && !text.is_empty());
            }
            return;
        }
    };
    for one in &opened.customers {
        looked_at(one, opened.names);
    }
    let kept = written(&opened, Names::Kept);
    assert!(kept.len() <= LONGEST && !holds_a_token(&kept));
    let again =
        bundle::open(&kept).unwrap_or_else(|problem| panic!("what was opened opens again: {problem}"));
    assert_same(&opened, &again);
    assert_eq!(written(&again, Names::Kept), kept, "writing it once more changes nothing");
    let hidden = written(&opened, Names::Replaced);
    let hidden = bundle::open(&hidden).unwrap_or_else(|problem| panic!("with made-up names, too: {problem}"));
    for (one, other) in opened.customers.iter().zip(&hidden.customers) {
        let verdicts = |one: &OpenedCustomer| -> Vec<(Verdict, Option<Cause>)> {
            one.checks.iter().map(|kept| (kept.check.verdict, kept.check.cause)).collect()
        };
        assert_eq!(verdicts(one), verdicts(other), "made-up names change no verdict");
    }
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

/// Everything that is shown of a customer.
fn looked_at(one: &OpenedCustomer, names: Names) {
    assert!(one.customer.row.0 < 0, "no registry has such a row");
    let name = &one.customer.name;
    assert!(
        !name.is_empty() && name.chars().count() <= 200 && !name.chars().any(char::is_control),
        "{names:?}"
    );
    let mut newer = i64::MAX;
    for kept in &one.checks {
        let (check, row) = (&kept.check, kept.row.0);
        assert!((1..newer).contains(&row), "places count down");
        newer = row;
        let judged = judge::judge(&check.evidence);
        assert_eq!((check.verdict, check.cause), (judged.verdict, judged.cause));
        assert!(
            check.verdict != Verdict::Connected || is_proof(&check.evidence),
            "connected without a proof"
        );
        let past = one.check(kept.row).unwrap_or_else(|| panic!("{row} is not found"));
        assert_eq!(past.check, *check);
    }
    assert_eq!(one.check(CheckRow(0)), None);
    let connected = |verdict| verdict == Verdict::Connected;
    let any = one.checks.iter().any(|kept| connected(kept.check.verdict));
    let standing = one.standing();
    let proved = standing.as_ref().and_then(|standing| standing.proved.as_ref());
    assert!(any || !standing.as_ref().is_some_and(|standing| connected(standing.attempt.verdict)));
    assert!(any || !proved.is_some_and(|proved| connected(proved.outcome.verdict)));
    let history = one.history();
    let counted: usize = history.runs.iter().map(|run| run.count).sum();
    let left_out: usize = history.runs.iter().map(|run| run.left_out).sum();
    assert_eq!((counted, history.more), (one.checks.len(), None));
    assert!(one.left_out.is_none_or(|all| left_out <= all));
    assert!(any || history.runs.iter().all(|run| !connected(run.verdict)));
    let milestones = one.milestones();
    assert_eq!(milestones.is_some(), any);
    for lang in Lang::ALL {
        words::in_short(lang, &one.in_short());
        for then in one.otherwise.values() {
            assert!(!words::judged_then(lang, *then, "consentry 0.1.0").is_empty());
        }
        if let Some(since) = milestones.as_ref().and_then(|it| SinceItWorked::of(&one.app, &one.customer, it))
        {
            words::since_lines(lang, &since, datetime!(2026-11-22 12:00 UTC));
        }
    }
}

/// A token that is readable and verified, and an API that took it.
fn is_proof(evidence: &Evidence) -> bool {
    matches!(evidence.token.value(), Some(TokenReading::Readable { .. }))
        && matches!(evidence.signature.value(), Some(SignatureReading::Verified { .. }))
        && evidence.call.value().is_some()
}

fn written(opened: &Opened, names: Names) -> String {
    let entry = |one: &OpenedCustomer| Entry {
        customer: one.customer.clone(),
        app: one.app.clone(),
        checks: one.checks.clone(),
        in_all: one.checks.len() + one.left_out.unwrap_or_default(),
    };
    let entries: Vec<_> = opened.customers.iter().map(entry).collect();
    let maker = Maker::this_program("linux", "x86_64");
    let made = bundle::make(&entries, names, &maker, datetime!(2026-11-22 12:00 UTC));
    made.unwrap_or_else(|problem| panic!("what was opened can be written: {problem}")).text
}

/// Texts may be cut and cleaned once more where a cut made something new of them; everything that counts stays.
fn assert_same(one: &Opened, other: &Opened) {
    assert_eq!(one.customers.len(), other.customers.len());
    for (one, other) in one.customers.iter().zip(&other.customers) {
        let checks = |one: &OpenedCustomer| -> Vec<_> {
            let told = |kept: &Kept| (kept.row, kept.check.at, kept.check.verdict, kept.check.cause);
            one.checks.iter().map(told).collect()
        };
        assert_eq!(checks(one), checks(other));
        let named =
            |one: &OpenedCustomer| (one.customer.name.clone(), one.customer.tenant_id, one.app.app_id);
        assert_eq!(named(one), named(other));
        assert_eq!(one.app.permissions, other.app.permissions);
        assert_eq!(one.left_out.unwrap_or_default(), other.left_out.unwrap_or_default());
    }
}
