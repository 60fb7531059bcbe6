//! Published keys: out of reach, rolled, pointed elsewhere, and never taken from the token.

use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus, Verdict};
use serde_json::json;

use crate::authority::{Authority, PUBLISHED, STRANGER};
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Answer, Door, StandIn};

#[tokio::test(start_paused = true)]
async fn keys_out_of_reach_are_not_checked_and_never_connected() {
    let _hurry = hurry();
    let scene = Scene::with(Place::Keys, || Answer::new(503, "").into()).await;
    let evidence = scene.check().await;
    let judgement = judge(&evidence);
    assert_eq!((judgement.verdict, cause(&evidence)), (Verdict::Unknown, "service-unavailable"));
    assert_eq!(status_of(&judgement, CheckId::Signature), CheckStatus::Skipped);
    assert_eq!(scene.count(Place::Call), 1, "the API's own word is still worth having");
}

#[tokio::test]
async fn a_key_that_has_just_rolled_is_found_by_one_refresh_past_every_cache() {
    let scene = Scene::new(|asked| match (asked.place, asked.nth) {
        (Place::Keys, 1) => Some(keys_answer(&[STRANGER.jwk("k0")])),
        _ => None,
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    let asked = scene.of(Place::Keys);
    assert_eq!(asked.len(), 2);
    assert!(!asked[0].headers.contains_key("cache-control"));
    assert_eq!(asked[1].headers["cache-control"], "no-cache");
}

#[tokio::test]
async fn a_key_that_stays_unknown_is_said_after_one_refresh_and_the_token_is_not_used() {
    let scene = Scene::with(Place::Keys, || keys_answer(&[STRANGER.jwk("k9")])).await;
    assert_eq!(cause(&scene.check().await), "key-unknown");
    assert_eq!((scene.count(Place::Keys), scene.count(Place::Call)), (2, 0));
    let empty = Scene::with(Place::Keys, || keys_answer(&[])).await;
    assert_eq!(cause(&empty.check().await), "key-unknown");
    assert_eq!(empty.count(Place::Keys), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_leaves_what_the_first_look_said() {
    let _hurry = hurry();
    let scene = Scene::new(|asked| match (asked.place, asked.nth) {
        (Place::Keys, 1) => Some(keys_answer(&[STRANGER.jwk("k9")])),
        (Place::Keys, _) => Some(Answer::new(400, "").into()),
        _ => None,
    })
    .await;
    assert_eq!(cause(&scene.check().await), "key-unknown");
}

#[tokio::test]
async fn a_signature_by_somebody_else_is_invalid_and_the_token_is_not_used() {
    let scene = Scene::new(|asked| {
        (asked.place == Place::Token).then(|| token_answer(&STRANGER.sign(&header(), &claims(&asked.base))))
    })
    .await;
    assert_eq!(cause(&scene.check().await), "signature-invalid");
    assert_eq!((scene.count(Place::Keys), scene.count(Place::Call)), (1, 0));
}

#[tokio::test]
async fn keys_on_another_host_are_never_fetched() {
    let authority = Authority::new();
    let trap = StandIn::open(Door::Tls(authority.serving(&["127.0.0.1"])), |_, _| {
        keys_answer(&[STRANGER.jwk("k1")])
    })
    .await;
    let port = trap.port;
    for address in [
        format!("https://127.0.0.1:{port}/keys"),
        format!("http://127.0.0.1:{port}/keys"),
        format!("https://localhost:{port}/keys"),
        "https://evil.example/keys".to_owned(),
        "file:///etc/passwd".to_owned(),
        "//evil.example/keys".to_owned(),
        String::new(),
    ] {
        let pointed = address.clone();
        let scene = Scene::behind(Door::Tls(authority.serving(&["127.0.0.1"])), &authority, move |asked| {
            (asked.place == Place::Metadata).then(|| {
                let mut document = metadata(&asked.base);
                document["jwks_uri"] = json!(pointed);
                Answer::json(200, &document).into()
            })
        })
        .await;
        let evidence = scene.check().await;
        assert_eq!(judge(&evidence).verdict, Verdict::Unknown, "{address}");
        assert_eq!(cause(&evidence), "unexpected-reply", "{address}");
        assert_eq!(scene.count(Place::Keys), 0);
    }
    assert!(trap.seen().is_empty());
}

#[tokio::test]
async fn keys_that_the_token_points_at_are_never_fetched_or_used() {
    let authority = Authority::new();
    let trap = StandIn::open(Door::Tls(authority.serving(&["127.0.0.1"])), |_, _| {
        keys_answer(&[STRANGER.jwk("k1")])
    })
    .await;
    let address = format!("https://127.0.0.1:{}/keys", trap.port);
    let scene = Scene::behind(Door::Tls(authority.serving(&["127.0.0.1"])), &authority, move |asked| {
        (asked.place == Place::Token).then(|| {
            let mut head = header();
            head["jku"] = json!(address);
            head["x5u"] = json!(address);
            head["jwk"] = STRANGER.jwk("k1");
            token_answer(&STRANGER.sign(&head, &claims(&asked.base)))
        })
    })
    .await;
    assert_eq!(cause(&scene.check().await), "signature-invalid");
    assert!(trap.seen().is_empty());
}

#[tokio::test]
async fn a_method_that_is_never_accepted_needs_no_key() {
    for (member, value) in [("alg", json!("none")), ("alg", json!("HS256")), ("crit", json!(["exp"]))] {
        let scene = Scene::new(move |asked| {
            (asked.place == Place::Token).then(|| {
                let mut head = header();
                head[member] = value.clone();
                token_answer(&PUBLISHED.sign(&head, &claims(&asked.base)))
            })
        })
        .await;
        assert_eq!(cause(&scene.check().await), "algorithm-refused");
        assert_eq!((scene.count(Place::Keys), scene.count(Place::Call)), (0, 0));
    }
}

#[tokio::test]
async fn two_keys_of_one_name_are_no_key() {
    let scene = Scene::with(Place::Keys, || keys_answer(&[STRANGER.jwk("k1"), PUBLISHED.jwk("k1")])).await;
    assert_eq!(outcome(&scene.check().await), ("key-unknown", Some("key-duplicate".to_owned())));
    assert_eq!(scene.count(Place::Call), 0);
}

#[tokio::test]
async fn a_2_0_token_with_a_wrong_issuer_or_tenant_is_called_that_and_not_its_key() {
    let scene = |spoil: fn(&mut serde_json::Value, &str)| {
        Scene::new(move |asked| match asked.place {
            Place::Token => {
                let mut payload = claims(&asked.base);
                payload["ver"] = json!("2.0");
                payload["azp"] = payload["appid"].take();
                payload["iss"] = json!(format!("{}/{TENANT}/v2.0", asked.base));
                payload.as_object_mut().unwrap().remove("appid");
                spoil(&mut payload, &asked.base);
                Some(token_answer(&PUBLISHED.sign(&header(), &payload)))
            }
            Place::Keys => {
                let mut key = PUBLISHED.jwk("k1");
                key["issuer"] = json!(format!("{}/{{tenantid}}/v2.0", asked.base));
                Some(keys_answer(&[key]))
            }
            _ => None,
        })
    };
    let cause_of = async |spoil| cause(&scene(spoil).await.check().await).to_owned();
    assert_eq!(cause_of(|_, _| {}).await, "connected");
    assert_eq!(cause_of(|claims, _| claims["tid"] = json!(TENANT.to_uppercase())).await, "connected");
    assert_eq!(
        cause_of(|claims, base| claims["iss"] = json!(format!("{base}/{TENANT}/"))).await,
        "wrong-issuer"
    );
    assert_eq!(
        cause_of(|claims, _| claims["tid"] = json!("0a1b2c3d-0000-4000-8000-00000000c0de")).await,
        "wrong-tenant"
    );
}
