//! A server on loopback that does to each request what a script says, and remembers what it was asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Seen {
    /// A value of the form in its body.
    pub fn form(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", "application/json".to_owned())], body: body.into() }
    }

    pub fn html(status: u16, body: &str) -> Self {
        Self { status, headers: vec![("content-type", "text/html".to_owned())], body: body.into() }
    }

    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, serde_json::to_vec(body).unwrap())
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    fn head(&self, length: usize) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} x\r\ncontent-length: {length}\r\n", self.status);
        for (name, value) in &self.headers {
            head.extend([*name, ": ", value.as_str(), "\r\n"]);
        }
        head.push_str("\r\n");
        head.into_bytes()
    }
}

/// What to do with a request.
pub enum Act {
    /// Answer it.
    Answer(Answer),
    /// Promise twice the body, send it once, and close.
    CutShort(Answer),
    /// Promise twice the body, send it once, and reset the connection.
    Reset(Answer),
    /// Answer with so many megabytes.
    Flood(usize),
    /// Send the head, then a byte every fifth of a second, for ever.
    Drip,
    /// Answer with a header that grows by a byte every fifth of a second, for ever.
    DripHead,
    /// Answer with a body that never ends, as fast as it is taken.
    Endless,
    /// Say nothing, and hold the line.
    Mute,
    /// Say nothing, end our side of the line, and hold the other.
    HalfClose,
    /// Close without a byte.
    HangUp,
    /// Say just this, and close.
    Raw(Vec<u8>),
}

impl From<Answer> for Act {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// How a connection begins.
pub enum Door {
    /// With TLS.
    Tls(TlsAcceptor),
    /// As a proxy: every `CONNECT` is granted and ends here, where TLS begins.
    Tunnel(TlsAcceptor),
    /// As a proxy that answers every `CONNECT` with this status line.
    NoTunnel(&'static str),
    /// Whatever is said first, this is said back and the line closed. A `CONNECT` is remembered.
    Says(Vec<u8>),
    /// Closed before anything is said.
    Slam,
}

type Script = dyn Fn(&Seen) -> Act + Send + Sync;

/// The running server; it ends with the runtime of its test.
pub struct StandIn {
    pub port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    flooded: Arc<AtomicU64>,
}

impl StandIn {
    pub async fn open(door: Door, script: impl Fn(&Seen, u16) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, flooded) = (Arc::new(Mutex::new(Vec::new())), Arc::default());
        let (door, log, taken) = (Arc::new(door), Arc::clone(&seen), Arc::clone(&flooded));
        let script: Arc<Script> = Arc::new(move |request| script(request, port));
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                let _ = line.set_nodelay(true);
                let book = Book { log: Arc::clone(&log), flooded: Arc::clone(&taken) };
                tokio::spawn(welcome(line, Arc::clone(&door), Arc::clone(&script), book));
            }
        });
        Self { port, seen, flooded }
    }

    /// How many bytes of floods and endless bodies were taken, what waits in the line included.
    pub fn flooded(&self) -> u64 {
        self.flooded.load(Ordering::Relaxed)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }
}

/// What the server writes down.
struct Book {
    log: Arc<Mutex<Vec<Seen>>>,
    flooded: Arc<AtomicU64>,
}

impl Book {
    fn note(&self, request: &Seen) {
        self.log.lock().unwrap().push(request.clone());
    }
}

async fn welcome(mut line: TcpStream, door: Arc<Door>, script: Arc<Script>, book: Book) {
    match door.as_ref() {
        Door::Slam => {}
        Door::Says(bytes) => {
            let mut first = vec![0; 16 * 1024];
            let length = line.read(&mut first).await.unwrap_or(0);
            if let Some(request) = read_request(&mut &first[..length]).await {
                book.note(&request);
            }
            let _ = line.write_all(bytes).await;
            let _ = line.shutdown().await;
        }
        Door::NoTunnel(status) => {
            if let Some(request) = read_request(&mut line).await {
                book.note(&request);
                let _ = line
                    .write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes())
                    .await;
            }
        }
        Door::Tunnel(tls) => {
            if let Some(request) = read_request(&mut line).await {
                book.note(&request);
                let _ = line.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
                serve(line, tls, &script, &book).await;
            }
        }
        Door::Tls(tls) => serve(line, tls, &script, &book).await,
    }
}

async fn serve(line: TcpStream, tls: &TlsAcceptor, script: &Arc<Script>, book: &Book) {
    let Ok(mut line) = tls.accept(line).await else { return };
    while let Some(request) = read_request(&mut line).await {
        book.note(&request);
        let sent = match script(&request) {
            Act::Answer(answer) => {
                let mut bytes = answer.head(answer.body.len());
                bytes.extend_from_slice(&answer.body);
                line.write_all(&bytes).await
            }
            Act::CutShort(answer) => {
                let mut bytes = answer.head(answer.body.len() * 2);
                bytes.extend_from_slice(&answer.body);
                let _ = line.write_all(&bytes).await;
                let _ = line.shutdown().await;
                return;
            }
            Act::Reset(answer) => {
                let mut bytes = answer.head(answer.body.len() * 2);
                bytes.extend_from_slice(&answer.body);
                let _ = line.write_all(&bytes).await;
                let _ = line.flush().await;
                let _ = line.get_ref().0.set_zero_linger();
                return;
            }
            Act::Flood(megabytes) => flood(&mut line, megabytes, book).await,
            Act::Endless => endless(&mut line, book).await,
            Act::Drip => drip(&mut line, b"HTTP/1.1 200 x\r\ncontent-length: 1000000\r\n\r\n", b" ").await,
            Act::DripHead => drip(&mut line, b"HTTP/1.1 200 x\r\nx-slow: ", b"y").await,
            Act::Mute => std::future::pending().await,
            Act::HalfClose => {
                let _ = line.shutdown().await;
                std::future::pending().await
            }
            Act::HangUp => return,
            Act::Raw(bytes) => {
                let _ = line.write_all(&bytes).await;
                let _ = line.shutdown().await;
                return;
            }
        };
        if sent.is_err() || line.flush().await.is_err() {
            return;
        }
    }
}

async fn drip(line: &mut (impl AsyncWrite + Unpin), head: &[u8], drop: &[u8]) -> std::io::Result<()> {
    line.write_all(head).await?;
    loop {
        line.flush().await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
        line.write_all(drop).await?;
    }
}

async fn endless(line: &mut (impl AsyncWrite + Unpin), book: &Book) -> std::io::Result<()> {
    line.write_all(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n").await?;
    let chunk =
        [format!("{:x}\r\n", 64 * 1024).into_bytes(), vec![b' '; 64 * 1024], b"\r\n".to_vec()].concat();
    loop {
        line.write_all(&chunk).await?;
        book.flooded.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
}

async fn flood(line: &mut (impl AsyncWrite + Unpin), megabytes: usize, book: &Book) -> std::io::Result<()> {
    let megabyte = vec![b'x'; 1024 * 1024];
    let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n", megabytes * megabyte.len());
    line.write_all(head.as_bytes()).await?;
    for part in std::iter::repeat_n(megabyte.chunks(64 * 1024), megabytes).flatten() {
        line.write_all(part).await?;
        book.flooded.fetch_add(part.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

async fn read_request(line: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(line.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    line.read_exact(&mut body).await.ok()?;
    Some(Seen {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        headers,
        body: String::from_utf8(body).ok()?,
    })
}
