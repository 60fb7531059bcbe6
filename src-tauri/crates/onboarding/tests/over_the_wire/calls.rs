//! The one read-only call: when it is made, with what, and what its answers mean.

use consentry_onboarding::evidence::{Evidence, Step};
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus, Verdict};
use serde_json::{Value, json};

use crate::authority::PUBLISHED;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer};

/// Spoils the claims of a token.
type Spoil = fn(&mut Value);

fn refusal(status: u16, code: &str, message: &str) -> Act {
    Answer::json(status, &json!({"error": {"code": code, "message": message, "target": "t-1"}})).into()
}

#[tokio::test]
async fn a_401_is_answered_with_one_new_token_and_one_more_call() {
    let scene = Scene::new(|asked| match (asked.place, asked.nth) {
        (Place::Call, 1) => Some(refusal(401, "Unauthorized", "no")),
        (Place::Token, nth) => {
            let mut payload = claims(&asked.base);
            payload["uti"] = json!(format!("token {nth}"));
            Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
        }
        _ => None,
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (2, 2));
    let calls = scene.of(Place::Call);
    assert_ne!(calls[0].headers["authorization"], calls[1].headers["authorization"], "the new one is used");
}

#[tokio::test]
async fn a_401_that_stays_stands() {
    let scene = Scene::with(Place::Call, || refusal(401, "Unauthorized", "no")).await;
    let evidence = scene.check().await;
    assert_eq!(cause(&evidence), "api-unauthorized");
    assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (2, 2));
    let bare = Scene::with(Place::Call, || Answer::new(401, "").into()).await;
    assert_eq!(cause(&bare.check().await), "api-unauthorized");
    assert_eq!((bare.count(Place::Token), bare.count(Place::Call)), (2, 2));
}

#[tokio::test]
async fn a_403_is_never_tried_again_and_never_gets_a_new_token() {
    for (code, message, expected) in [
        ("Forbidden", "no", ("api-forbidden", None)),
        ("DisabledFeature", "off", ("api-forbidden", Some("feature-disabled"))),
        (
            "Forbidden",
            "Missing application roles. API required roles: x",
            ("api-forbidden", Some("roles-refused")),
        ),
        ("Forbidden", "Account mode is inactive", ("not-provisioned", None)),
    ] {
        let scene = Scene::with(Place::Call, move || refusal(403, code, message)).await;
        let (cause, reason) = outcome(&scene.check().await);
        assert_eq!((cause, reason.as_deref()), expected);
        assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (1, 1));
    }
}

#[tokio::test]
async fn where_the_body_names_no_id_support_gets_the_one_of_the_header() {
    let id = |act: fn() -> Act| async move {
        let scene = Scene::with(Place::Call, act).await;
        let Step::Refused { refusal, .. } = scene.check().await.call else { panic!("a refusal") };
        refusal.correlation_id
    };
    let page = id(|| Answer::new(403, "").with("request-id", "r-1").into()).await;
    let bare = id(|| {
        let body = json!({"error": {"code": "Forbidden", "message": "no"}});
        Answer::json(403, &body).with("x-ms-request-id", "r-2").into()
    });
    let told = id(|| {
        let body = json!({"error": {"code": "Forbidden", "message": "no", "target": "t-1"}});
        Answer::json(403, &body).with("request-id", "r-3").into()
    });
    assert_eq!((page.as_deref(), bare.await.as_deref()), (Some("r-1"), Some("r-2")));
    assert_eq!(told.await.as_deref(), Some("t-1"), "what the body says comes first");
}

#[tokio::test]
async fn no_devices_yet_is_an_answer_too() {
    let answer = || refusal(404, "ResourceNotFound", "no machines");
    let (scene, evidence) = listing_devices(answer).await;
    assert_eq!(cause(&evidence), "connected");
    assert_eq!(scene.of(Place::Call)[0].path, "/api/machines?$top=1");
    assert_eq!(status_of(&judge(&evidence), CheckId::Api), CheckStatus::Pass);

    // Whoever stands in between may not know the page either.
    let others: [fn() -> Act; 5] = [
        || Answer::json(404, &json!({"error": "blocked by gateway"})).into(),
        || Answer::json(404, &json!({"error": {"code": "NotFound", "message": "no route"}})).into(),
        || Answer::html(404, "<html>no route</html>").into(),
        || Answer::new(404, "").into(),
        || Answer::json(404, &json!({"message": "no route"})).into(),
    ];
    for other in others {
        let (_, evidence) = listing_devices(other).await;
        assert_eq!(judge(&evidence).verdict, Verdict::Unknown);
        assert_ne!(status_of(&judge(&evidence), CheckId::Api), CheckStatus::Pass);
    }

    let alerts = Scene::with(Place::Call, answer).await;
    assert_eq!(judge(&alerts.check().await).verdict, Verdict::Unknown, "of alerts a 404 says nothing known");
}

/// A check whose call lists devices.
async fn listing_devices(act: impl Fn() -> Act + Send + Sync + 'static) -> (Scene, Evidence) {
    let scene = carrying("Machine.Read.All", act).await;
    let mut plan = scene.plan();
    plan.wanted = wanted(&["Machine.Read.All"]);
    let evidence = scene.check_as(plan).await;
    (scene, evidence)
}

