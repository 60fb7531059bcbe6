//! One port for both: TLS for programs, which can be told to trust practice's authority, and plain http for a
//! browser, which cannot. The first byte of a connection tells them apart.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener as BlockingListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::authority::Authority;
use crate::routes::Carrier;

/// How long a client may take to begin to speak, and to shake hands.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may lie idle, or take to send its headers. Longer than clients keep one for later (60 s
/// in Consentry's own), so that it is they who close it and no request meets a closing door.
const IDLE: Duration = Duration::from_secs(75);
/// Connections served at once; others wait their turn.
const CONNECTIONS: usize = 256;
/// The first byte of a TLS connection: a handshake record.
const HANDSHAKE: u8 = 0x16;

/// A server on a port of its own, on a thread of its own, until it is dropped.
pub(crate) struct Server {
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// A port that is held and not served yet.
pub(crate) struct Port(BlockingListener);

impl Port {
    /// Any free port of 127.0.0.1, and of no other address.
    pub(crate) fn take() -> io::Result<Self> {
        let listener = BlockingListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    pub(crate) fn number(&self) -> io::Result<u16> {
        Ok(self.0.local_addr()?.port())
    }

    /// Serves the routes here. Needs no runtime around it: it brings one.
    pub(crate) fn serve(self, authority: &Authority, routes: Router) -> io::Result<Server> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<Infallible>();
        let tls = authority.server_config();
        let thread = thread::Builder::new().name("practice".to_owned()).spawn(move || {
            runtime.block_on(async move {
                match TcpListener::from_std(self.0) {
                    Ok(listener) => tokio::select! {
                        () = accept(listener, tls, routes) => {}
                        // The sender is never used, only dropped.
                        _ = stopped => {}
                    },
                    Err(problem) => tracing::error!(%problem, "the practice port cannot be served"),
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Server { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the practice server panicked");
        }
    }
}

async fn accept(listener: TcpListener, tls: Arc<ServerConfig>, routes: Router) {
    let tls = TlsAcceptor::from(tls);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (tls, routes) = (tls.clone(), routes.clone());
                tokio::spawn(async move {
                    if let Err(problem) = converse(stream, tls, routes).await {
                        tracing::debug!(%problem, "a practice connection ended early");
                    }
                    drop(place);
                });
            }
            Err(problem) => {
                // Out of file descriptors, most likely: waiting is all that helps.
                tracing::warn!(%problem, "the practice port refused a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, tls: TlsAcceptor, routes: Router) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut first = [0];
    if timeout(PATIENCE, stream.peek(&mut first)).await?? == 0 {
        return Ok(());
    }
    if first[0] == HANDSHAKE {
        let stream = timeout(PATIENCE, tls.accept(stream)).await??;
        speak_http(stream, routes, Carrier::Tls).await
    } else {
        speak_http(stream, routes, Carrier::Plain).await
    }
}

async fn speak_http(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    routes: Router,
    carrier: Carrier,
) -> io::Result<()> {
    let service = TowerToHyperService::new(routes.layer(Extension(carrier)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .map_err(io::Error::other)
}
