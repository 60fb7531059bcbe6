//! `consentry practice --serve`: the practice tenants for other clients, until nobody needs them any more.
//!
//! Standard output gets one line of JSON, in every mode, since programs read it: where the services answer, the
//! file with the authority to trust, the tenants, and the practice app with its secret. That secret is made at
//! start, opens nothing outside this process and dies with it; a client such as MSAL cannot sign in without it.

use std::io::{self, Read as _, Write as _};
use std::thread;

use consentry_onboarding::cloud::Cloud;
use consentry_onboarding::ids::{AppId, TenantId};
use consentry_practice::PracticeCloud;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::block_on;
use crate::exit::{Exit, Trouble};
use crate::output::Out;
use crate::practice::{Listed, listed};

/// The one line.
#[derive(Serialize)]
struct Line<'a> {
    authority: String,
    api: String,
    /// Where a person's browser opens consent pages: plain http, since it does not trust practice's authority.
    consent: String,
    ca_file: String,
    app_id: AppId,
    /// A practice secret: nobody's, and good for this run only.
    client_secret: &'a str,
    home_tenant: TenantId,
    scope: String,
    tenants: Vec<Listed>,
}

/// Serves until standard input closes or a signal comes.
pub fn run(out: Out) -> Result<Exit, Trouble> {
    let practice = PracticeCloud::start().map_err(|error| Trouble::machine(&error))?;
    let cloud = Cloud::practice(practice.port());
    let authority = authority_file(practice.ca_pem()).map_err(|error| Trouble::machine(&error))?;
    let origin = |url: url::Url| url.as_str().trim_end_matches('/').to_owned();
    let line = Line {
        authority: origin(cloud.login_url("/")),
        api: cloud.api_url("/").map(origin).unwrap_or_default(),
        consent: origin(cloud.consent_url("/")),
        ca_file: authority.path().display().to_string(),
        app_id: practice.app_id(),
        client_secret: practice.secret().expose(),
        home_tenant: practice.home_tenant(),
        scope: format!("{}/.default", cloud.audience()),
        tenants: listed(),
    };
    block_on(async {
        // Before the line: whoever has read it may send a signal at once.
        let ended = until_told();
        out.document(&line)?;
        if !out.json {
            out.aside(out.say(
                "Serving the practice tenants. Ctrl+C ends it.\n",
                "Övningsmiljön är igång. Ctrl+C avslutar.\n",
            ));
        }
        ended.await.map_err(|error| Trouble::machine(&error))
    })??;
    authority.close().map_err(|error| Trouble::machine(&error))?;
    Ok(Exit::Done)
}

/// The authority's certificate in a file that goes with this process. It holds no key.
fn authority_file(pem: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix("consentry-practice-").suffix(".pem").tempfile()?;
    file.write_all(pem.as_bytes())?;
    file.flush()?;
    Ok(file)
}

/// Ends when there is nobody left to serve.
fn until_told() -> impl Future<Output = io::Result<()>> {
    let signalled = signals();
    let closed = input_closed();
    async move {
        tokio::select! {
            signal = async { signalled?.await } => signal,
            () = closed => Ok(()),
        }
    }
}

/// Ends when the program is told to stop. The handlers stand from the call on, not only from the first poll.
#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
            _ = hang_up.recv() => Ok(()),
        }
    })
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "one signature on every system")]
fn signals() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}

/// Ends when standard input ends, where somebody is at its other end. A program started with no input at all
/// (`/dev/null`, a file) has nobody who could close it, and is served until a signal comes.
async fn input_closed() {
    if !somebody_holds_input() {
        return std::future::pending().await;
    }
    let (closed, wait) = oneshot::channel::<()>();
    // A thread of its own: a blocked read on one of the runtime's would hold up the end.
    let reader = thread::Builder::new().name("input".to_owned()).spawn(move || {
        let mut ignored = [0; 256];
        while !matches!(io::stdin().read(&mut ignored), Ok(0) | Err(_)) {}
        drop(closed);
    });
    if reader.is_err() {
        return std::future::pending().await;
    }
    // The sender is never used, only dropped.
    let _ = wait.await;
}

#[cfg(unix)]
fn somebody_holds_input() -> bool {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::FileTypeExt as _;
    let stdin = io::stdin();
    let kind = stdin.as_fd().try_clone_to_owned().map(std::fs::File::from).and_then(|file| file.metadata());
    let is_pipe = kind.is_ok_and(|data| data.file_type().is_fifo() || data.file_type().is_socket());
    is_pipe || io::IsTerminal::is_terminal(&stdin)
}

#[cfg(not(unix))]
fn somebody_holds_input() -> bool {
    true
}
