//! What is wrong around the program: whom it meets in place of Microsoft, the proxy it is to go through, and the clock.

use std::sync::Arc;

use super::{CLOCK, Case, Chance, NETWORK, REFUSED, SIGN_IN, SLOW, STEPS, Told, WELL, case};
use crate::authority::{Authority, self_signed};
use crate::stand_in::Door;
use crate::trial::HOSTS;

fn behind(
    class: &'static str,
    name: &str,
    told: Told,
    door: impl Fn(&Authority) -> Door + Send + Sync + 'static,
) -> Case {
    Case { door: Arc::new(door), ..case(class, name, told) }
}

pub(super) fn tls() -> Vec<Case> {
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

pub(super) fn proxy(chance: &mut Chance) -> Vec<Case> {
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

pub(super) fn clock(chance: &mut Chance) -> Vec<Case> {
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
