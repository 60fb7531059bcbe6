//! Catches the answer to a consent link on this very computer: for a session in which partner and administrator sit
//! at one machine and the app's redirect address is a loopback one (RFC 8252, section 7.3).
//!
//! What may come in is little and is looked at closely: only loopback is bound; only a browser's own navigation (`GET`)
//! to the exact path under the exact host counts, everything else is refused and changes nothing; heads, time and lines
//! are limited. What came is handed to the caller as an address, the very text a person would have pasted. It is a hint
//! like that one, and no proof. The page that answers says words of ours only: nothing of the request is in it, it
//! loads nothing and sends nothing.
//!
//! Which port: Entra does not compare the port of `http://localhost`
//! (<https://learn.microsoft.com/entra/identity-platform/reply-url>), so for that host any free one will do and goes
//! into the link; port 80, which nobody but root may open, is never needed. For `http://127.0.0.1` the registered port
//! is taken at its word.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use consentry_onboarding::consent::RedirectUri;
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;

/// A head larger than this is no answer of Entra's.
const HEAD_CAP: usize = 16 * 1024;
/// A head has to be complete within this time.
const HEAD_LIMIT: Duration = Duration::from_secs(5);
/// A line is closed after this time, whatever it is doing.
const LINE_LIMIT: Duration = Duration::from_secs(20);
/// So many lines may be open at once.
const LINES: usize = 8;
/// So often a free port is looked for on both kinds of loopback.
const TRIES: usize = 16;

/// Why no answer can be waited for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoopbackProblem {
    /// The address is not one of this computer's, or is https, which needs a certificate nobody has for it.
    #[error("only http://localhost and http://127.0.0.1 can be answered on this computer")]
    NotLoopback,
    /// Another program has the port.
    #[error("port {0} is taken by another program")]
    PortTaken(u16),
    /// This user may not open the port.
    #[error("port {0} may not be opened by this user")]
    PortForbidden(u16),
    /// Anything else.
    #[error("this computer's loopback could not be opened: {0}")]
    Broken(String),
}

/// What the page says. Both texts are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// `en` or `sv`.
    pub lang: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What to do now.
    pub text: &'static str,
}

/// A request that came to the exact place.
#[derive(Debug)]
pub struct Arrived {
    /// The whole address, as it stood in the browser.
    pub address: String,
    /// The languages that the browser asked for, as it said it.
    pub languages: String,
    reply: oneshot::Sender<Page>,
}

impl Arrived {
    /// Shows the browser its page.
    pub fn reply(self, page: Page) {
        // A browser that hung up meanwhile needs none.
        let _ = self.reply.send(page);
    }
}

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Loopback {
    address: RedirectUri,
    arrivals: mpsc::Receiver<Arrived>,
    _open: DropGuard,
}

/// Where an answer has to be addressed to.
#[derive(Debug)]
struct Place {
    host: String,
    port: u16,
    path: String,
}

impl Loopback {
    /// Opens the port of a redirect address, or a free one where Entra does not compare it.
    pub async fn open(redirect: &RedirectUri) -> Result<Self, LoopbackProblem> {
        let url = Url::parse(redirect.as_str()).map_err(|_| LoopbackProblem::NotLoopback)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let doors = match (url.scheme(), host.as_str()) {
            ("http", "localhost") => open_localhost(url.port()).await?,
            ("http", "127.0.0.1") => vec![open_port(url.port().unwrap_or(80)).await?],
            _ => return Err(LoopbackProblem::NotLoopback),
        };
        let broken = |error: std::io::Error| LoopbackProblem::Broken(error.to_string());
        let port = doors[0].local_addr().map_err(broken)?.port();
        let address = with_port(redirect, &url, port).ok_or(LoopbackProblem::NotLoopback)?;
        let place = Arc::new(Place { host, port, path: url.path().to_owned() });
        let (sender, arrivals) = mpsc::channel(1);
        let (closed, lines) = (CancellationToken::new(), Arc::new(Semaphore::new(LINES)));
        for door in doors {
            let welcomed =
                welcome(door, Arc::clone(&place), sender.clone(), closed.clone(), Arc::clone(&lines));
            tokio::spawn(welcomed);
        }
        Ok(Self { address, arrivals, _open: closed.drop_guard() })
    }

