//! Answers that are not what they should be: huge, empty, cut, foreign, or somebody else's page.

use consentry_onboarding::evidence::{FailureKind, Step};
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus, Verdict};
use serde_json::{Value, json};

use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

type Acts = fn() -> Act;

/// What came of a token endpoint that answers so, and how often it was asked.
async fn token_answers(
    act: impl Fn() -> Act + Send + Sync + 'static,
) -> (&'static str, Option<String>, usize) {
    let scene = Scene::with(Place::Token, act).await;
    let evidence = scene.check().await;
    let (cause, reason) = outcome(&evidence);
    assert_eq!(scene.count(Place::Keys) + scene.count(Place::Call), 0, "nothing to go on with");
    (cause, reason, scene.count(Place::Token))
}

#[tokio::test(start_paused = true)]
async fn sixty_four_megabytes_are_not_read() {
    let _hurry = hurry();
    let came = token_answers(|| Act::Flood(64)).await;
    assert_eq!(came, ("unexpected-reply", Some("too-large".to_owned()), 2));
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_tried_once_more_and_said() {
    let _hurry = hurry();
    assert_eq!(token_answers(|| Answer::new(200, "").into()).await, ("unexpected-reply", None, 2));
    assert_eq!(token_answers(|| Answer::new(204, "").into()).await, ("unexpected-reply", None, 2));
}

#[tokio::test(start_paused = true)]
async fn a_cut_answer_is_tried_again_like_a_broken_line_and_is_no_answer_in_the_end() {
    let _hurry = hurry();
    let whole = r#"{"access_token": "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln""#;
    assert_eq!(
        token_answers(move || Act::CutShort(Answer::new(200, whole))).await,
        ("unexpected-reply", None, 4)
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_speak_http_is_unexpected() {
    let _hurry = hurry();
    let endless_head = {
        let mut head = b"HTTP/1.1 200 x\r\n".to_vec();
        for number in 0..2_000 {
            head.extend_from_slice(format!("x-{number}: {}\r\n", "y".repeat(1_000)).as_bytes());
        }
        head
    };
    for bytes in [b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(), b"HTTP/1.1 abc\r\n\r\n".to_vec(), endless_head] {
        let start = String::from_utf8_lossy(&bytes[..12]).into_owned();
        let (cause, _, tries) = token_answers(move || Act::Raw(bytes.clone())).await;
        assert_eq!((cause, tries), ("unexpected-reply", 4), "{start}");
    }
}

#[tokio::test(start_paused = true)]
async fn packed_answers_are_not_unpacked() {
    let _hurry = hurry();
    let answer = || Answer::new(200, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).with("content-encoding", "gzip").into();
    let scene = Scene::with(Place::Token, answer).await;
    assert_eq!(cause(&scene.check().await), "unexpected-reply");
    assert!(scene.server.seen().iter().all(|seen| !seen.headers.contains_key("accept-encoding")));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_cut_once_is_no_matter() {
    let _hurry = hurry();
    let scene = Scene::new(|asked| {
        (asked.place == Place::Token && asked.nth == 1).then(|| Act::CutShort(Answer::new(200, "{")))
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert_eq!(scene.count(Place::Token), 2);
}

#[tokio::test(start_paused = true)]
async fn whatever_holds_no_access_token_text_is_unexpected() {
    let _hurry = hurry();
    for body in [
        json!({"hello": 1}),
        json!({"access_token": 7}),
        json!({"access_token": ""}),
        json!({"access_token": null}),
        json!({"access_token": ["eyJ"]}),
        json!({"Access_Token": "eyJ"}),
        json!([{"access_token": "eyJ"}]),
        json!("eyJ"),
        Value::Null,
    ] {
        let answer = Answer::json(200, &body);
        assert_eq!(
            token_answers(move || answer.clone().into()).await,
            ("unexpected-reply", None, 2),
            "{body}"
        );
    }
    for body in ["\u{feff}{\"access_token\": \"eyJ\"}", "{\"access_token\": \"eyJ\"} trailing", "{", "\0"] {
        assert_eq!(
            token_answers(move || Answer::new(200, body).into()).await.0,
            "unexpected-reply",
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_token_that_is_no_token_is_malformed_not_unexpected() {
    for text in ["opaque", "a.b", "a.b.c", "a.b.c.d.e", "eyJhbGciOiJSUzI1NiJ9.W10.c2ln"] {
        let scene = Scene::with(Place::Token, move || token_answer(text)).await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "malformed-token", "{text}");
        assert_eq!(scene.count(Place::Call), 0);
    }
}

#[tokio::test]
async fn a_web_page_is_the_network_s_own() {
    for (place, answer) in [
        (Place::Metadata, Answer::html(200, "<html>Welcome to the hotel</html>")),
        (Place::Token, Answer::html(200, "<html>Welcome to the hotel</html>")),
        (Place::Token, Answer::new(200, "\n<!DOCTYPE html><title>Sign in</title>")),
        (Place::Token, Answer::html(403, "<html>blocked by policy</html>")),
        (Place::Token, Answer::html(511, "<html>sign in</html>")),
        (Place::Token, Answer::new(511, "{}")),
    ] {
        let scene = Scene::with(place, move || answer.clone().into()).await;
        assert_eq!(cause(&scene.check().await), "captive-portal");
        assert_eq!(scene.count(place), 1, "another look changes nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn a_web_page_from_a_broken_gateway_is_the_service_s_fault() {
    let _hurry = hurry();
    let came = token_answers(|| Answer::html(503, "<html>Service Unavailable</html>").into()).await;
    assert_eq!(came, ("service-unavailable", None, 4));
}

#[tokio::test]
async fn a_refusal_is_read_whatever_its_status() {
    let body = json!({"error": "invalid_client", "error_description": "AADSTS7000215: no", "error_codes": [7_000_215]});
    for status in [200, 400, 401] {
        let answer = Answer::json(status, &body);
        assert_eq!(token_answers(move || answer.clone().into()).await, ("wrong-secret", None, 1), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_no_keys_leave_the_signature_unchecked_and_the_call_made() {
    let _hurry = hurry();
    let acts: [(Acts, &str); 6] = [
        (|| Answer::html(200, "<html>").into(), "captive-portal"),
        (|| Answer::new(200, "").into(), "unexpected-reply"),
        (|| Answer::new(200, "{\"keys\": 1}").into(), "unexpected-reply"),
        (|| Answer::new(404, "{}").into(), "unexpected-reply"),
        (|| Act::Flood(64), "unexpected-reply"),
        (|| Act::CutShort(Answer::new(200, "{\"keys\": [")), "unexpected-reply"),
    ];
    for (number, (act, expected)) in acts.into_iter().enumerate() {
        let scene = Scene::with(Place::Keys, act).await;
        let evidence = scene.check().await;
        let judgement = judge(&evidence);
        assert_eq!(cause(&evidence), expected, "{number}");
        assert_eq!(judgement.verdict, Verdict::Unknown);
        assert_eq!(status_of(&judgement, CheckId::Signature), CheckStatus::Skipped);
        assert_eq!(status_of(&judgement, CheckId::Api), CheckStatus::Pass);
    }
}

#[tokio::test(start_paused = true)]
async fn metadata_of_nobody_or_of_somebody_else_ends_the_check_before_the_secret_is_sent() {
    let _hurry = hurry();
    let issuers = [
        json!(format!("https://127.0.0.1/{OTHER_TENANT}/")),
        json!("https://127.0.0.1/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"),
        json!("https://127.0.0.1/{tenantid}/v2.0"),
        json!("not an address"),
        json!(7),
        Value::Null,
    ];
    for issuer in issuers {
        let document = json!({ "issuer": issuer });
        let scene = Scene::with(Place::Metadata, move || Answer::json(200, &document).into()).await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "unexpected-reply", "{issuer}");
        assert_eq!((scene.count(Place::Metadata), scene.count(Place::Token)), (2, 0), "{issuer}");
    }
}

#[tokio::test]
async fn an_unknown_tenant_is_said_by_its_number() {
    let body = json!({"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found.", "error_codes": [90_002]});
    let scene = Scene::with(Place::Metadata, move || Answer::json(400, &body).into()).await;
    let evidence = scene.check().await;
    assert_eq!(cause(&evidence), "tenant-not-found");
    assert_eq!(scene.count(Place::Token), 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_api_answers_must_be_data() {
    let _hurry = hurry();
    let acts: [(Acts, &str); 13] = [
        (|| Answer::json(200, &json!({"value": []})).into(), "connected"),
        (|| Answer::json(200, &json!({"@odata.context": "…#ExposureScore", "score": 1})).into(), "connected"),
        (|| Answer::json(203, &json!({"value": []})).into(), "unexpected-reply"),
        (|| Answer::json(200, &json!({"blocked": true})).into(), "unexpected-reply"),
        (|| Answer::json(200, &json!({"value": "blocked"})).into(), "unexpected-reply"),
        (|| Answer::new(200, "").into(), "unexpected-reply"),
        (|| Answer::new(204, "").into(), "unexpected-reply"),
        (|| Answer::new(200, "[]").into(), "unexpected-reply"),
        (|| Answer::new(200, "null").into(), "unexpected-reply"),
        (|| Answer::new(200, "{\"value\":[").into(), "unexpected-reply"),
        (|| Answer::new(200, "hello").into(), "unexpected-reply"),
        (|| Answer::html(200, "<html>").into(), "captive-portal"),
        (|| Act::Flood(2), "unexpected-reply"),
    ];
    for (act, expected) in acts {
        let scene = Scene::with(Place::Call, act).await;
        assert_eq!(cause(&scene.check().await), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn of_an_answer_that_cannot_be_used_the_beginning_is_kept() {
    let _hurry = hurry();
    let long = format!("start {}", "å".repeat(5_000));
    let scene = Scene::with(Place::Keys, move || Answer::new(200, long.clone()).into()).await;
    let Step::Failed { failure, .. } = scene.check().await.signature else { panic!("an answer") };
    assert_eq!(failure.kind, FailureKind::UnexpectedReply);
    assert!(failure.raw.contains("HTTP 200") && failure.raw.contains("start å"), "{}", failure.raw);
    assert!(failure.raw.len() <= 2 * 1024 + 4, "{}", failure.raw.len());
}

#[tokio::test]
async fn who_refuses_is_part_of_what_a_refusal_means() {
    let text = |status, body: &str| Answer::new(status, body);
    let json =
        |status, body: &str| Answer::json(status, &serde_json::from_str::<serde_json::Value>(body).unwrap());
    // Between us and the sign-in service: nothing about the customer.
    for place in [Place::Metadata, Place::Token] {
        for (status, body) in [(403, "blocked by policy"), (401, ""), (403, "")] {
            let scene = Scene::with(place, move || text(status, body).into()).await;
            assert_eq!(cause(&scene.check().await), "unexpected-reply", "{place:?} {status} {body}");
        }
    }
    let scene = Scene::with(Place::Token, move || {
        json(403, r#"{"error":{"code":"Forbidden","message":"Account is not provisioned"}}"#).into()
    })
    .await;
    assert_eq!(cause(&scene.check().await), "unexpected-reply");
    // Keys out of reach are not checked, whatever the refusal calls itself.
    for body in [r#"{"error":"invalid_tenant"}"#, r#"{"error":"invalid_client","error_codes":[7000215]}"#] {
        let scene = Scene::with(Place::Keys, move || json(403, body).into()).await;
        let evidence = scene.check().await;
        assert_eq!(
            (judge(&evidence).verdict, cause(&evidence)),
            (Verdict::Unknown, "unexpected-reply"),
            "{body}"
        );
    }
    // The API's own word, even where it borrows Entra's shape: one new token, one more call, then it stands.
    let scene = Scene::with(Place::Call, move || json(401, r#"{"error":"invalid_client"}"#).into()).await;
    assert_eq!(cause(&scene.check().await), "api-unauthorized");
    assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (2, 2));
    let scene = Scene::with(Place::Call, move || {
        json(403, r#"{"error":"Forbidden","error_description":"Account is not provisioned"}"#).into()
    })
    .await;
    assert_eq!(cause(&scene.check().await), "not-provisioned");
}

#[tokio::test]
async fn metadata_that_is_gone_with_a_page_to_look_at_is_found_at_its_newer_address() {
    for status in [404, 410] {
        let scene =
            Scene::with(Place::Metadata, move || Answer::html(status, "<html>Not found</html>").into()).await;
        assert_eq!(cause(&scene.check().await), "connected", "{status}");
    }
}
