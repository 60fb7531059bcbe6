//! The faults, where they strike, how often, and what a person must be told.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use crate::authority::{Authority, PUBLISHED, STRANGER, self_signed};
use crate::stand_in::{Act, Answer, Door};
use crate::tenant::{Asked, Place, keys_answer};
use crate::trial::{HOSTS, answer};

const STEPS: [Place; 4] = [Place::Metadata, Place::Token, Place::Keys, Place::Call];

/// What is told: a cause with its finer reason, or that the customer is connected.
pub type Told = (&'static str, Option<&'static str>);

const WELL: Told = ("connected", None);
const NETWORK: Told = ("network", Some("unreachable"));
const UNEXPECTED: Told = ("unexpected-reply", None);
const TOO_LARGE: Told = ("unexpected-reply", Some("too-large"));
const PORTAL: Told = ("captive-portal", None);
const SLOW: Told = ("timed-out", None);
const AWAY: Told = ("service-unavailable", None);
const THROTTLED: Told = ("throttled", None);
const SIGN_IN: Told = ("proxy", Some("sign-in-required"));
const REFUSED: Told = ("proxy", Some("refused"));
const CLOCK: Told = ("clock-skew", None);

type Spoil = Arc<dyn Fn(&Asked) -> Option<Act> + Send + Sync>;
type MakeDoor = Arc<dyn Fn(&Authority) -> Door + Send + Sync>;

