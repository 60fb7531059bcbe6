//! The loopback listener with real sockets: what it answers, and what it does not fall for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: an error here is its failure")]

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use consentry_onboarding::consent::RedirectUri;
use consentry_platform::loopback::{Arrived, Loopback, LoopbackProblem, Page};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const DONE: Page = Page { lang: "sv", title: "Klart", text: "Du kan stänga den här sidan." };
const ANSWER: &str = "admin_consent=True&tenant=1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af&state=S-1";

async fn open(redirect: &str) -> (Loopback, u16) {
    let loopback = Loopback::open(&RedirectUri::parse(redirect).unwrap()).await.unwrap();
    let port = Url::parse(loopback.address().as_str()).unwrap().port().unwrap();
    (loopback, port)
}

async fn say(to: SocketAddr, text: &str) -> String {
    let mut line = TcpStream::connect(to).await.unwrap();
    line.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // A line that is closed in the middle of a request may end in a reset.
    let _ = line.read_to_string(&mut answer).await;
    answer
}

async fn ask(port: u16, request: &str) -> String {
    say(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), request).await
}

fn get(path: &str, port: u16) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// Nothing came through.
async fn assert_silent(loopback: &mut Loopback) {
    let nothing = tokio::time::timeout(Duration::from_millis(50), loopback.arrival()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

async fn serve(loopback: &mut Loopback) -> String {
    let arrival = tokio::time::timeout(Duration::from_secs(30), loopback.arrival());
    let arrived: Arrived = arrival.await.expect("a request came through").unwrap();
    let address = arrived.address.clone();
    arrived.reply(DONE);
    address
}

#[tokio::test]
async fn the_answer_is_handed_over_whole_and_the_page_says_ours_only() {
    let (mut loopback, port) = open("http://localhost/mde/consent").await;
    assert_eq!(loopback.address().as_str(), format!("http://localhost:{port}/mde/consent"));
    let request = format!(
        "GET /mde/consent?{ANSWER}&x=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: LocalHost:{port}\r\nAccept-Language: sv-SE,sv;q=0.9\r\nSec-Fetch-Mode: navigate\r\nReferer: https://login.microsoftonline.com/\r\n\r\n"
    );
    let (answer, address) = tokio::join!(ask(port, &request), serve(&mut loopback));
    assert_eq!(
        address,
        format!("http://localhost:{port}/mde/consent?{ANSWER}&x=%3Cscript%3Ealert(1)%3C/script%3E")
    );
    assert_eq!(status(&answer), 200);
    assert!(answer.contains("<html lang=\"sv\">") && answer.contains("<h1>Klart</h1>"), "{answer}");
    for foreign in ["alert", "S-1", "admin_consent", "http://", "https://", "src=", "href="] {
        assert!(!answer.contains(foreign), "{foreign} in {answer}");
    }
    let head = answer.to_ascii_lowercase();
    for rule in [
        "default-src 'none'; style-src 'sha256-",
        "frame-ancestors 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "connection: close",
    ] {
        assert!(head.contains(rule), "{rule}");
    }
}

#[tokio::test]
async fn localhost_is_both_loopbacks_and_nothing_else() {
    let (mut loopback, port) = open("http://localhost").await;
    assert_eq!(loopback.address().as_str(), format!("http://localhost:{port}"));
    let request = get("/?code=1", port);
    let (answer, address) = tokio::join!(ask(port, &request), serve(&mut loopback));
    assert_eq!((status(&answer), address), (200, format!("http://localhost:{port}/?code=1")));
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok() {
        let to = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let (answer, _) = tokio::join!(say(to, &request), serve(&mut loopback));
        assert_eq!(status(&answer), 200);
    }
    // Another address of this machine's own network does not answer.
    let other = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port));
    assert!(TcpStream::connect(other).await.is_err());
    drop(loopback);
    let gone = async {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("the door closes with its owner");
}

#[tokio::test]
async fn what_is_not_the_answer_does_not_count() {
    let (mut loopback, port) = open("http://localhost/done").await;
    let with_host = |host: &str| format!("GET /done?code=1 HTTP/1.1\r\nHost: {host}\r\n\r\n");
    for (request, expected) in [
        (get("/", port), 404),
        (get("/favicon.ico", port), 404),
        (get("/DONE?code=1", port), 404),
        (get("/done/?code=1", port), 404),
        (get("/done%3Fcode=1", port), 404),
        (get("//done?code=1", port), 404),
        (with_host("evil.example"), 421),
        (with_host(&format!("evil.example:{port}")), 421),
        (with_host("localhost"), 421),
        (with_host(&format!("localhost:{}", port ^ 1)), 421),
        (with_host(&format!("127.0.0.1:{port}")), 421),
        (with_host(&format!("localhost.evil.example:{port}")), 421),
        (format!("GET /done?code=1 HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n"), 421),
        (format!("GET http://evil.example/done?code=1 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"), 421),
        ("GET /done?code=1 HTTP/1.0\r\n\r\n".to_owned(), 421),
        (format!("POST /done?code=1 HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 2\r\n\r\nhi"), 405),
        (format!("HEAD /done?code=1 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"), 405),
        (
            format!("GET /done?code=1 HTTP/1.1\r\nHost: localhost:{port}\r\nSec-Fetch-Mode: no-cors\r\n\r\n"),
            404,
        ),
        ("nonsense\r\n\r\n".to_owned(), 400),
        (get("/done?<script>", port), 400),
    ] {
        let answer = ask(port, &request).await;
        assert_eq!(status(&answer), expected, "{request}\n{answer}");
        assert!(!answer.contains("code=1") && !answer.contains("evil"), "{answer}");
    }
    assert_silent(&mut loopback).await;
    let request = get("/done?code=1", port);
    let (answer, address) = tokio::join!(ask(port, &request), serve(&mut loopback));
    assert_eq!((status(&answer), address), (200, format!("http://localhost:{port}/done?code=1")));
}

#[tokio::test]
async fn huge_heads_are_refused() {
    let (mut loopback, port) = open("http://localhost/done").await;
    let long = format!("GET /done?code={} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n", "x".repeat(64 * 1024));
    assert_ne!(status(&ask(port, &long).await), 200);
    let many = format!("GET /done HTTP/1.1\r\nHost: localhost:{port}\r\n{}\r\n", "X-A: b\r\n".repeat(5_000));
    assert_ne!(status(&ask(port, &many).await), 200);
    assert_silent(&mut loopback).await;
}

#[tokio::test]
async fn slow_lines_are_closed_and_keep_nobody_out_for_long() {
    let (mut loopback, port) = open("http://localhost/done").await;
    let to = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut line = TcpStream::connect(to).await.unwrap();
        line.write_all(b"GET /done HTTP/1.1\r\nHos").await.unwrap();
        slow.push(line);
    }
    let began = Instant::now();
    let request = get("/done?code=1", port);
    let (answer, _) = tokio::join!(ask(port, &request), serve(&mut loopback));
    assert_eq!(status(&answer), 200);
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    let mut end = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(10), slow[0].read_to_end(&mut end)).await;
    assert!(closed.is_ok(), "the first slow line was closed");
}

