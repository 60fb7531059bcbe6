//! "It worked yesterday", in words: every difference in both languages, and what is not claimed.

use consentry_onboarding::history::{Change, Detail, Difference, DisabledIn, Seen, SinceItWorked};
use consentry_onboarding::records::CheckRow;
use consentry_onboarding::verdict::Cause;
use consentry_words::{Lang, SinceReport, change, since_it_worked, since_lines};
use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};

use crate::samples::permissions;
use crate::style::{assert_both, assert_label, assert_sentences, assert_tidy};

const NOW: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

fn differences() -> Vec<Difference> {
    let one = || permissions(&["Alert.Read.All"]);
    let six = || permissions(&["A.Read", "B.Read", "C.Read", "D.Read", "E.Read", "F.Read"]);
    let mut all = vec![
        Difference::ConsentGone,
        Difference::AppDisabled(DisabledIn::Home),
        Difference::AppDisabled(DisabledIn::OthersToo),
        Difference::AppDisabled(DisabledIn::Tenant),
        Difference::SingleTenant,
        Difference::ResourceGone,
        Difference::TenantGone,
        Difference::PolicyRefuses,
        Difference::RolesGone(one()),
        Difference::RolesGone(six()),
        Difference::RolesNew(one()),
        Difference::RolesNew(six()),
        Difference::WantedDropped(one()),
        Difference::ApiRefuses { same_roles: true },
        Difference::ApiRefuses { same_roles: false },
        Difference::SecretExpired { last_day: None },
        Difference::SecretExpired { last_day: Some(date!(2026 - 11 - 21)) },
        Difference::SecretRefused { same: None },
        Difference::SecretRefused { same: Some(true) },
        Difference::SecretRefused { same: Some(false) },
        Difference::SecretReplaced { used: true },
        Difference::SecretReplaced { used: false },
        Difference::RulesOfNow { cause: None },
        Difference::ConsentHeard,
    ];
    for permissions in [one(), six()] {
        for asked in [true, false] {
            all.push(Difference::WantedAdded { permissions: permissions.clone(), asked });
        }
    }
    for (then, now) in [(0, 3_700), (0, -130), (3_700, 5), (-400, 400), (i64::MIN, i64::MAX)] {
        all.push(Difference::Clock { then, now });
    }
    for cause in Cause::ALL {
        all.push(Difference::RulesOfThen { cause: *cause });
        all.push(Difference::RulesOfNow { cause: Some(*cause) });
    }
    for detail in Detail::ALL {
        all.push(Difference::Detail { detail, then: "1".to_owned(), now: "2".to_owned() });
    }
    all
}

#[test]
fn every_difference_is_well_said() {
    for difference in differences() {
        for at in [None, Some(NOW - Duration::days(3))] {
            let dated = matches!(difference, Difference::SecretReplaced { .. } | Difference::ConsentHeard);
            if at.is_none() && dated {
                // The record always knows when.
                continue;
            }
            let one = Change { difference: difference.clone(), at, bears: true };
            let what = format!("{difference:?}");
            let [en, sv] = Lang::ALL.map(|lang| change(lang, &one, NOW));
            for said in [&en, &sv] {
                assert_label(&said.title, &what);
                if let Some(meaning) = &said.meaning {
                    assert_sentences(meaning, 2, &what);
                }
            }
            assert_both(&en.title, &sv.title, &what);
            assert_eq!(en.meaning.is_some(), sv.meaning.is_some(), "{what}");
            if let (Some(en), Some(sv)) = (en.meaning, sv.meaning) {
                assert_both(&en, &sv, &what);
            }
        }
    }
}

fn seen(row: i64, at: OffsetDateTime, cause: Option<Cause>) -> Seen {
    Seen { row: CheckRow(row), at, cause }
}

fn since(changes: Vec<Change>) -> SinceItWorked {
    let failed = seen(6, datetime!(2026-11-24 09:10 UTC), Some(Cause::NotConsented));
    SinceItWorked {
        worked: seen(3, datetime!(2026-11-23 14:02 UTC), None),
        failed: Some(failed),
        latest: Some(failed),
        silent_before: 0,
        silent_after: 0,
        left_out: 0,
        changes,
    }
}

fn bears(difference: Difference) -> Change {
    Change { difference, at: None, bears: true }
}

