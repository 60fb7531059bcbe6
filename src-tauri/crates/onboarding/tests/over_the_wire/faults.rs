//! Every way in which an answer goes wrong, at every step at which it can: the same cause each time, tried as often as
//! the table allows, in time, and never a word about the customer.

use consentry_onboarding::judge::judge;
use consentry_onboarding::ports::Clock;
use consentry_onboarding::verdict::{Actor, Verdict};
use serde_json::json;

use crate::hurry::{START, hurry};
use crate::scene::*;
use crate::stand_in::{Act, Answer};

const STEPS: [Place; 4] = [Place::Metadata, Place::Token, Place::Keys, Place::Call];

type Way = fn() -> Act;

/// A fault, what a person is told of it, and how often it is asked for.
struct Fault {
    name: &'static str,
    act: Way,
    cause: &'static str,
    reason: Option<&'static str>,
    tries: usize,
}

fn fault(name: &'static str, act: Way, told: (&'static str, Option<&'static str>), tries: usize) -> Fault {
    Fault { name, act, cause: told.0, reason: told.1, tries }
}

const NETWORK: (&str, Option<&str>) = ("network", Some("unreachable"));
const UNEXPECTED: (&str, Option<&str>) = ("unexpected-reply", None);
const TOO_LARGE: (&str, Option<&str>) = ("unexpected-reply", Some("too-large"));
const PORTAL: (&str, Option<&str>) = ("captive-portal", None);
const SLOW: (&str, Option<&str>) = ("timed-out", None);
const AWAY: (&str, Option<&str>) = ("service-unavailable", None);

fn raw(head: &str, body: &str) -> Act {
    Act::Raw(format!("HTTP/1.1 200 x\r\n{head}\r\n\r\n{body}").into_bytes())
}

fn headers(number: usize, length: usize) -> Act {
    let all: Vec<String> = (0..number).map(|at| format!("x-{at}: {}", "y".repeat(length))).collect();
    raw(&all.join("\r\n"), "{}")
}

fn moved(status: u16) -> Act {
    Answer::html(status, "moved").with("location", "/elsewhere?state=kept").into()
}

/// Sixty-four megabytes of blanks, packed.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut gzip = std::process::Command::new("gzip")
        .arg("-9")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writer =
        std::thread::spawn(move || (0..64).for_each(|_| input.write_all(&vec![b' '; 1 << 20]).unwrap()));
    let packed = gzip.wait_with_output().unwrap().stdout;
    writer.join().unwrap();
    packed
}

