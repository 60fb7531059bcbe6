//! The HTTP client: https only, no redirects, no cookies, no decompression, every body counted against a cap,
//! every request held against the hosts of its cloud.

use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Method, header};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::cloud::Cloud;
use crate::evidence::{Failure, FailureKind};
use crate::ports::Clock;
use crate::secret::AccessToken;

use super::failure;
use super::kept_keys::KeptKeys;
use super::proxy::{self, Unreadable, Way};
use super::trust;
use super::{ATTEMPT_LIMIT, CONNECT_LIMIT};

const FORM: &str = "application/x-www-form-urlencoded";
/// Longest header that is kept to be shown, in bytes, and how many are.
const LONGEST_HEADER: usize = 200;
const MOST_HEADERS: usize = 12;
/// What services of Microsoft call a wait in milliseconds.
const RETRY_AFTER_MS: [&str; 2] = ["retry-after-ms", "x-ms-retry-after-ms"];

/// A client for one kind of cloud. Building can fail (no trust store); it is tried again with each request until
/// it works, so that a person can mend the machine without restarting.
pub struct Http {
    kind: Kind,
    ready: Mutex<Option<Ready>>,
    /// Read with it, so that what one cloud's address said is never taken for another's.
    pub(super) keys: KeptKeys,
}

/// A client, and what keeps it from asking.
#[derive(Clone)]
struct Ready {
    client: Client,
    unreadable: Option<Unreadable>,
}

enum Kind {
    /// The system's trust store and proxy.
    System,
    /// One authority only, and no proxy: practice on loopback.
    Practice(Box<ClientConfig>),
}

/// Not a certificate in DER form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate")]
pub struct NotACertificate;

/// One request, ready to be sent as often as the retry table allows.
pub(super) struct Request<'a> {
    pub url: Url,
    pub form: Option<Vec<(&'static str, &'a str)>>,
    pub bearer: Option<&'a AccessToken>,
    /// Ask caches on the way for a fresh copy.
    pub fresh: bool,
    /// Largest body that is read, in bytes.
    pub cap: usize,
}

impl Request<'_> {
    pub fn get(url: Url, cap: usize) -> Self {
        Self { url, form: None, bearer: None, fresh: false, cap }
    }
}

/// An answer, whatever its status.
pub(super) struct Reply {
    pub status: u16,
    /// Wiped when dropped: it may hold a token.
    pub body: Zeroizing<Vec<u8>>,
    pub content_type: Option<String>,
    /// Every `Retry-After`, as it came.
    pub retry_after: Vec<String>,
    /// Every one that counts in milliseconds, by whichever name, as it came.
    pub retry_after_ms: Vec<String>,
    /// Headers that tell of limits and of the request's id, as they came.
    pub notable: Vec<(String, String)>,
    /// How far the server's clock is ahead of ours, by its `Date`, in seconds.
    pub clock_ahead: Option<i64>,
}

impl Http {
    /// For Microsoft's clouds.
    pub fn system() -> Self {
        Self::of(Kind::System)
    }

    /// For the practice cloud: trusts the one authority it made at start and nothing else.
    pub fn practice(authority_der: &[u8]) -> Result<Self, NotACertificate> {
        let authority = CertificateDer::from(authority_der.to_vec());
        Ok(Self::of(Kind::Practice(Box::new(trust::of_one(authority).map_err(|_| NotACertificate)?))))
    }

    fn of(kind: Kind) -> Self {
        Self { kind, ready: Mutex::new(None), keys: KeptKeys::default() }
    }

    fn ready(&self) -> Result<Ready, Failure> {
        let mut kept = self.ready.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(ready) = kept.as_ref() {
            return Ok(ready.clone());
        }
        let builder = Client::builder()
            .user_agent(concat!("Consentry/", env!("CARGO_PKG_VERSION")))
            .https_only(true)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_LIMIT)
            .timeout(ATTEMPT_LIMIT)
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(4);
        let (builder, unreadable) = match &self.kind {
            Kind::System => {
                let trust = trust::of_the_system().map_err(|error| failure::of_trust(&error))?;
                let builder = builder.tls_backend_preconfigured(trust);
                match proxy::way_out(|name| std::env::var_os(name)) {
                    Way::AsItStands => (builder, None),
                    Way::Through(proxy) => (builder.proxy(*proxy), None),
                    Way::Unreadable(unreadable) => (builder, Some(unreadable)),
                }
            }
            Kind::Practice(trust) => {
                (builder.no_proxy().tls_backend_preconfigured(ClientConfig::clone(trust)), None)
            }
        };
        let client = builder.build().map_err(|error| failure::of_build(&error))?;
        Ok(kept.insert(Ready { client, unreadable }).clone())
    }

    /// The client, where it may ask for this.
    fn client(&self, url: &Url) -> Result<Client, Failure> {
        let Ready { client, unreadable } = self.ready()?;
        unreadable.map_or(Ok(()), |unreadable| unreadable.stop(url))?;
        Ok(client)
    }

    /// Sends a request once and reads the answer up to its cap.
    pub(super) async fn send(
        &self,
        cloud: &Cloud,
        request: &Request<'_>,
        clock: &dyn Clock,
    ) -> Result<Reply, Failure> {
        if !cloud.may_ask(&request.url) {
            // Cannot happen with addresses built from the table; a jwks_uri from a document is checked before.
            return Err(failure::plain(
                FailureKind::UnexpectedReply,
                "an address outside the cloud's hosts was refused",
            ));
        }
        let method = if request.form.is_some() { Method::POST } else { Method::GET };
        let client = self.client(&request.url)?;
        let mut builder =
            client.request(method, request.url.clone()).header(header::ACCEPT, "application/json");
        if request.fresh {
            builder = builder.header(header::CACHE_CONTROL, "no-cache");
        }
        if let Some(form) = &request.form {
            builder = builder.header(header::CONTENT_TYPE, FORM).body(encoded(form));
        }
        if let Some(token) = request.bearer {
            builder = builder.header(header::AUTHORIZATION, bearer(token)?);
        }
        let mut response = builder.send().await.map_err(|error| failure::of_request(&error))?;
        let text = |name: header::HeaderName| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let every = |names: &[&str]| {
            let found = names.iter().flat_map(|name| response.headers().get_all(*name));
            found.filter_map(|value| value.to_str().ok().map(str::to_owned)).collect()
        };
        let mut reply = Reply {
            status: response.status().as_u16(),
            body: Zeroizing::new(Vec::new()),
            content_type: text(header::CONTENT_TYPE),
            retry_after: every(&[header::RETRY_AFTER.as_str()]),
            retry_after_ms: every(&RETRY_AFTER_MS),
            notable: notable(response.headers(), request),
            clock_ahead: text(header::DATE).and_then(|date| ahead_of(&date, clock.now())),
        };
        while let Some(chunk) = response.chunk().await.map_err(|error| failure::of_body(&error))? {
            if reply.body.len() + chunk.len() > request.cap {
                return Err(failure::plain(
                    FailureKind::TooLarge,
                    &format!("the answer is larger than {} bytes", request.cap),
                ));
            }
            append(&mut reply.body, &chunk);
        }
        Ok(reply)
    }
}

