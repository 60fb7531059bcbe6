//! The line itself: nobody there, cut, redirected, or a certificate that is not Microsoft's.

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::gather::Http;
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::Verdict;

use crate::authority::Authority;
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer, Door, StandIn};

#[tokio::test(start_paused = true)]
async fn nobody_at_the_door_is_the_network() {
    let _hurry = hurry();
    let mut scene = Scene::new(|_| None).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    scene.cloud = Cloud::practice(closed);
    let evidence = scene.check().await;
    assert_eq!(outcome(&evidence), ("network", Some("unreachable".to_owned())));
    assert_eq!(judge(&evidence).verdict, Verdict::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_door_slammed_before_the_handshake_is_the_network() {
    let _hurry = hurry();
    let authority = Authority::new();
    let scene = Scene::behind(Door::Slam, &authority, |_| None).await;
    assert_eq!(cause(&scene.check().await), "network");
}

#[tokio::test(start_paused = true)]
async fn a_line_that_breaks_is_tried_again() {
    let _hurry = hurry();
    let acts: [fn() -> Act; 2] = [|| Act::HangUp, || Act::Reset(Answer::new(200, "{\"access_token\""))];
    for act in acts {
        let once = Scene::new(move |asked| (asked.place == Place::Token && asked.nth < 3).then(act)).await;
        assert_eq!(cause(&once.check().await), "connected");
        let always = Scene::with(Place::Token, act).await;
        assert_eq!(outcome(&always.check().await), ("network", Some("unreachable".to_owned())));
        assert_eq!(always.count(Place::Token), 4);
    }
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let authority = Authority::new();
    let trap =
        StandIn::open(Door::Tls(authority.serving(&["127.0.0.1"])), |_, _| Answer::new(200, "{}").into())
            .await;
    for place in [Place::Metadata, Place::Token, Place::Keys, Place::Call] {
        for status in [301, 302, 303, 307, 308] {
            let to = format!("https://127.0.0.1:{}/elsewhere", trap.port);
            let scene =
                Scene::behind(Door::Tls(authority.serving(&["127.0.0.1"])), &authority, move |asked| {
                    (asked.place == place).then(|| Answer::html(status, "moved").with("location", &to).into())
                })
                .await;
            let evidence = scene.check().await;
            assert_eq!(cause(&evidence), "captive-portal", "{place:?} {status}");
            assert_eq!(scene.count(place), 1);
        }
    }
    assert!(trap.seen().is_empty());
}

#[tokio::test]
async fn a_407_from_whoever_answers_is_the_proxy_s() {
    let scene = Scene::with(Place::Token, || Answer::html(407, "<html>sign in</html>").into()).await;
    assert_eq!(outcome(&scene.check().await), ("proxy", Some("sign-in-required".to_owned())));
    assert_eq!(scene.count(Place::Token), 1);
}

#[tokio::test]
async fn an_authority_that_is_not_trusted_ends_it_at_once() {
    let (trusted, other) = (Authority::new(), Authority::new());
    let scene = Scene::behind(Door::Tls(other.serving(&["127.0.0.1"])), &trusted, |_| None).await;
    assert_eq!(outcome(&scene.check().await), ("tls", Some("untrusted-issuer".to_owned())));
    assert!(scene.server.seen().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_ends_it_at_once() {
    let authority = Authority::new();
    for names in [&["login.microsoftonline.com"][..], &["localhost"], &["127.0.0.2"]] {
        let scene = Scene::behind(Door::Tls(authority.serving(names)), &authority, |_| None).await;
        assert_eq!(outcome(&scene.check().await), ("tls", Some("wrong-name".to_owned())), "{names:?}");
        assert!(scene.server.seen().is_empty());
    }
}

#[tokio::test]
async fn an_expired_certificate_ends_it_at_once() {
    let authority = Authority::new();
    let door = Door::Tls(authority.serving_until(&["127.0.0.1"], 2021));
    let scene = Scene::behind(door, &authority, |_| None).await;
    assert_eq!(outcome(&scene.check().await), ("tls", Some("certificate-expired".to_owned())));
    assert!(scene.server.seen().is_empty());
}

#[test]
fn what_is_no_certificate_is_not_trusted_as_one() {
    assert!(Http::practice(b"not a certificate").is_err());
}
