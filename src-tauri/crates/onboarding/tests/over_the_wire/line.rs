//! The line itself: nobody there, cut, redirected, or a certificate that is not Microsoft's.

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::evidence::Step;
use consentry_onboarding::gather::Http;
use consentry_onboarding::judge::judge;
use consentry_onboarding::verdict::Verdict;

use crate::authority::{Authority, self_signed};
use crate::hurry::hurry;
use crate::scene::*;
use crate::stand_in::{Act, Answer, Door, StandIn};

#[tokio::test(start_paused = true)]
async fn nobody_at_the_door_is_the_network() {
    let _hurry = hurry();
    let mut scene = Scene::new(|_| None).await;
    let closed = ClosedPort::take();
    scene.cloud = Cloud::practice(closed.number());
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
    let (trusted, other) = (Authority::new(), Authority::named("Fabrikam Inspektion AB"));
    let scene = Scene::behind(Door::Tls(other.serving(&["127.0.0.1"])), &trusted, |_| None).await;
    let evidence = scene.check().await;
    assert_eq!(outcome(&evidence), ("tls", Some("untrusted-issuer".to_owned())));
    assert!(scene.server.seen().is_empty());
    let Step::Failed { failure, .. } = evidence.tenant else { panic!("no answer") };
    assert_eq!(failure.issued_by.as_deref(), Some(other.name), "who signed it is told");
    assert!(failure.raw.contains(other.name), "{}", failure.raw);
}

#[tokio::test]
async fn a_certificate_that_nobody_else_signed_names_itself() {
    let trusted = Authority::new();
    let scene = Scene::behind(Door::Tls(self_signed(&["127.0.0.1"])), &trusted, |_| None).await;
    let evidence = scene.check().await;
    assert_eq!(outcome(&evidence), ("tls", Some("untrusted-issuer".to_owned())));
    let Step::Failed { failure, .. } = evidence.tenant else { panic!("no answer") };
    assert_eq!(failure.issued_by.as_deref(), Some("Router"));
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
async fn a_certificate_before_or_after_its_time_ends_it_at_once() {
    let authority = Authority::new();
    for (from, to) in [(2020, 2021), (2090, 2096)] {
        let door = Door::Tls(authority.serving_between(&["127.0.0.1"], from, to));
        let scene = Scene::behind(door, &authority, |_| None).await;
        assert_eq!(outcome(&scene.check().await), ("tls", Some("certificate-expired".to_owned())), "{from}");
        assert!(scene.server.seen().is_empty());
    }
}

#[tokio::test]
async fn whoever_cannot_speak_a_tls_of_today_is_not_spoken_to() {
    let authority = Authority::new();
    let too_old = b"\x15\x03\x01\x00\x02\x02\x46".to_vec();
    // A greeting that chooses TLS 1.1 and a cipher of its day.
    let mut chooses_old = b"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02".to_vec();
    chooses_old.extend([7; 32]);
    chooses_old.extend(b"\x00\x00\x2f\x00");
    let page = b"HTTP/1.1 302 Found\r\nlocation: http://hotel.example/\r\ncontent-length: 0\r\n\r\n".to_vec();
    for says in [too_old, chooses_old, page, vec![0; 64]] {
        let scene = Scene::behind(Door::Says(says.clone()), &authority, |_| None).await;
        assert_eq!(outcome(&scene.check().await), ("tls", None), "{says:?}");
        assert!(scene.server.seen().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn http_2_that_goes_away_or_makes_no_sense_is_a_broken_line() {
    let _hurry = hurry();
    let authority = Authority::new();
    let frame = |kind: u8, flags: u8, stream: u32, payload: &[u8]| {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    };
    let settings = frame(4, 0, 0, b"");
    let goes_away = |code: u32| frame(7, 0, 0, &[0_u32.to_be_bytes(), code.to_be_bytes()].concat());
    let resets = |code: u32| frame(3, 0, 1, &code.to_be_bytes());
    let flood: Vec<u8> = [frame(1, 0, 1, b"\x88"), frame(9, 0, 1, &[0; 16_000]).repeat(200)].concat();
    for (name, frames) in [
        ("goes away in peace", goes_away(0)),
        ("goes away and asks for calm", goes_away(11)),
        ("refuses the stream", resets(7)),
        ("breaks the stream", resets(2)),
        ("headers without end", flood),
        ("a frame larger than allowed", frame(0, 0, 1, &vec![0; 20_000])),
        ("an answer that was cut", frame(1, 4, 1, b"\x88")),
        ("no frames", b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
        ("nothing", Vec::new()),
    ] {
        let bytes = [settings.clone(), frames].concat();
        let door = Door::Tls(authority.serving_http2(&["127.0.0.1"]));
        let scene = Scene::behind(door, &authority, move |_| Some(Act::Raw(bytes.clone()))).await;
        let judgement = judge(&scene.check().await);
        assert_eq!(judgement.verdict, Verdict::Unknown, "{name}");
        let cause = judgement.cause.unwrap().id();
        assert!(["network", "unexpected-reply"].contains(&cause), "{name}: {cause}");
        assert!((2..=8).contains(&scene.server.seen().len()), "{name}: {} lines", scene.server.seen().len());
    }
}

#[test]
fn what_is_no_certificate_is_not_trusted_as_one() {
    assert!(Http::practice(b"not a certificate").is_err());
}