/// A token that carries only a permission without a harmless call.
async fn isolating(act: impl Fn() -> Act + Send + Sync + 'static) -> Scene {
    carrying("Machine.Isolate", act).await
}

/// A token that carries this permission only, and what the API answers.
async fn carrying(role: &'static str, act: impl Fn() -> Act + Send + Sync + 'static) -> Scene {
    Scene::new(move |asked| match asked.place {
        Place::Call => Some(act()),
        Place::Token => {
            let mut payload = claims(&asked.base);
            payload["roles"] = json!([role]);
            Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn where_no_permission_has_a_harmless_call_acceptance_is_shown_and_warned_about() {
    let missing =
        "Missing application roles. API required roles: Alert.Read.All, application roles: Machine.Isolate.";
    let acts: [Box<dyn Fn() -> Act + Send + Sync>; 2] = [
        Box::new(move || refusal(403, "Forbidden", missing)),
        Box::new(|| Answer::json(200, &json!({"value": []})).into()),
    ];
    for act in acts {
        let scene = isolating(act).await;
        let mut plan = scene.plan();
        plan.wanted = wanted(&["Machine.Isolate"]);
        let evidence = scene.check_as(plan).await;
        assert_eq!(cause(&evidence), "connected");
        assert_eq!(status_of(&judge(&evidence), CheckId::Api), CheckStatus::Warn);
        assert_eq!(scene.of(Place::Call)[0].path, "/api/alerts?$top=1");
    }
    // Somebody in between may use the same words.
    let others: [Box<dyn Fn() -> Act + Send + Sync>; 3] = [
        Box::new(|| refusal(403, "Forbidden", "no")),
        Box::new(move || Answer::json(403, &json!({"error": missing})).into()),
        Box::new(move || Answer::new(403, missing).into()),
    ];
    for other in others {
        let scene = isolating(other).await;
        let mut plan = scene.plan();
        plan.wanted = wanted(&["Machine.Isolate"]);
        let judged = judge(&scene.check_as(plan).await);
        assert_ne!(judged.verdict, Verdict::Connected, "{judged:?}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_for_this_api_or_tenant_is_never_sent() {
    let spoils: [(Spoil, &str); 4] = [
        (|claims| claims["aud"] = json!("https://api.security.microsoft.com"), "wrong-audience"),
        (|claims| claims["aud"] = json!("https://graph.microsoft.com"), "wrong-audience"),
        (|claims| claims["tid"] = json!(OTHER_TENANT), "wrong-tenant"),
        (|claims| drop(claims.as_object_mut().unwrap().remove("tid")), "wrong-tenant"),
    ];
    for (spoil, expected) in spoils {
        let scene = Scene::with_claims(spoil).await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), expected);
        assert_eq!(scene.count(Place::Call), 0, "{expected}");
        assert_eq!(status_of(&judge(&evidence), CheckId::Api), CheckStatus::Skipped);
    }
}

#[tokio::test]
async fn a_tenant_in_another_cloud_never_sees_the_secret() {
    for (region, sub_region) in [("USGov", ""), ("USGov", "DOD"), ("NA", "GCC")] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Metadata).then(|| {
                let mut document = metadata(&asked.base);
                document["tenant_region_scope"] = json!(region);
                document["tenant_region_sub_scope"] = json!(sub_region);
                Answer::json(200, &document).into()
            })
        })
        .await;
        assert_eq!(cause(&scene.check().await), "wrong-cloud");
        assert_eq!(scene.server.seen().len(), 1, "the metadata and nothing after it");
    }
}

#[tokio::test]
async fn without_a_call_nothing_is_proved() {
    let scene = Scene::new(|_| None).await;
    let mut plan = scene.plan();
    plan.call = false;
    let evidence = scene.check_as(plan).await;
    let judgement = judge(&evidence);
    assert_eq!((judgement.verdict, cause(&evidence)), (Verdict::Unknown, "not-proved"));
    assert_eq!(status_of(&judgement, CheckId::Api), CheckStatus::Skipped);
    assert_eq!(scene.count(Place::Call), 0);
}

#[tokio::test(start_paused = true)]
async fn a_second_token_that_does_not_come_is_what_is_said() {
    let _hurry = hurry();
    let scene = Scene::new(|asked| match (asked.place, asked.nth) {
        (Place::Call, _) => Some(refusal(401, "Unauthorized", "no")),
        (Place::Token, 2..) => {
            Some(Answer::json(401, &json!({"error": "invalid_client", "error_codes": [7_000_222]})).into())
        }
        _ => None,
    })
    .await;
    let evidence = scene.check().await;
    assert_eq!(cause(&evidence), "secret-expired");
    assert_eq!((scene.count(Place::Token), scene.count(Place::Call)), (2, 1));
    let judgement = judge(&evidence);
    for later in [CheckId::Signature, CheckId::Permissions, CheckId::Api] {
        assert_eq!(status_of(&judgement, later), CheckStatus::Skipped, "the first token's evidence is gone");
    }
}
