//! The JSON of `check` and `inspect`: exactly the documented keys, in their order.

use consentry_onboarding::evidence::{FailureKind, Refusal, SignatureReading, Step};
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{Lang, Report};

use crate::samples::{all_well, failed_token, permissions, refused_token};

fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap()
}

#[test]
fn a_connected_customer() {
    let mut evidence = all_well(&["Alert.ReadWrite.All", "Machine.Scan"]);
    evidence.asked.wanted = permissions(&["Alert.Read.All"]);
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!(json(&report), include_str!("connected.json").trim_end());
}

#[test]
fn an_expired_secret_in_swedish() {
    let evidence = refused_token(7_000_222, "invalid_client");
    let report = Report::new(Lang::Sv, &evidence, &judge(&evidence));
    assert_eq!(json(&report), include_str!("secret-expired.json").trim_end());
}

#[test]
fn a_failure_has_no_code_but_its_raw_text() {
    let evidence = failed_token(FailureKind::NameNotResolved);
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!(report.verdict, Verdict::Unknown);
    let error = report.error.unwrap();
    assert_eq!((error.code, error.raw.as_str()), (None, "what the transport said"));
}

#[test]
fn a_refusal_by_defender_is_told_by_its_own_code() {
    let mut evidence = all_well(&["Alert.Read.All"]);
    evidence.call = Step::Refused {
        took_ms: 90,
        refusal: Refusal {
            status: 403,
            api_code: Some("Forbidden".to_owned()),
            message: "Account is not provisioned".to_owned(),
            correlation_id: Some("abc".to_owned()),
            ..Refusal::default()
        },
    };
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!(report.cause, Some(Cause::NotProvisioned));
    let error = report.error.unwrap();
    assert_eq!((error.code.as_deref(), error.correlation_id.as_deref()), (Some("Forbidden"), Some("abc")));
}

#[test]
fn what_the_token_itself_tells_is_not_blamed_on_a_later_failure() {
    let mut evidence = all_well(&["Alert.Read.All"]);
    evidence.asked.wanted = permissions(&["Machine.Isolate"]);
    let Step::Failed { failure, took_ms } = failed_token(FailureKind::Unreachable).token else {
        unreachable!()
    };
    evidence.signature = Step::Failed { took_ms, failure };
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!((report.cause, report.error), (Some(Cause::RoleMissing), None));
}

#[test]
fn keys_out_of_reach_are_the_error_when_they_decided() {
    let mut evidence = all_well(&["Alert.Read.All"]);
    let Step::Failed { failure, took_ms } = failed_token(FailureKind::Unreachable).token else {
        unreachable!()
    };
    evidence.signature = Step::<SignatureReading>::Failed { took_ms, failure };
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!(report.cause, Some(Cause::Network));
    assert_eq!(report.error.unwrap().raw, "what the transport said");
}

#[test]
fn times_are_utc_and_whole_and_a_retry_is_never_too_early() {
    let evidence = refused_token(50_196, "temporarily_unavailable");
    let mut judged = judge(&evidence);
    judged.retry_at = Some(time::macros::datetime!(2026-11-22 12:00:00.5 +1));
    let value = serde_json::to_value(Report::new(Lang::En, &evidence, &judged)).unwrap();
    assert_eq!(value["retry_at"], "2026-11-22T11:00:01Z");
    assert_eq!(value["checked_at"], "2026-11-22T10:41:08Z");
}

#[test]
fn the_tenant_comes_from_the_token_where_nobody_named_one() {
    let mut evidence = all_well(&["Alert.Read.All"]);
    evidence.tenant = Step::NotDone { why: consentry_onboarding::evidence::NotDone::NotAsked };
    evidence.asked.tenant = None;
    evidence.asked.app_id = None;
    let report = Report::new(Lang::En, &evidence, &judge(&evidence));
    assert_eq!(report.tenant_id.as_deref(), Some(crate::samples::TENANT));
    assert_eq!(report.app_id.as_deref(), Some(crate::samples::APP));
}
