//! What all tests over HTTP need: a running practice cloud, a client that trusts its authority and nothing
//! else, and the requests of a partner.

#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test programs; a failure is a panic")]

use consentry_practice::{PracticeCloud, RunningPractice, Scenario, shelf};
use reqwest::{Certificate, Client, Response, redirect};
use serde_json::Value;

pub const DEFENDER: &str = "https://api.securitycenter.microsoft.com";

pub struct Stage {
    pub practice: RunningPractice,
    pub client: Client,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Stage {
    pub fn set() -> Self {
        let practice = PracticeCloud::start().unwrap();
        let authority = Certificate::from_pem(practice.ca_pem().as_bytes()).unwrap();
        let client = Client::builder()
            .tls_certs_only([authority])
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { practice, client }
    }

    pub fn at(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.practice.port())
    }

    pub fn plainly(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.practice.port())
    }

    pub async fn get(&self, url: &str) -> Answer {
        Answer::of(self.client.get(url).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::of(self.client.post(self.at(path)).form(form).send().await.unwrap()).await
    }

    /// Asks for a token as Consentry does: v2, with the practice app's own secret.
    pub async fn ask_token(&self, tenant: &str) -> Answer {
        let secret = self.practice.secret().expose().to_owned();
        self.ask_token_with(tenant, &secret).await
    }

    pub async fn ask_token_with(&self, tenant: &str, secret: &str) -> Answer {
        let form = [
            ("client_id", &*self.practice.app_id().to_string()),
            ("client_secret", secret),
            ("grant_type", "client_credentials"),
            ("scope", &format!("{DEFENDER}/.default")),
        ];
        self.post(&format!("/{tenant}/oauth2/v2.0/token"), &form).await
    }

    pub async fn call(&self, path: &str, token: &str) -> Answer {
        Answer::of(self.client.get(self.at(path)).bearer_auth(token).send().await.unwrap()).await
    }
}

pub fn scenario(name: &str) -> &'static Scenario {
    shelf().iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no scenario {name}"))
}

pub fn tenant(name: &str) -> String {
    scenario(name).tenant_id.to_string()
}

/// The claims of a token, unverified.
pub fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap())
        .unwrap()
}
