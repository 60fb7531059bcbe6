//! What a service, or whoever answers in its place, does to one step: the line, the size, the head, the shape and the
//! time of its answers, and the keys it publishes.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use super::{
    AWAY, Again, Case, Chance, NETWORK, PORTAL, SIGN_IN, SLOW, THROTTLED, TOO_LARGE, UNEXPECTED, WELL, at,
    case,
};
use crate::authority::{PUBLISHED, STRANGER};
use crate::stand_in::{Act, Answer};
use crate::tenant::{Asked, Place, keys_answer};
use crate::trial::answer;

/// The beginning of what would be well.
fn beginning(asked: &Asked, share: usize) -> Answer {
    let Act::Answer(mut whole) = answer(asked) else { unreachable!("well is an answer") };
    let length = whole.body.len();
    whole.body.truncate((length * share / 100).clamp(1, length - 1));
    whole
}

pub(super) fn line(step: Place, chance: &mut Chance) -> Vec<Case> {
    let share = 1 + chance.below(98);
    vec![
        at("line", "closed", step, chance, (NETWORK, Again::Passing), |_| Act::HangUp),
        at("line", "half closed", step, chance, (NETWORK, Again::Passing), |_| Act::HalfClose),
        at("line", &format!("reset at {share} %"), step, chance, (NETWORK, Again::Passing), move |asked| {
            Act::Reset(beginning(asked, share))
        }),
        at("line", &format!("cut at {share} %"), step, chance, (UNEXPECTED, Again::Passing), move |asked| {
            Act::CutShort(beginning(asked, share))
        }),
    ]
}

/// Sixty-four megabytes of blanks, packed.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut gzip = Command::new("gzip").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writer =
        std::thread::spawn(move || (0..64).for_each(|_| input.write_all(&vec![b' '; 1 << 20]).unwrap()));
    let packed = gzip.wait_with_output().unwrap().stdout;
    writer.join().unwrap();
    packed
});

pub(super) fn size(step: Place, chance: &mut Chance) -> Vec<Case> {
    let megabytes = 2 + chance.below(60);
    let encoding = chance.one_of(&["gzip", "deflate", "br", "zstd"]);
    vec![
        at("size", "without end", step, chance, (TOO_LARGE, Again::Misread), |_| Act::Endless),
        at("size", &format!("{megabytes} MB"), step, chance, (TOO_LARGE, Again::Misread), move |_| {
            Act::Flood(megabytes)
        }),
        at("size", &format!("bomb in {encoding}"), step, chance, (UNEXPECTED, Again::Misread), move |_| {
            Answer::new(200, BOMB.clone()).with("content-encoding", encoding).into()
        }),
    ]
}

fn raw(head: &str, body: &str) -> Act {
    Act::Raw(format!("HTTP/1.1 200 x\r\n{head}\r\n\r\n{body}").into_bytes())
}

pub(super) fn head(step: Place, chance: &mut Chance) -> Vec<Case> {
    let (number, length) = (101 + chance.below(3_000), 1 + chance.below(100));
    let bad = chance.one_of(&[
        "content-length: 2\r\ncontent-length: 3",
        "content-length: -1",
        "content-length: 99999999999999999999999",
        "transfer-encoding: chunked\r\n\r\nzz",
        "no colon here",
        "\0: x",
    ]);
    vec![
        at(
            "head",
            &format!("{number} headers of {length}"),
            step,
            chance,
            (UNEXPECTED, Again::Passing),
            move |_| {
                let all: Vec<String> =
                    (0..number).map(|at| format!("x-{at}: {}", "y".repeat(length))).collect();
                raw(&all.join("\r\n"), "{}")
            },
        ),
        at("head", "a megabyte", step, chance, (UNEXPECTED, Again::Passing), |_| {
            raw(&format!("x: {}", "y".repeat(1 << 20)), "{}")
        }),
        at("head", &format!("{bad:?}"), step, chance, (UNEXPECTED, Again::Passing), move |_| raw(bad, "{}")),
        at("head", "no HTTP", step, chance, (UNEXPECTED, Again::Passing), |_| {
            Act::Raw(b"220 mail.example ESMTP\r\n".to_vec())
        }),
    ]
}

pub(super) fn shape(step: Place, chance: &mut Chance) -> Vec<Case> {
    let share = 1 + chance.below(98);
    let kind = chance.one_of(&["text/html", "text/plain", "image/png", ""]);
    vec![
        at(
            "shape",
            &format!("half said at {share} %"),
            step,
            chance,
            (UNEXPECTED, Again::Misread),
            move |asked| beginning(asked, share).into(),
        ),
        at("shape", "a mark before it", step, chance, (UNEXPECTED, Again::Misread), |asked| {
            let Act::Answer(whole) = answer(asked) else { unreachable!("well is an answer") };
            Answer { body: [b"\xef\xbb\xbf".as_slice(), &whole.body].concat(), ..whole }.into()
        }),
        at("shape", "noise", step, chance, (UNEXPECTED, Again::Misread), |_| {
            Answer::new(200, [0xff, 0, 0xfe, 0x1b]).into()
        }),
        at(
            "shape",
            &format!("data that calls itself {kind:?}"),
            step,
            chance,
            (WELL, Again::Final),
            move |asked| {
                let Act::Answer(mut whole) = answer(asked) else { unreachable!("well is an answer") };
                kind.clone_into(&mut whole.headers[0].1);
                whole.into()
            },
        ),
    ]
}

