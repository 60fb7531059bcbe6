//! What is said of a file for support.

use consentry_onboarding::bundle::{InShort, Then};
use consentry_onboarding::history::SinceItWorked;
use consentry_onboarding::records::CheckRow;
use consentry_onboarding::verdict::{Actor, Cause};
use consentry_words::{Lang, and_more_checks, in_short, judged_then, left_out, since_it_worked};
use time::macros::datetime;

use crate::style::{assert_both, assert_label, assert_sentences};

#[test]
fn what_is_left_out_is_said_in_both_languages() {
    assert_eq!(Lang::ALL.map(|lang| left_out(lang, 0)), [None, None]);
    for number in [1, 2, 312] {
        let [en, sv] = Lang::ALL.map(|lang| left_out(lang, number).unwrap());
        for said in [&en, &sv] {
            assert_label(said, "left out");
            assert!(said.starts_with(&number.to_string()), "{said}");
        }
        assert_both(&en, &sv, "left out");
    }
    let one = |checks_left_out| InShort {
        name: "Customer 1".to_owned(),
        tenant_id: String::new(),
        verdict: Some(consentry_onboarding::judge::verdict_of(Cause::RoleMissing)),
        cause: Some(Cause::RoleMissing),
        who_acts: Actor::Customer,
        checked_at: None,
        checks: 50,
        checks_left_out,
    };
    assert!(in_short(Lang::En, &one(Some(312))).ends_with("312 other checks are not in the file"));
    assert_eq!(in_short(Lang::Sv, &one(Some(0))), in_short(Lang::Sv, &one(None)));
}

#[test]
fn counts_say_that_they_leave_something_out() {
    let seen = consentry_onboarding::history::Seen {
        row: CheckRow(3),
        at: datetime!(2026-11-23 14:02 UTC),
        cause: None,
    };
    let since = |left_out| SinceItWorked {
        worked: seen,
        failed: None,
        latest: None,
        silent_before: 2,
        silent_after: 0,
        left_out,
        changes: Vec::new(),
    };
    let now = datetime!(2026-11-26 10:00 UTC);
    for lang in Lang::ALL {
        let silent = |left_out| since_it_worked(lang, &since(left_out), now).silent.unwrap();
        let whole = silent(0);
        for left_out in [1, 54] {
            let said = silent(left_out);
            let more = said.strip_prefix(&whole).unwrap();
            assert_sentences(more.trim(), 1, "left out");
            assert!(left_out == 1 || more.contains("54"), "{said}");
        }
    }
}

#[test]
fn what_a_file_says_of_its_verdicts_is_told_and_believed_of_nobody() {
    let every =
        Cause::ALL.iter().map(|cause| Then::Judged(consentry_onboarding::judge::verdict_of(*cause), *cause));
    let others =
        [Then::CalledConnected, Then::Impossible, Then::AnotherTenant, Then::AnotherApp, Then::LaterThanFile];
    for then in every.chain(others) {
        let [en, sv] = Lang::ALL.map(|lang| judged_then(lang, then, "consentry 0.1.0"));
        assert_sentences(&en, 2, &format!("{then:?}"));
        assert_sentences(&sv, 2, &format!("{then:?}"));
        assert_both(&en, &sv, &format!("{then:?}"));
    }
    for number in [1, 7] {
        let [en, sv] = Lang::ALL.map(|lang| and_more_checks(lang, number));
        assert_sentences(&en, 1, "more");
        assert_sentences(&sv, 1, "more");
        assert_both(&en, &sv, "more");
    }
}