    /// The redirect address to put into the link: the registered one, with the port that was opened.
    pub fn address(&self) -> &RedirectUri {
        &self.address
    }

    /// Waits for the next request that came to the exact place.
    pub async fn arrival(&mut self) -> Option<Arrived> {
        self.arrivals.recv().await
    }
}

/// The same text with another port: everything but the port is compared letter by letter.
fn with_port(redirect: &RedirectUri, url: &Url, port: u16) -> Option<RedirectUri> {
    let text = redirect.as_str();
    let rest = text.get(..7).filter(|start| start.eq_ignore_ascii_case("http://")).map(|_| &text[7..])?;
    let tail = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
    let port = if port == 80 { String::new() } else { format!(":{port}") };
    RedirectUri::parse(&format!("http://{}{port}{tail}", url.host_str()?)).ok()
}

fn problem(error: &std::io::Error, port: u16) -> LoopbackProblem {
    match error.kind() {
        ErrorKind::AddrInUse => LoopbackProblem::PortTaken(port),
        ErrorKind::PermissionDenied => LoopbackProblem::PortForbidden(port),
        _ => LoopbackProblem::Broken(error.to_string()),
    }
}

async fn bind(ip: impl Into<IpAddr>, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(ip.into(), port)).await
}

async fn open_port(port: u16) -> Result<TcpListener, LoopbackProblem> {
    bind(Ipv4Addr::LOCALHOST, port).await.map_err(|error| problem(&error, port))
}

/// Browsers read `localhost` as either loopback, so both have to be ours under one number: on a port that somebody
/// else holds on one of them, the answer could go astray.
async fn open_localhost(registered: Option<u16>) -> Result<Vec<TcpListener>, LoopbackProblem> {
    let mut last = LoopbackProblem::Broken("no free port".to_owned());
    for wanted in registered.into_iter().chain(std::iter::repeat_n(0, TRIES)) {
        let first = match bind(Ipv4Addr::LOCALHOST, wanted).await {
            Ok(first) => first,
            Err(error) => {
                last = problem(&error, wanted);
                continue;
            }
        };
        let port = first.local_addr().map_err(|error| problem(&error, wanted))?.port();
        match bind(Ipv6Addr::LOCALHOST, port).await {
            Ok(second) => return Ok(vec![first, second]),
            Err(error) if error.kind() == ErrorKind::AddrInUse => last = LoopbackProblem::PortTaken(port),
            // A machine without IPv6.
            Err(_) => return Ok(vec![first]),
        }
    }
    Err(last)
}