fn faults() -> Vec<Fault> {
    vec![
        fault("closed without a word", || Act::HangUp, NETWORK, 4),
        fault("half closed", || Act::HalfClose, NETWORK, 4),
        fault("reset in the middle", || Act::Reset(Answer::new(200, "{\"a\": 1")), NETWORK, 4),
        fault("cut in the middle", || Act::CutShort(Answer::new(200, "{\"a\": 1")), UNEXPECTED, 4),
        fault("a body without end", || Act::Endless, TOO_LARGE, 2),
        fault("a body of eight megabytes", || Act::Flood(8), TOO_LARGE, 2),
        fault("two thousand headers", || headers(2_000, 4), UNEXPECTED, 4),
        fault("a header of a megabyte", || headers(1, 1 << 20), UNEXPECTED, 4),
        fault("a hundred and one headers", || headers(101, 4), UNEXPECTED, 4),
        fault(
            "shorter than it says by a brace",
            || raw("content-length: 9", "{\"a\": \"b\"}"),
            UNEXPECTED,
            2,
        ),
        fault("two lengths", || raw("content-length: 2\r\ncontent-length: 3", "{}"), UNEXPECTED, 4),
        fault("a length below nothing", || raw("content-length: -2", "{}"), UNEXPECTED, 4),
        fault("chunks that are none", || raw("transfer-encoding: chunked", "zz\r\n{}"), UNEXPECTED, 4),
        fault("no HTTP", || Act::Raw(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()), UNEXPECTED, 4),
        fault("half a document", || Answer::new(200, "{\"issuer\": \"https://").into(), UNEXPECTED, 2),
        fault("a mark before it", || Answer::new(200, "\u{feff}{}").into(), UNEXPECTED, 2),
        fault("no text at all", || Answer::new(200, [0xff, 0xfe, 0x00]).into(), UNEXPECTED, 2),
        fault("moved for good", || moved(301), PORTAL, 1),
        fault("found elsewhere", || moved(302), PORTAL, 1),
        fault("moved for now", || moved(307), PORTAL, 1),
        fault("moved with its form", || moved(308), PORTAL, 1),
        fault("a page", || Answer::html(200, "<html>Welcome to the hotel</html>").into(), PORTAL, 1),
        fault("a page that calls itself data", || Answer::new(200, "<!doctype html>").into(), PORTAL, 1),
        fault("the network's own sign-in", || Answer::new(511, "{}").into(), PORTAL, 1),
        fault(
            "the proxy's own sign-in",
            || Answer::html(407, "<html>").with("proxy-authenticate", "Basic realm=\"x\"").into(),
            ("proxy", Some("sign-in-required")),
            1,
        ),
        fault("500", || Answer::new(500, "").into(), AWAY, 4),
        fault("a page with 502", || Answer::html(502, "<html>Bad gateway</html>").into(), AWAY, 4),
        fault("503 for a day", || Answer::new(503, "").with("retry-after", "86400").into(), AWAY, 4),
        fault("504", || Answer::new(504, "{}").into(), AWAY, 4),
        fault("mute", || Act::Mute, SLOW, 4),
        fault("a drop at a time", || Act::Drip, SLOW, 4),
        fault("a header a drop at a time", || Act::DripHead, SLOW, 4),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_fault_at_every_step_has_its_cause_and_says_nothing_about_the_customer() {
    let _hurry = hurry();
    for fault in faults() {
        for step in STEPS {
            let what = format!("{} at {step:?}", fault.name);
            let scene = Scene::with(step, fault.act).await;
            let evidence = scene.check().await;
            let judgement = judge(&evidence);
            let cause = (judgement.cause.unwrap().id(), judgement.reason.as_deref());
            assert_eq!(cause, (fault.cause, fault.reason), "{what}: {:?}", evidence.token);
            assert_eq!(judgement.verdict, Verdict::Unknown, "{what}");
            let acts = if fault.cause == "service-unavailable" { Actor::Wait } else { Actor::Partner };
            assert_eq!(judgement.who_acts, acts, "{what}");
            let tries = scene.count(step);
            // Where each attempt takes its thirty seconds, the two minutes are over before the fourth or with it.
            let allowed =
                if fault.cause == "timed-out" { 3..=fault.tries } else { fault.tries..=fault.tries };
            assert!(allowed.contains(&tries), "{what}: {tries} tries");
            assert!((scene.clock.now() - START).whole_seconds() <= 122, "{what}");
            assert_eq!(scene.count(Place::Elsewhere), 0, "{what}: nothing else is asked");
            // What comes before is asked once; what comes after only where it still means something and time is left.
            let at = STEPS.iter().position(|one| *one == step).unwrap();
            for (number, other) in STEPS.iter().enumerate().filter(|(_, other)| **other != step) {
                let after_keys = step == Place::Keys && fault.cause != "timed-out";
                let expected = usize::from(number < at || after_keys);
                assert_eq!(scene.count(*other), expected, "{what}: {other:?}");
            }
            // A cap is a cap: what was taken beyond it lay in the line.
            assert!(scene.server.flooded() < 14 * 1024 * 1024, "{what}: {}", scene.server.flooded());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_fault_that_passes_is_passed_over() {
    let _hurry = hurry();
    for fault in faults().into_iter().filter(|fault| fault.tries > 1) {
        for step in STEPS {
            let act = fault.act;
            let scene = Scene::new(move |asked| (asked.place == step && asked.nth == 1).then(act)).await;
            assert_eq!(cause(&scene.check().await), "connected", "{} at {step:?}", fault.name);
            assert_eq!(scene.count(step), 2, "{} at {step:?}", fault.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_bomb_is_never_unpacked_wherever_it_comes_from() {
    let _hurry = hurry();
    let packed = bomb();
    assert!((10_000..256 * 1024).contains(&packed.len()), "small enough to be read: {}", packed.len());
    for step in STEPS {
        for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip"] {
            let answer = Answer::new(200, packed.clone()).with("content-encoding", encoding);
            let scene = Scene::with(step, move || answer.clone().into()).await;
            let evidence = scene.check().await;
            assert_eq!(outcome(&evidence), ("unexpected-reply", None), "{step:?} {encoding}");
            assert_eq!(scene.count(step), 2, "{step:?} {encoding}");
            let kept = serde_json::to_string(&evidence).unwrap().len();
            assert!(kept < 24 * 1024, "{step:?}: {kept} bytes of evidence");
        }
    }
}

#[tokio::test]
async fn data_is_data_whatever_it_calls_itself() {
    for kind in
        ["text/html", "text/plain", "application/octet-stream", "application/json; charset=utf-16", "", "\t"]
    {
        for step in STEPS {
            let scene = Scene::new(move |asked| {
                let Act::Answer(mut answer) = well(asked) else { return None };
                (asked.place == step).then(|| {
                    answer.headers = vec![("content-type", kind.to_owned())];
                    answer.into()
                })
            })
            .await;
            assert_eq!(cause(&scene.check().await), "connected", "{kind:?} at {step:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_what_trickles_and_what_floods_at_once() {
    let _hurry = hurry();
    let acts: [Way; 4] = [|| Act::Drip, || Act::DripHead, || Act::HalfClose, || Answer::new(503, "").into()];
    for act in acts {
        for step in STEPS {
            let scene = Scene::with(step, act).await;
            let stopper = async {
                while scene.count(step) == 0 {
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
                let at = tokio::time::Instant::now();
                scene.cancel.cancel();
                at
            };
            let (evidence, at) = tokio::join!(scene.check(), stopper);
            assert_eq!(outcome(&evidence), ("not-proved", Some("cancelled".to_owned())), "{step:?}");
            assert!(at.elapsed() < std::time::Duration::from_secs(2), "{step:?}: {:?}", at.elapsed());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_carries_no_secret_to_another_of_microsoft_s_names_either() {
    let _hurry = hurry();
    for to in [
        "https://api.security.microsoft.com/api/alerts",
        "http://login.microsoftonline.com/",
        "//login.microsoftonline.com/x",
        "https://user:word@127.0.0.1/",
        "javascript:alert(1)",
        "",
    ] {
        for status in [300, 301, 302, 303, 305, 307, 308] {
            let answer = Answer::json(status, &json!({"access_token": "eyJ"})).with("location", to);
            let scene = Scene::with(Place::Token, move || answer.clone().into()).await;
            assert_eq!(cause(&scene.check().await), "captive-portal", "{status} {to}");
            assert_eq!((scene.count(Place::Token), scene.count(Place::Elsewhere)), (1, 0), "{status} {to}");
        }
    }
}
