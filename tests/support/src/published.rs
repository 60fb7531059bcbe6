//! What Microsoft publishes for everybody, and one answer of the API: documents that a test can put others in place
//! of.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;

/// A document's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Metadata for 1.0 tokens.
    Metadata,
    /// Metadata for 2.0 tokens.
    MetadataV2,
    /// Keys for 1.0 tokens.
    Keys,
    /// Keys for 2.0 tokens.
    KeysV2,
    /// The API.
    Api,
}

/// What is answered at a place.
#[derive(Debug, Clone)]
pub enum Document {
    /// A document, as JSON.
    Body(Vec<u8>),
    /// A web page.
    Page(&'static str),
    /// Somewhere else.
    Moved(&'static str),
}

/// The documents; a clone is the same ones.
#[derive(Debug, Clone, Default)]
pub struct Published {
    replaced: Arc<Mutex<BTreeMap<Place, Document>>>,
}

impl Published {
    /// Puts another document in a place, until [`Published::restore`].
    pub fn replace(&self, place: Place, document: Document) {
        self.replaced.lock().expect("the documents").insert(place, document);
    }

    /// Puts the real ones back; there are no keys but those of [`Published::replace`].
    pub fn restore(&self) {
        self.replaced.lock().expect("the documents").clear();
    }

    /// Answers with them, under any host name.
    pub fn router(&self) -> Router {
        let published = self.clone();
        Router::new().fallback(move |request: Request| {
            let published = published.clone();
            async move { published.answer(&request) }
        })
    }

    fn answer(&self, request: &Request) -> Response {
        let host =
            request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let path = request.uri().path();
        let Some(place) = place_of(path) else {
            return answer(StatusCode::NOT_FOUND, "application/json", "{}");
        };
        let replaced = self.replaced.lock().expect("the documents").get(&place).cloned();
        match replaced {
            Some(Document::Body(body)) => answer(StatusCode::OK, "application/json", body),
            Some(Document::Page(page)) => answer(StatusCode::OK, "text/html", page),
            Some(Document::Moved(address)) => {
                let mut moved = answer(StatusCode::FOUND, "text/html", "");
                moved.headers_mut().insert(header::LOCATION, address.parse().expect("an address"));
                moved
            }
            None => answer(StatusCode::OK, "application/json", usual(place, host, path)),
        }
    }
}

fn answer(status: StatusCode, kind: &str, body: impl Into<Body>) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .body(body.into())
        .expect("an answer")
}

fn place_of(path: &str) -> Option<Place> {
    match path {
        _ if path.starts_with("/api/") => Some(Place::Api),
        _ if path.ends_with("/v2.0/.well-known/openid-configuration") => Some(Place::MetadataV2),
        _ if path.ends_with("/.well-known/openid-configuration") => Some(Place::Metadata),
        _ if path.ends_with("/discovery/v2.0/keys") => Some(Place::KeysV2),
        _ if path.ends_with("/discovery/keys") => Some(Place::Keys),
        _ => None,
    }
}

fn usual(place: Place, host: &str, path: &str) -> String {
    let tenant = path.split('/').nth(1).unwrap_or_default();
    let document = match place {
        Place::Metadata => json!({
            "issuer": format!("https://sts.windows.net/{tenant}/"),
            "jwks_uri": format!("https://{host}/common/discovery/keys"),
        }),
        Place::MetadataV2 => json!({
            "issuer": format!("https://{host}/{tenant}/v2.0"),
            "jwks_uri": format!("https://{host}/{tenant}/discovery/v2.0/keys"),
        }),
        Place::Keys | Place::KeysV2 => json!({"keys": []}),
        Place::Api => json!({"value": []}),
    };
    document.to_string()
}