pub(super) fn portal(step: Place, chance: &mut Chance) -> Vec<Case> {
    let status = chance.one_of(&[300, 301, 302, 303, 307, 308]);
    let to = chance.one_of(&[
        "https://evil.example/",
        "https://login.microsoftonline.com/elsewhere",
        "https://api.security.microsoft.com/elsewhere",
        "http://login.microsoftonline.com/",
        "/elsewhere",
        "//evil.example/",
    ]);
    vec![
        at("portal", &format!("{status} to {to}"), step, chance, (PORTAL, Again::Final), move |_| {
            Answer::html(status, "moved").with("location", to).into()
        }),
        at("portal", "a page", step, chance, (PORTAL, Again::Final), |_| {
            Answer::html(200, "<html>Welcome to the hotel</html>").into()
        }),
        at("portal", "a page that blocks", step, chance, (PORTAL, Again::Final), |_| {
            Answer::html(403, "<html>Blocked by policy</html>").into()
        }),
        at("portal", "511", step, chance, (PORTAL, Again::Final), |_| Answer::new(511, "{}").into()),
        at("portal", "407", step, chance, (SIGN_IN, Again::Final), |_| Answer::html(407, "<html>").into()),
    ]
}

pub(super) fn weather(step: Place, chance: &mut Chance) -> Vec<Case> {
    let status = chance.one_of(&[500, 502, 503, 504]);
    let wish = chance.one_of(&["0", "1", "-5", "soon", "86400", "Thu, 01 Jan 1970 00:00:00 GMT", ""]);
    let short = chance.one_of(&["0", "1", "2", "Sun, 06 Nov 1994 08:49:37 GMT"]);
    let long =
        chance.one_of(&["121", "3600", "86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"]);
    let too_many =
        |wish: &str| Answer::new(429, "{\"error\": \"temporarily_unavailable\"}").with("retry-after", wish);
    let parked =
        at("weather", &format!("429 for {long}"), step, chance, (THROTTLED, Again::Final), move |_| {
            too_many(long).into()
        });
    let twice = at(
        "weather",
        &format!("429 for {short} and {long}"),
        step,
        chance,
        (THROTTLED, Again::Final),
        move |_| too_many(short).with("retry-after", long).into(),
    );
    let header = chance.one_of(&["retry-after-ms", "x-ms-retry-after-ms"]);
    let wait = chance.one_of(&["120001", "3600000", "99999999999999999999999"]);
    let milliseconds =
        at("weather", &format!("429, {header} {wait}"), step, chance, (THROTTLED, Again::Final), move |_| {
            too_many(short).with(header, wait).into()
        });
    vec![
        at("weather", &format!("{status}, {wish:?}"), step, chance, (AWAY, Again::Passing), move |_| {
            Answer::html(status, "<html>Bad gateway</html>").with("retry-after", wish).into()
        }),
        at("weather", &format!("429 for {short}"), step, chance, (THROTTLED, Again::Passing), move |_| {
            too_many(short).into()
        }),
        Case { parked: true, ..parked },
        Case { parked: true, ..twice },
        Case { parked: true, ..milliseconds },
    ]
}

pub(super) fn slow(step: Place) -> Vec<Case> {
    type Way = fn() -> Act;
    let acts: [(&str, Way); 3] =
        [("mute", || Act::Mute), ("a drop at a time", || Act::Drip), ("a header by drops", || Act::DripHead)];
    let always = acts.map(|(name, act)| Case {
        spoil: Arc::new(move |asked| (asked.place == step).then(act)),
        slow: true,
        ..case("slow", format!("{name} at {step:?}"), SLOW)
    });
    let once = acts.map(|(name, act)| Case {
        spoil: Arc::new(move |asked| (asked.place == step && asked.nth == 1).then(act)),
        slow: true,
        ..case("slow", format!("{name} at {step:?}, once"), WELL)
    });
    always.into_iter().chain(once).collect()
}

pub(super) fn keys() -> Vec<Case> {
    let keys = |name: &str, told, act: fn(usize) -> Option<Act>| Case {
        spoil: Arc::new(move |asked: &Asked| (asked.place == Place::Keys).then(|| act(asked.nth))?),
        ..case("keys", name, told)
    };
    vec![
        keys("rolled a moment ago", WELL, |nth| (nth == 1).then(|| keys_answer(&[STRANGER.jwk("k0")]))),
        keys("taken away", ("key-unknown", None), |_| Some(keys_answer(&[STRANGER.jwk("k9")]))),
        keys("two of one name", ("key-unknown", Some("key-duplicate")), |_| {
            Some(keys_answer(&[PUBLISHED.jwk("k1"), STRANGER.jwk("k1")]))
        }),
        keys("another key of that name", ("signature-invalid", None), |_| {
            Some(keys_answer(&[STRANGER.jwk("k1")]))
        }),
        keys("rolled, and then down", AWAY, |nth| {
            Some(if nth == 1 { keys_answer(&[STRANGER.jwk("k0")]) } else { Answer::new(503, "").into() })
        }),
    ]
}
