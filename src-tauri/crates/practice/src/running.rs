//! Starting and stopping the practice cloud.

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use consentry_onboarding::ids::{AppId, TenantId};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::secret::ClientSecret;

use crate::authority::Authority;
use crate::directory::Directory;
use crate::names::Names;
use crate::routes::router;
use crate::serve::{Port, Server};
use crate::shelf;

/// The practice partner app: the same in every run, so that practice's registry keeps its meaning.
const APP_ID: &str = "9c4d1e7a-52f3-4b86-a0d7-3e8f61b2c590";
/// Its name, as the consent page and the tokens show it.
const APP_NAME: &str = "Northwind MDR";
/// Length of Entra's own client secrets.
const SECRET_LENGTH: usize = 40;

/// The embedded practice cloud, not running yet.
#[derive(Debug)]
pub struct PracticeCloud;

/// A practice cloud that answers on loopback until it is dropped.
pub struct RunningPractice {
    port: u16,
    authority: Authority,
    directory: Directory,
    app_id: AppId,
    secret: ClientSecret,
    /// Held for its `Drop`.
    _server: Server,
}

impl PracticeCloud {
    /// Makes keys, authority and secret, and serves on a free port of 127.0.0.1. Takes up to a second; needs no
    /// async runtime.
    pub fn start() -> io::Result<RunningPractice> {
        let port = Port::take()?;
        let number = port.number()?;
        let directory = Directory::new(Names::loopback(number))?;
        let app_id = AppId::parse(APP_ID).map_err(io::Error::other)?;
        let secret = fresh_secret()?;
        directory.add_app(app_id, secret.clone(), APP_NAME);
        let authority = Authority::for_names(&["127.0.0.1", "localhost"])?;
        let server = port.serve(&authority, router(directory.clone()))?;
        Ok(RunningPractice { port: number, authority, directory, app_id, secret, _server: server })
    }
}

impl RunningPractice {
    /// The port, for `Cloud::practice`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that a client has to trust, as PEM.
    pub fn ca_pem(&self) -> &str {
        self.authority.pem()
    }

    /// The same as DER.
    pub fn ca_der(&self) -> &[u8] {
        self.authority.der()
    }

    /// The practice partner's application ID.
    pub fn app_id(&self) -> AppId {
        self.app_id
    }

    /// The practice partner app's name.
    pub fn app_name(&self) -> &'static str {
        APP_NAME
    }

    /// The practice partner's secret: made at start, good for this run and this cloud only.
    pub fn secret(&self) -> &ClientSecret {
        &self.secret
    }

    /// The practice partner's own tenant, where the secret can be proved.
    pub fn home_tenant(&self) -> TenantId {
        shelf::home().tenant_id
    }

    /// The permissions that the practice partner declares and wants.
    pub fn wanted(&self) -> BTreeSet<Permission> {
        shelf::wanted()
    }

    /// The redirect address registered for the practice app: practice's own page.
    pub fn redirect_uri(&self) -> String {
        self.directory.names().done_page().unwrap_or_default()
    }

    /// The directory behind it, for tests.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }
}

impl fmt::Debug for RunningPractice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningPractice").field("port", &self.port).finish_non_exhaustive()
    }
}

/// A secret of the length and alphabet of Entra's.
fn fresh_secret() -> io::Result<ClientSecret> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~_";
    let mut random = [0; SECRET_LENGTH];
    aws_lc_rs::rand::fill(&mut random).map_err(io::Error::other)?;
    let text: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect();
    Ok(ClientSecret::from_store(text))
}