/// One run of the program.
pub struct Case {
    pub class: &'static str,
    pub name: String,
    pub door: MakeDoor,
    pub spoil: Spoil,
    /// Instead of the usual environment; `{port}` is the proxy's, `{closed}` one that nobody listens at.
    pub environment: Vec<(&'static str, String)>,
    /// The clock is wrong by so much, from when this place is asked or from the start.
    pub clock: Option<(i64, Option<Place>)>,
    /// Any of these.
    pub told: Vec<Told>,
    /// Takes a minute or two.
    pub slow: bool,
    /// A time to come back has to be named.
    pub parked: bool,
}

/// Chance that can be repeated.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % end.max(1) as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// How often what is met is asked for again.
#[derive(Clone, Copy, PartialEq)]
enum Again {
    /// Three times.
    Passing,
    /// Once.
    Misread,
    /// Never.
    Final,
}

fn usual_door() -> MakeDoor {
    Arc::new(|authority: &Authority| Door::Tunnel(authority.serving(&HOSTS)))
}

fn case(class: &'static str, name: impl Into<String>, told: Told) -> Case {
    Case {
        class,
        name: name.into(),
        door: usual_door(),
        spoil: Arc::new(|_| None),
        environment: Vec::new(),
        clock: None,
        told: vec![told],
        slow: false,
        parked: false,
    }
}

/// A step that is answered so the first few times, or always.
fn at(
    class: &'static str,
    name: &str,
    step: Place,
    chance: &mut Chance,
    (told, again): (Told, Again),
    act: impl Fn(&Asked) -> Act + Send + Sync + 'static,
) -> Case {
    let most = match again {
        Again::Passing => 3,
        Again::Misread => 1,
        Again::Final => 0,
    };
    // Every other time it stays.
    let times = if chance.below(2) == 0 { usize::MAX } else { 1 + chance.below(most.max(1)) };
    let told = if times <= most { WELL } else { told };
    let often = if times == usize::MAX { "always".to_owned() } else { format!("{times} times") };
    let spoil = move |asked: &Asked| (asked.place == step && asked.nth <= times).then(|| act(asked));
    Case { spoil: Arc::new(spoil), ..case(class, format!("{name} at {step:?}, {often}"), told) }
}

/// The beginning of what would be well.
fn beginning(asked: &Asked, share: usize) -> Answer {
    let Act::Answer(mut whole) = answer(asked) else { unreachable!("well is an answer") };
    let length = whole.body.len();
    whole.body.truncate((length * share / 100).clamp(1, length - 1));
    whole
}

fn line(step: Place, chance: &mut Chance) -> Vec<Case> {
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

fn size(step: Place, chance: &mut Chance) -> Vec<Case> {
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

fn head(step: Place, chance: &mut Chance) -> Vec<Case> {
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

fn shape(step: Place, chance: &mut Chance) -> Vec<Case> {
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

fn portal(step: Place, chance: &mut Chance) -> Vec<Case> {
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

fn weather(step: Place, chance: &mut Chance) -> Vec<Case> {
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
    vec![
        at("weather", &format!("{status}, {wish:?}"), step, chance, (AWAY, Again::Passing), move |_| {
            Answer::html(status, "<html>Bad gateway</html>").with("retry-after", wish).into()
        }),
        at("weather", &format!("429 for {short}"), step, chance, (THROTTLED, Again::Passing), move |_| {
            too_many(short).into()
        }),
        Case { parked: true, ..parked },
        Case { parked: true, ..twice },
    ]
}

fn slow(step: Place) -> Vec<Case> {
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

fn behind(
    class: &'static str,
    name: &str,
    told: Told,
    door: impl Fn(&Authority) -> Door + Send + Sync + 'static,
) -> Case {
    Case { door: Arc::new(door), ..case(class, name, told) }
}

fn tls() -> Vec<Case> {
    let expired = ("tls", Some("certificate-expired"));
    let stranger = ("tls", Some("untrusted-issuer"));
    let mut cases = vec![
        behind("tls", "signed by a stranger", stranger, |_| Door::Tunnel(Authority::new().serving(&HOSTS))),
        behind("tls", "signed by itself", stranger, |_| Door::Tunnel(self_signed(&HOSTS))),
        behind("tls", "another name", ("tls", Some("wrong-name")), |known| {
            Door::Tunnel(known.serving(&["login.microsoftonline.com.evil.example"]))
        }),
        behind("tls", "over", expired, |known| Door::Tunnel(known.serving_between(&HOSTS, 2019, 2020))),
        behind("tls", "not begun", expired, |known| Door::Tunnel(known.serving_between(&HOSTS, 2090, 2096))),
    ];
    let nowhere = |name| (name, "/nonexistent".to_owned());
    let proxy = ("HTTPS_PROXY", "http://127.0.0.1:{port}".to_owned());
    cases.push(Case {
        environment: vec![proxy.clone(), nowhere("SSL_CERT_FILE"), nowhere("SSL_CERT_DIR")],
        ..case("tls", "no trust store", ("tls", Some("no-trust-store")))
    });
    cases.push(Case {
        environment: vec![proxy, ("SSL_CERT_FILE", "{empty}".to_owned())],
        ..case("tls", "an empty trust store", ("tls", Some("no-trust-store")))
    });
    cases
}

fn proxy(chance: &mut Chance) -> Vec<Case> {
    let says = |text: &'static str| move |_: &Authority| Door::Says(text.as_bytes().to_vec());
    let refusal = chance.one_of(&[
        "403 Forbidden",
        "502 Bad Gateway",
        "503 Unavailable",
        "504 Timeout",
        "404 Not Found",
    ]);
    let scheme = chance.one_of(&[
        "Basic realm=\"Contoso åäö\"",
        "Negotiate",
        "NTLM",
        "Digest realm=\"x\", nonce=\"y\"",
    ]);
    let through = |name: &str, environment: &[(&'static str, &str)], told| Case {
        environment: environment.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        ..case("proxy", name, told)
    };
    let roots = ("SSL_CERT_FILE", "{roots}");
    let asks = move |_: &Authority| {
        Door::Says(
            format!("HTTP/1.1 407 x\r\nproxy-authenticate: {scheme}\r\ncontent-length: 0\r\n\r\n")
                .into_bytes(),
        )
    };
    let asks_name = format!("407 with {scheme}");
    let with_password = Case {
        environment: vec![
            ("HTTPS_PROXY", "http://anna:Kanarie%2Fpassw0rd@127.0.0.1:{port}".to_owned()),
            ("SSL_CERT_FILE", "{roots}".to_owned()),
        ],
        ..behind("proxy", "a password that is refused", SIGN_IN, asks)
    };
    let mut direct = through(
        "nobody is to go through it",
        &[("HTTPS_PROXY", "http://127.0.0.1:{port}"), ("NO_PROXY", "*"), roots],
        NETWORK,
    );
    // Without a proxy there may be no way out at all, or one to a Microsoft whose authority is not among our roots.
    direct.told =
        vec![("network", Some("name-not-resolved")), NETWORK, SLOW, ("tls", Some("untrusted-issuer"))];
    direct.slow = true;
    vec![
        behind("proxy", &asks_name, SIGN_IN, asks),
        behind("proxy", "407 without a realm", SIGN_IN, |_| {
            Door::NoTunnel("407 Proxy Authentication Required")
        }),
        behind("proxy", refusal, REFUSED, move |_| Door::NoTunnel(refusal)),
        behind(
            "proxy",
            "302 to its own page",
            REFUSED,
            says("HTTP/1.1 302 x\r\nlocation: http://login.example/\r\n\r\n"),
        ),
        Case {
            // The tunnel is granted and ends at once; whether the page is still taken for TLS is chance.
            told: vec![NETWORK, ("tls", None)],
            ..behind(
                "proxy",
                "a page instead of a tunnel",
                NETWORK,
                says("HTTP/1.1 200 OK\r\n\r\n<html>Sign in</html>"),
            )
        },
        behind("proxy", "closed without a word", NETWORK, |_| Door::Slam),
        through(
            "nobody there",
            &[("HTTPS_PROXY", "http://127.0.0.1:{closed}"), roots],
            ("proxy", Some("unreachable")),
        ),
        through("no scheme", &[("HTTPS_PROXY", "127.0.0.1:{port}"), roots], WELL),
        through("in small letters", &[("https_proxy", "http://127.0.0.1:{port}"), roots], WELL),
        through("for everything", &[("ALL_PROXY", "http://127.0.0.1:{port}"), roots], WELL),
        through(
            "not for others",
            &[("HTTPS_PROXY", "http://127.0.0.1:{port}"), ("NO_PROXY", "localhost,.example"), roots],
            WELL,
        ),
        through(
            "a password that is right",
            &[("HTTPS_PROXY", "http://anna:Kanarie%2Fpassw0rd@127.0.0.1:{port}"), roots],
            WELL,
        ),
        with_password,
        direct,
    ]
}

fn keys() -> Vec<Case> {
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

fn clock(chance: &mut Chance) -> Vec<Case> {
    const DAY: i64 = 86_400;
    let minutes = i64::try_from(1 + chance.below(4)).unwrap() * 60;
    let off = |name: &str, seconds, told| Case { clock: Some((seconds, None)), ..case("clock", name, told) };
    let expired = ("tls", Some("certificate-expired"));
    let mut cases = vec![
        off("a day fast", DAY, CLOCK),
        off("a day slow", -DAY, CLOCK),
        off("a year fast", 365 * DAY, CLOCK),
        off("minutes fast", minutes, WELL),
        off("minutes slow", -minutes, WELL),
        off("before 1970", -70 * 365 * DAY, expired),
        off("in the next century", 90 * 365 * DAY, expired),
    ];
    for step in STEPS {
        let seconds = chance.one_of(&[DAY, -DAY, 3 * DAY, -2 * DAY]);
        let jump = Case {
            clock: Some((seconds, Some(step))),
            ..case("clock", format!("{seconds} s at {step:?}"), CLOCK)
        };
        cases.push(jump);
    }
    cases
}

/// Nothing is wrong.
pub fn well() -> Case {
    case("well", "nothing", WELL)
}

/// Every class at every step, so many times.
pub fn all(chance: &mut Chance, seeds: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for _ in 0..seeds {
        for step in STEPS {
            for class in [line, size, head, shape, portal, weather] {
                cases.extend(class(step, chance));
            }
        }
        cases.extend(proxy(chance));
        cases.extend(clock(chance));
    }
    cases.extend(STEPS.into_iter().flat_map(slow));
    cases.extend(tls());
    cases.extend(keys());
    cases
}

/// Each class once or twice, without those that take a minute.
pub fn selection(chance: &mut Chance) -> Vec<Case> {
    let mut cases = Vec::new();
    for class in [line, size, head, shape, portal, weather] {
        let step = chance.one_of(&STEPS);
        cases.extend(class(step, chance));
    }
    cases.extend(proxy(chance));
    cases.extend(tls());
    cases.extend(keys());
    cases.extend(clock(chance));
    cases.retain(|case| !case.slow);
    cases
}