/// A form as it is sent. Room for all of it is made first, since growing would leave copies behind, and the one copy is
/// wiped as soon as the client lets go of it.
fn encoded(form: &[(&str, &str)]) -> Bytes {
    // Each byte becomes three at most.
    let most = form.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let text = Zeroizing::new(String::with_capacity(most));
    let mut written = form_urlencoded::Serializer::new(Wiped(text));
    written.extend_pairs(form);
    Bytes::from_owner(written.finish())
}

/// What a form is written into.
struct Wiped(Zeroizing<String>);

impl form_urlencoded::Target for Wiped {
    type Finished = Zeroizing<String>;

    fn as_mut_string(&mut self) -> &mut String {
        &mut self.0
    }

    fn finish(self) -> Zeroizing<String> {
        self.0
    }
}

/// The header that carries a token: wiped like a form, never printed, never put into the table that HTTP/2 keeps of
/// the headers of a connection.
fn bearer(token: &AccessToken) -> Result<header::HeaderValue, Failure> {
    const BEFORE: &str = "Bearer ";
    let mut text = Zeroizing::new(String::with_capacity(BEFORE.len() + token.expose().len()));
    text.push_str(BEFORE);
    text.push_str(token.expose());
    let mut value = header::HeaderValue::from_maybe_shared(Bytes::from_owner(text)).map_err(|_| {
        failure::plain(FailureKind::UnexpectedReply, "the token holds characters that no header can carry")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Adds to a body. Where it has to grow, the smaller copy is wiped.
fn append(body: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    let needed = body.len() + chunk.len();
    if needed > body.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * body.capacity())));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(chunk);
}

/// What a person who calls the API by hand wants to see of the headers. A value that is no plain text is left out.
fn notable(headers: &header::HeaderMap, request: &Request<'_>) -> Vec<(String, String)> {
    const TOLD: [&str; 4] = ["request-id", "x-ms-request-id", "client-request-id", "retry-after"];
    let posted =
        request.form.iter().flatten().find(|(name, _)| *name == "client_secret").map(|(_, value)| *value);
    let sent = posted.or(request.bearer.map(AccessToken::expose));
    let told = |name: &str| {
        TOLD.contains(&name)
            || RETRY_AFTER_MS.contains(&name)
            || name.contains("ratelimit")
            || name.contains("rate-limit")
    };
    let found = headers.iter().filter(|(name, _)| told(name.as_str()));
    let shown = found.filter_map(|(name, value)| {
        let text = crate::answer::redact(value.to_str().ok()?, sent, LONGEST_HEADER);
        Some((name.as_str().to_owned(), text))
    });
    shown.take(MOST_HEADERS).collect()
}

/// Seconds by which a `Date` header is ahead of our clock.
fn ahead_of(date: &str, now: OffsetDateTime) -> Option<i64> {
    let theirs = OffsetDateTime::from(httpdate::parse_http_date(date).ok()?);
    Some((theirs - now).whole_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_browsers_write_one() {
        let secret = "~'+/=&% å\n\u{1f511}";
        let form = [("client_secret", secret), ("scope", "https://api.example/.default")];
        let sent = encoded(&form);
        let read: Vec<_> = form_urlencoded::parse(&sent).into_owned().collect();
        assert_eq!(read, form.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_token_s_header_shows_nothing_of_it() {
        let value = bearer(&AccessToken::new("eyJ0.eyJ1.c2ln".to_owned())).unwrap();
        assert_eq!(value.as_bytes(), b"Bearer eyJ0.eyJ1.c2ln");
        assert!(value.is_sensitive() && !format!("{value:?}").contains("eyJ"));
        assert!(bearer(&AccessToken::new("eyJ0\r\nx-other: y".to_owned())).is_err());
    }

    #[test]
    fn a_body_grows_to_what_came() {
        let mut body = Zeroizing::new(Vec::new());
        for chunk in [&b"one"[..], b"", b"two", &[b'x'; 5000]] {
            append(&mut body, chunk);
        }
        assert_eq!((body.len(), &body[..7]), (5006, &b"onetwox"[..]));
    }
}