async fn welcome(
    door: TcpListener,
    place: Arc<Place>,
    arrivals: mpsc::Sender<Arrived>,
    closed: CancellationToken,
    lines: Arc<Semaphore>,
) {
    loop {
        let next = async {
            let line = Arc::clone(&lines).acquire_owned().await.ok();
            (line, door.accept().await)
        };
        let (turn, accepted) = tokio::select! {
            () = closed.cancelled() => return,
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file handles, most likely: the next try must not follow at once.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (place, arrivals) = (Arc::clone(&place), arrivals.clone());
        tokio::spawn(async move {
            // A line outlives the door, so that the last page is shown whole.
            let _ = tokio::time::timeout(LINE_LIMIT, converse(stream, place, arrivals)).await;
            drop(turn);
        });
    }
}

async fn converse(stream: TcpStream, place: Arc<Place>, arrivals: mpsc::Sender<Arrived>) {
    let service = service_fn(move |request| {
        let (place, arrivals) = (Arc::clone(&place), arrivals.clone());
        async move { Ok::<_, Infallible>(answer(&request, &place, &arrivals).await) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_buf_size(HEAD_CAP)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(problem) = served {
        tracing::debug!(%problem, "a line to the loopback address ended badly");
    }
}

/// Refuses, or hands over and waits for the page.
async fn answer<B>(
    request: &Request<B>,
    place: &Place,
    arrivals: &mpsc::Sender<Arrived>,
) -> Response<String> {
    if !is_for(request, place) {
        return refused(StatusCode::MISDIRECTED_REQUEST);
    }
    if request.uri().path() != place.path || !is_navigation(request) {
        return refused(StatusCode::NOT_FOUND);
    }
    if request.method() != Method::GET {
        let mut response = refused(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
        return response;
    }
    let text = |name: header::HeaderName| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let Place { host, port, path } = place;
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let (reply, page) = oneshot::channel();
    let arrived = Arrived {
        address: format!("http://{host}:{port}{path}{query}"),
        languages: text(header::ACCEPT_LANGUAGE),
        reply,
    };
    if arrivals.send(arrived).await.is_err() {
        return refused(StatusCode::GONE);
    }
    match page.await {
        Ok(page) => shown(&page),
        Err(_) => refused(StatusCode::GONE),
    }
}

/// Whether it asks for our host. Another name that leads to this computer is somebody else's page reaching in.
fn is_for<B>(request: &Request<B>, Place { host, port, .. }: &Place) -> bool {
    let ours = |name: &str| {
        name.eq_ignore_ascii_case(&format!("{host}:{port}"))
            || (*port == 80 && name.eq_ignore_ascii_case(host))
    };
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let named = hosts.next().and_then(|value| value.to_str().ok()).is_some_and(ours);
    let in_line = request.uri().authority().is_none_or(|authority| ours(authority.as_str()));
    named && in_line && hosts.next().is_none()
}

/// A redirect is a page that the browser goes to. One that says it fetches a picture or a script is not on that way;
/// an old browser that says nothing may be.
fn is_navigation<B>(request: &Request<B>) -> bool {
    request.headers().get("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
}

fn refused(status: StatusCode) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    seal(&mut response);
    response
}

const STYLE: &str = "body{font:17px/1.5 system-ui,sans-serif;max-width:34em;margin:18vh auto 0;padding:0 24px;color:#17242b;background:#f6fafa}h1{font-size:24px;line-height:1.25}p{color:#475a63}footer{margin-top:3em;font-size:14px;color:#5c6f78}@media(prefers-color-scheme:dark){body{color:#e6eef0;background:#0f181c}p,footer{color:#a9b8be}}";
/// The hash of [`STYLE`], held against it by a test: no other style counts.
const STYLE_HASH: &str = "RONgLMGw3LbSHbqCL6YCKT6LG7vVtK8WHW/vZbFEiSE=";

fn shown(page: &Page) -> Response<String> {
    let Page { lang, title, text } = page;
    let mut response = Response::new(format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1><p>{text}</p></main><footer>Consentry</footer></body></html>"
    ));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    seal(&mut response);
    response
}

/// What holds for every answer: nothing is loaded, framed, sent on, stored or guessed at.
fn seal(response: &mut Response<String>) {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONNECTION, "close"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    #[test]
    fn the_policy_allows_this_style_and_no_other() {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, STYLE.as_bytes());
        assert_eq!(STYLE_HASH, base64::engine::general_purpose::STANDARD.encode(hash));
    }

    #[test]
    fn the_link_carries_the_registered_letters_and_the_opened_port() {
        let told = |text: &str, port| {
            let redirect = RedirectUri::parse(text).unwrap();
            with_port(&redirect, &Url::parse(text).unwrap(), port).map(|uri| uri.as_str().to_owned())
        };
        assert_eq!(told("http://localhost", 5000).unwrap(), "http://localhost:5000");
        assert_eq!(told("http://localhost/", 5000).unwrap(), "http://localhost:5000/");
        assert_eq!(told("http://localhost:4711/A/b?c=d", 5000).unwrap(), "http://localhost:5000/A/b?c=d");
        assert_eq!(told("http://127.0.0.1/done", 80).unwrap(), "http://127.0.0.1/done");
        assert_eq!(told("http:localhost/x", 5000), None, "an address in no usual spelling is left alone");
    }
}