#[test]
fn the_frame_tells_the_window_in_which_it_broke() {
    let said = since_it_worked(Lang::En, &since(vec![bears(Difference::ConsentGone)]), NOW);
    assert_eq!(said.worked, "It last worked at 14:02 UTC on 23 November.");
    assert_eq!(
        said.failed,
        "The first failure was seen at 09:10 UTC on 24 November: the app has not been accepted in this tenant."
    );
    assert_eq!((said.latest, said.silent, said.unexplained), (None, None, None));
    let said = since_it_worked(Lang::Sv, &since(vec![bears(Difference::ConsentGone)]), NOW);
    assert_eq!(said.worked, "Det fungerade senast den 23 november klockan 14:02 UTC.");
    assert!(
        said.failed.starts_with("Det första felet sågs den 24 november klockan 09:10 UTC: "),
        "{}",
        said.failed
    );
}

#[test]
fn every_frame_is_well_said() {
    for cause in Cause::ALL {
        for (before, after) in [(0, 0), (1, 0), (0, 1), (3, 2)] {
            for failed in [true, false] {
                for changes in [vec![], vec![Change { bears: false, ..bears(Difference::ConsentHeard) }]] {
                    let mut since =
                        SinceItWorked { silent_before: before, silent_after: after, ..since(changes) };
                    since.latest = Some(seen(9, NOW, Some(*cause)));
                    if !failed {
                        (since.failed, since.latest) = (None, None);
                    }
                    let what = format!("{since:?}");
                    let [en, sv] = Lang::ALL.map(|lang| {
                        let said = since_it_worked(lang, &since, NOW);
                        [Some(said.worked), Some(said.failed), said.latest, said.silent, said.unexplained]
                    });
                    for (en, sv) in en.into_iter().zip(sv) {
                        assert_eq!(en.is_some(), sv.is_some(), "{what}");
                        if let Some((en, sv)) = en.zip(sv) {
                            assert_sentences(&en, 2, &what);
                            assert_sentences(&sv, 2, &what);
                            assert_both(&en, &sv, &what);
                        }
                    }
                    for line in Lang::ALL.map(|lang| since_lines(lang, &since, NOW)).into_iter().flatten() {
                        assert_tidy(&line, &what);
                    }
                }
            }
        }
    }
}

#[test]
fn a_terminal_gets_two_lines() {
    let changes = vec![
        bears(Difference::RolesGone(permissions(&["Machine.Isolate"]))),
        Change { bears: false, ..bears(Difference::RolesNew(permissions(&["Ti.Read"]))) },
    ];
    assert_eq!(
        since_lines(Lang::En, &since(changes), NOW)[1],
        "What changed: gone from the token: Machine.Isolate."
    );
    let lines = since_lines(Lang::En, &since(vec![]), NOW);
    assert_eq!(lines.len(), 2);
    assert!(
        lines[1].starts_with("Consentry sees no difference between then and now. Licences, policies and who"),
        "{lines:?}"
    );
}

#[test]
fn the_form_for_scripts_is_kept() {
    let mut told = since(vec![
        bears(Difference::RolesGone(permissions(&["Machine.Isolate"]))),
        Change {
            difference: Difference::SecretReplaced { used: false },
            at: Some(datetime!(2026-11-24 08:00:00.5 UTC)),
            bears: false,
        },
        Change {
            difference: Difference::Detail {
                detail: Detail::TokenVersion,
                then: "1.0".to_owned(),
                now: "2.0".to_owned(),
            },
            at: None,
            bears: false,
        },
    ]);
    told.silent_before = 2;
    let form = serde_json::to_value(SinceReport::new(Lang::En, &told, NOW)).unwrap();
    assert_eq!(
        form,
        serde_json::json!({
            "worked_at": "2026-11-23T14:02:00Z",
            "failed_at": "2026-11-24T09:10:00Z",
            "failed_cause": "not-consented",
            "without_answer": 2,
            "changes": [
                { "id": "roles-gone", "bears": true, "at": null, "permissions": ["Machine.Isolate"],
                  "text": "Gone from the token: Machine.Isolate" },
                { "id": "secret-replaced", "bears": false, "at": "2026-11-24T08:00:00Z",
                  "text": "The secret was replaced" },
                { "id": "token-version", "bears": false, "at": null, "then": "1.0", "now": "2.0",
                  "text": "Version of the token: now 2.0, 1.0 when it worked" },
            ],
        })
    );
}
