//! Nothing is wrong: what is asked, in which order, and what is written down.

use std::sync::Mutex;

use consentry_onboarding::evidence::{Evidence, Step};
use consentry_onboarding::gather::{self, Credential, Progress};
use consentry_onboarding::ids::TenantRef;
use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::Clock;
use consentry_onboarding::secret::ClientSecret;
use consentry_onboarding::verdict::{CheckId, CheckStatus};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::authority::PUBLISHED;
use crate::hurry::START;
use crate::scene::*;
use crate::stand_in::Answer;

#[tokio::test]
async fn the_version_2_address_is_asked_with_a_scope() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.check().await;
    assert_eq!(outcome(&evidence), ("connected", None));
    let places: Vec<Place> = scene.server.seen().iter().map(Place::of).collect();
    assert_eq!(places, [Place::Metadata, Place::Token, Place::Keys, Place::Call]);
    let token = &scene.of(Place::Token)[0];
    assert_eq!(token.path, format!("/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(token.form("grant_type").as_deref(), Some("client_credentials"));
    assert_eq!(token.form("client_id").as_deref(), Some(APP));
    assert_eq!(token.form("client_secret").as_deref(), Some(SECRET));
    assert_eq!(token.form("scope").as_deref(), Some("https://api.securitycenter.microsoft.com/.default"));
    assert_eq!(token.form("resource"), None);
    assert_eq!(scene.of(Place::Call)[0].path, "/api/alerts?$top=1");
}

#[tokio::test]
async fn the_version_1_address_is_asked_with_a_resource() {
    let scene = Scene::new(|_| None).await;
    let evidence = scene.check_as(v1(scene.plan())).await;
    assert_eq!(outcome(&evidence), ("connected", None));
    let token = &scene.of(Place::Token)[0];
    assert_eq!(token.path, format!("/{TENANT}/oauth2/token"));
    assert_eq!(token.form("resource").as_deref(), Some("https://api.securitycenter.microsoft.com"));
    assert_eq!(token.form("scope"), None);
}

#[tokio::test]
async fn a_2_0_token_is_held_against_the_2_0_keys() {
    let scene = Scene::with_claims(|claims| {
        claims["ver"] = json!("2.0");
        let issuer = claims["iss"].as_str().unwrap().to_owned();
        claims["iss"] = json!(format!("{issuer}v2.0"));
        claims["azp"] = claims["appid"].take();
        claims.as_object_mut().unwrap().remove("appid");
    })
    .await;
    let evidence = scene.check().await;
    assert_eq!(outcome(&evidence), ("connected", None));
    assert_eq!(scene.of(Place::Keys)[0].path, format!("/{TENANT}/discovery/v2.0/keys"));
}

#[tokio::test]
async fn a_domain_is_turned_into_its_tenant_and_the_id_is_used_from_there_on() {
    let scene = Scene::new(|_| None).await;
    let mut plan = scene.plan();
    plan.tenant = Some(TenantRef::parse("contoso.example").unwrap());
    let evidence = scene.check_as(plan).await;
    assert_eq!(outcome(&evidence), ("connected", None));
    assert_eq!(scene.of(Place::Metadata)[0].path, "/contoso.example/.well-known/openid-configuration");
    assert!(scene.of(Place::Token)[0].path.starts_with(&format!("/{TENANT}/")));
}

#[tokio::test]
async fn secret_and_token_go_where_they_belong_and_nowhere_else() {
    let scene = Scene::new(|_| None).await;
    scene.check().await;
    for seen in scene.server.seen() {
        let place = Place::of(&seen);
        assert_eq!(seen.body.contains("client_secret"), place == Place::Token, "{place:?}");
        assert_eq!(seen.headers.contains_key("authorization"), place == Place::Call, "{place:?}");
        assert!(!seen.headers.contains_key("cookie"));
        assert!(!seen.path.contains(SECRET));
    }
    let token = PUBLISHED.sign(&header(), &claims(&scene.base()));
    assert_eq!(scene.of(Place::Call)[0].headers["authorization"], format!("Bearer {token}"));
}

#[tokio::test]
async fn no_cookie_is_ever_handed_back() {
    let scene = Scene::new(|asked| match well(asked) {
        crate::stand_in::Act::Answer(answer) => Some(answer.with("set-cookie", "a=b; Path=/").into()),
        other => Some(other),
    })
    .await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert!(scene.server.seen().iter().all(|seen| !seen.headers.contains_key("cookie")));
}

#[tokio::test]
async fn each_step_is_reported_as_it_comes_and_the_evidence_survives_being_written_down() {
    let scene = Scene::new(|_| None).await;
    let checks = Mutex::new(Vec::new());
    let report = |progress: Progress<'_>| {
        if let Progress::Step(evidence) = progress {
            checks.lock().unwrap().push(judge(evidence).checks.len());
        }
    };
    let credential = Credential::Secret(ClientSecret::from_store(SECRET.to_owned()));
    let evidence = gather::check(
        &scene.http,
        &scene.cloud,
        scene.plan(),
        credential,
        &scene.clock,
        &report,
        &scene.cancel,
    )
    .await;
    assert_eq!(*checks.lock().unwrap(), [1, 9, 10, 11, 11]);
    let written = serde_json::to_string(&evidence).unwrap();
    let read: Evidence = serde_json::from_str(&written).unwrap();
    assert_eq!(read, evidence);
    assert_eq!(judge(&read), judge(&evidence));
}