#[tokio::test]
async fn a_reader_that_goes_away_leaves_no_page() {
    let (mut loopback, port) = open("http://localhost/done").await;
    let request = get("/done?code=1", port);
    let drop_it = async {
        let arrived = loopback.arrival().await.unwrap();
        drop(loopback);
        drop(arrived);
    };
    let (answer, ()) = tokio::join!(ask(port, &request), drop_it);
    assert_eq!(status(&answer), 410);
}

#[tokio::test]
async fn ports_are_told_and_taken_as_entra_compares_them() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let at = |host: &str| RedirectUri::parse(&format!("http://{host}:{port}/done")).unwrap();
    // The port of localhost is not compared, so another will do.
    let elsewhere = Loopback::open(&at("localhost")).await.unwrap();
    let opened = Url::parse(elsewhere.address().as_str()).unwrap();
    assert!(opened.port() != Some(port) && opened.path() == "/done", "{opened}");
    assert_eq!(Loopback::open(&at("127.0.0.1")).await.unwrap_err(), LoopbackProblem::PortTaken(port));
    drop(taken);
    let there = Loopback::open(&at("127.0.0.1")).await.unwrap();
    assert_eq!(there.address(), &at("127.0.0.1"));
    for other in ["https://localhost/done", "https://portal.azure.com"] {
        let refused = Loopback::open(&RedirectUri::parse(other).unwrap()).await.unwrap_err();
        assert_eq!(refused, LoopbackProblem::NotLoopback);
    }
}

#[tokio::test]
async fn a_port_held_on_the_other_loopback_is_not_ours() {
    let Ok(other) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
    let port = other.local_addr().unwrap().port();
    let redirect = RedirectUri::parse(&format!("http://localhost:{port}/done")).unwrap();
    let loopback = Loopback::open(&redirect).await.unwrap();
    assert_ne!(loopback.address(), &redirect, "the browser might have gone to the other program");
}
