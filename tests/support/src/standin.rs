//! A Microsoft on this machine, under Microsoft's own host names.
//!
//! To the programs it is a web proxy: they ask it to `CONNECT login.microsoftonline.com:443`, and it answers itself, with
//! a certificate of the test's authority. Every other host is refused and written down, so that a test can say that no
//! request went elsewhere. Nothing in the programs knows of it.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::authority::Authority;

/// The hosts of the commercial cloud that a program may ask.
pub const HOSTS: [&str; 4] = [
    "login.microsoftonline.com",
    "api.security.microsoft.com",
    "eu.api.security.microsoft.com",
    "api.securitycenter.microsoft.com",
];

/// One request that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The host that was asked for; for a refused one, `host:port` as it stood in the `CONNECT` line.
    pub host: String,
    /// Method; `CONNECT` for a refused host.
    pub method: String,
    /// Path and query.
    pub path: String,
}

#[derive(Debug, Default)]
struct Book {
    asked: Vec<Asked>,
    refused: Vec<Asked>,
    tokens: Vec<String>,
}

/// Runs until it goes.
#[derive(Debug)]
pub struct StandIn {
    address: SocketAddr,
    authority_file: PathBuf,
    book: Arc<Mutex<Book>>,
    mute: watch::Sender<bool>,
    storm: watch::Sender<Option<u32>>,
    // Its tasks end with it; a test's threads are not theirs, since a test may block.
    _runtime: tokio::runtime::Runtime,
}

impl StandIn {
    /// Starts one whose answers come from `answers`. The authority's certificate is written into `folder`.
    pub fn start(folder: &Path, answers: Router) -> Self {
        Self::under(&HOSTS, folder, answers)
    }

    /// Likewise, under the names of other clouds too.
    pub fn under(hosts: &[&str], folder: &Path, answers: Router) -> Self {
        let authority = Authority::new();
        let authority_file = folder.join("authority.pem");
        std::fs::write(&authority_file, authority.pem()).expect("the authority's file");

        let book = Arc::new(Mutex::new(Book::default()));
        let acceptors: BTreeMap<String, TlsAcceptor> = hosts
            .iter()
            .map(|host| ((*host).to_owned(), TlsAcceptor::from(authority.server(&[host]))))
            .collect();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("stand-in")
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("its address");
        let (mute, muted) = watch::channel(false);
        let (storm, stormy) = watch::channel(None);
        let answers = answers
            .layer(from_fn_with_state(stormy, throttle_in_a_storm))
            .layer(from_fn_with_state(muted, wait_while_mute));
        runtime.spawn(serve(listener, Arc::new(acceptors), answers, Arc::clone(&book)));
        Self { address, authority_file, book, mute, storm, _runtime: runtime }
    }

    /// The environment a program needs to meet it: what any user behind a company proxy sets.
    pub fn environment(&self) -> Vec<(String, String)> {
        vec![
            ("HTTPS_PROXY".into(), format!("http://{}", self.address)),
            ("SSL_CERT_FILE".into(), self.authority_file.display().to_string()),
        ]
    }

    /// The requests so far, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        self.book.lock().expect("the book").asked.clone()
    }

    /// What was refused because it goes to nobody's host here.
    pub fn refused(&self) -> Vec<Asked> {
        self.book.lock().expect("the book").refused.clone()
    }

    /// The tokens that were given out so far.
    pub fn tokens(&self) -> Vec<String> {
        self.book.lock().expect("the book").tokens.clone()
    }

    /// From now on takes requests and answers none, as a network does that lost its way back; or answers again.
    pub fn set_mute(&self, mute: bool) {
        self.mute.send_replace(mute);
    }

    /// From now on gives no token, to nobody, and asks for so many seconds of patience; or gives them again.
    pub fn set_storm(&self, patience: Option<u32>) {
        self.storm.send_replace(patience);
    }

    /// Starts a new page.
    pub fn forget(&self) {
        *self.book.lock().expect("the book") = Book::default();
    }
}

async fn serve(
    listener: TcpListener,
    acceptors: Arc<BTreeMap<String, TlsAcceptor>>,
    answers: Router,
    book: Arc<Mutex<Book>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptors, answers, book) = (Arc::clone(&acceptors), answers.clone(), Arc::clone(&book));
        tokio::spawn(async move {
            // A client that goes away in the middle is its own affair.
            let _ = converse(stream, &acceptors, answers, book).await;
        });
    }
}

async fn converse(
    mut stream: TcpStream,
    acceptors: &BTreeMap<String, TlsAcceptor>,
    answers: Router,
    book: Arc<Mutex<Book>>,
) -> io::Result<()> {
    let (method, target) = read_head(&mut stream).await?;
    let known = (method == "CONNECT")
        .then(|| target.strip_suffix(":443"))
        .flatten()
        .and_then(|host| acceptors.get_key_value(host));
    let Some((host, acceptor)) = known else {
        let refused = Asked { host: target, method, path: String::new() };
        book.lock().expect("the book").refused.push(refused);
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await?;
        return stream.shutdown().await;
    };
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    let secured = acceptor.accept(stream).await?;
    let page = Page { host: host.clone(), book };
    let service = TowerToHyperService::new(answers.layer(from_fn_with_state(page, write_down)));
    hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(secured), service)
        .await
        .map_err(io::Error::other)
}

/// Reads the request's head: its method and its target.
async fn read_head(stream: &mut TcpStream) -> io::Result<(String, String)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > 8192 {
            return Err(io::Error::other("an endless head"));
        }
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split_ascii_whitespace().map(str::to_owned);
    match (words.next(), words.next()) {
        (Some(method), Some(target)) => Ok((method, target)),
        _ => Err(io::Error::other("no request")),
    }
}

async fn wait_while_mute(
    State(mut mute): State<watch::Receiver<bool>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    // An error means that the stand-in is going; then it does not matter.
    let _ = mute.wait_for(|mute| !mute).await;
    next.run(request).await
}

async fn throttle_in_a_storm(
    State(storm): State<watch::Receiver<Option<u32>>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let patience = *storm.borrow();
    match patience.filter(|_| request.uri().path().ends_with("/token")) {
        Some(seconds) => Response::builder()
            .status(429)
            .header("content-type", "application/json")
            .header("retry-after", seconds)
            .body(Body::from(r#"{"error":"temporarily_unavailable"}"#))
            .expect("an answer"),
        None => next.run(request).await,
    }
}

#[derive(Debug, Clone)]
struct Page {
    host: String,
    book: Arc<Mutex<Book>>,
}

async fn write_down(State(page): State<Page>, mut request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let asked = Asked { host: page.host.clone(), method: request.method().to_string(), path };
    let gives_tokens = asked.path.ends_with("/token");
    page.book.lock().expect("the book").asked.push(asked);
    // HTTP/2 has no Host header; the answers may want one.
    if let Ok(host) = page.host.parse() {
        request.headers_mut().entry("host").or_insert(host);
    }
    let answer = next.run(request).await;
    if !gives_tokens {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let given = serde_json::from_slice::<serde_json::Value>(&body).ok();
    if let Some(token) = given.as_ref().and_then(|given| given["access_token"].as_str()) {
        page.book.lock().expect("the book").tokens.push(token.to_owned());
    }
    Response::from_parts(head, Body::from(body))
}