#[tokio::test]
async fn the_date_of_an_answer_tells_how_wrong_this_clock_is() {
    for (date, behind) in
        [("Mon, 23 Nov 2026 12:00:00 GMT", 86_400), ("Sat, 21 Nov 2026 12:00:00 GMT", -86_400)]
    {
        let scene = Scene::new(move |asked| {
            let mut payload = claims(&asked.base);
            for name in ["iat", "nbf", "exp"] {
                payload[name] = json!(payload[name].as_i64().unwrap() + behind);
            }
            match asked.place {
                Place::Metadata => Some(Answer::json(200, &metadata(&asked.base)).with("date", date).into()),
                Place::Token => Some(token_answer(&PUBLISHED.sign(&header(), &payload))),
                _ => None,
            }
        })
        .await;
        let evidence = scene.check().await;
        assert_eq!(cause(&evidence), "clock-skew");
        assert!((evidence.clock_ahead_seconds.unwrap() - behind).abs() < 5);
    }
}

#[tokio::test]
async fn a_clock_at_either_end_of_the_calendar_breaks_nothing() {
    struct Stopped(OffsetDateTime);
    impl Clock for Stopped {
        fn now(&self) -> OffsetDateTime {
            self.0
        }
    }
    for now in
        [datetime!(0000-01-01 0:00 UTC), datetime!(1960-02-29 0:00 UTC), datetime!(9999-12-31 23:59:59 UTC)]
    {
        for date in [
            "Sun, 22 Nov 2026 12:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            let scene = Scene::new(move |asked| match asked.place {
                Place::Metadata => Some(Answer::json(200, &metadata(&asked.base)).with("date", date).into()),
                Place::Call => {
                    Some(Answer::new(429, "{}").with("date", date).with("retry-after", "4294967295").into())
                }
                _ => None,
            })
            .await;
            let credential = Credential::Secret(ClientSecret::from_store(SECRET.to_owned()));
            let (clock, plan) = (Stopped(now), scene.plan());
            let evidence =
                gather::check(&scene.http, &scene.cloud, plan, credential, &clock, &|_| {}, &scene.cancel)
                    .await;
            let expected = match (date.contains("2026"), now.year() < 2026) {
                (true, _) => "clock-skew",
                (false, true) => "token-not-yet-valid",
                (false, false) => "token-expired",
            };
            assert_eq!(cause(&evidence), expected, "{now} {date}");
        }
    }
}

#[tokio::test]
async fn where_the_1_0_document_is_gone_the_2_0_one_tells_the_tenant() {
    let scene = Scene::with(Place::Metadata, || Answer::new(404, "").into()).await;
    assert_eq!(cause(&scene.check().await), "connected");
    assert_eq!((scene.count(Place::Metadata), scene.count(Place::Metadata2)), (1, 1));
    let both = Scene::new(|asked| {
        matches!(asked.place, Place::Metadata | Place::Metadata2).then(|| Answer::new(404, "").into())
    })
    .await;
    assert_ne!(cause(&both.check().await), "connected");
    assert_eq!(both.count(Place::Token), 0);
}

#[tokio::test]
async fn a_nonsense_date_tells_nothing() {
    let scene = Scene::new(|asked| match asked.place {
        Place::Metadata => Some(Answer::json(200, &metadata(&asked.base)).with("date", "yesterday").into()),
        _ => None,
    })
    .await;
    let evidence = scene.check().await;
    assert_eq!((cause(&evidence), evidence.clock_ahead_seconds), ("connected", None));
}

#[tokio::test]
async fn a_tenant_alone_can_be_looked_up_without_a_secret() {
    let scene = Scene::new(|_| None).await;
    let tenant = TenantRef::parse("contoso.example").unwrap();
    let evidence = gather::resolve(&scene.http, &scene.cloud, tenant, &scene.clock).await;
    assert_eq!(evidence.tenant.value().unwrap().tenant_id.to_string(), TENANT);
    assert_eq!(scene.server.seen().len(), 1);
    assert!(matches!(evidence.token, Step::NotDone { .. }));
    assert_eq!(evidence.started_at.date(), START.date());
}

#[tokio::test]
async fn a_secret_is_proved_at_home_without_a_call() {
    let scene = Scene::new(|_| None).await;
    let secret = ClientSecret::from_store(SECRET.to_owned());
    let evidence =
        gather::prove_at_home(&scene.http, &scene.cloud, app(), tenant(), secret, &scene.clock).await;
    let judgement = judge(&evidence);
    assert_eq!(outcome(&evidence), ("not-proved", Some("no-call".to_owned())));
    assert_eq!(status_of(&judgement, CheckId::Token), CheckStatus::Pass);
    assert_eq!(scene.count(Place::Call), 0);
}
