//! Texts of every size up to 64 MB, made when they are needed: several at once would be the test's own flood.

use crate::mint::{Mint, encoded, parts, with};

/// A text and how long it is.
#[derive(Debug, Clone)]
pub struct Big {
    /// Its name, the same in every run.
    pub name: String,
    /// The text.
    pub text: String,
}

const MEGABYTE: usize = 1024 * 1024;

/// What a text is filled with.
type Filling = fn(&Mint, usize) -> String;

const FILLINGS: [(&str, Filling); 7] = [
    ("dots", |_, bytes| ".".repeat(bytes)),
    ("letters", |_, bytes| "A".repeat(bytes)),
    ("token-starts", |_, bytes| "eyJ.".repeat(bytes / 4)),
    ("one-claim", |mint, bytes| {
        mint.published.token(&mint.header(), &with(mint.claims(), "aio", "x".repeat(bytes / 4 * 3)))
    }),
    ("lists-in-lists", |mint, bytes| {
        let lists = "[".repeat(bytes / 4 * 3);
        mint.published.token_of(mint.header().to_string().as_bytes(), lists.as_bytes())
    }),
    ("signature", |mint, bytes| {
        let good = mint.good();
        let [header, payload, _] = parts(&good);
        format!("{header}.{payload}.{}", "A".repeat(bytes))
    }),
    ("header", |mint, bytes| {
        let header = encoded(with(mint.header(), "x", "x".repeat(bytes / 4 * 3)).to_string().as_bytes());
        let good = mint.good();
        let [_, payload, signature] = parts(&good);
        format!("{header}.{payload}.{signature}")
    }),
];

/// Hands one text after the other to `each`: seven fillings in these sizes, in bytes.
pub fn sizes(mint: &Mint, bytes: &[usize], mut each: impl FnMut(&Big)) {
    for (name, filling) in FILLINGS {
        for bytes in bytes {
            each(&Big { name: format!("{name}-{bytes}"), text: filling(mint, *bytes) });
        }
    }
}

/// Texts of the length that the paste box takes, each made to cost as much as it can.
pub fn pastes(mint: &Mint, bytes: usize) -> Vec<Big> {
    let bytes = bytes.min(MEGABYTE);
    let good = mint.good();
    let line = "eyJ".to_owned() + &"A".repeat(60) + "\n";
    let of = |piece: &str| piece.repeat(bytes / piece.len());
    let counted = |before: &str, between: &str| {
        let numbers: Vec<String> = (10_000..10_000 + bytes / 8).map(|number| number.to_string()).collect();
        let text = before.to_owned() + &numbers.join(between);
        text[..text.len().min(bytes - 8)].to_owned()
    };
    let texts = [
        ("tokens", of(&format!("{good} "))),
        ("tokens-without-a-gap", of(&good)),
        ("token-starts", of("eyJ ")),
        ("token-starts-and-dots", of("eyJ.eyJ.")),
        ("lines-that-go-on", of(&line)),
        ("escaped-lines", of("eyJhbGciOiJub25lIn0AAAAAAAAAAAAAAA\\n")),
        ("codes", of("AADSTS7000215 ")),
        ("codes-without-a-number", of("AADSTS")),
        ("codes-that-differ", counted("AADSTS", " AADSTS")),
        ("codes-in-a-list", counted("{\"error\":\"invalid_client\",\"error_codes\":[10", ",10") + "1]}"),
        ("descriptions", of("\"error_description\":\"")),
        ("open-objects", of("{\"error\":")),
        ("open-lists", of("[")),
        ("closed-objects", of("{\"error\":{\"code\":\"x\",\"message\":\"y\"}}")),
        ("addresses", of("https://login.microsoftonline.com/?")),
        ("links", of("https://login.microsoftonline.com/common/adminconsent?client_id=x ")),
        ("secrets", of("client_secret=")),
        ("secret-shapes", of("abc1Q~")),
        ("bearers", of("bearer ")),
        ("access-tokens", of("\"access_token\":\"")),
        ("quotes", of("\"")),
        ("backslashes", of("\\")),
        ("percents", of("%3D")),
        ("unseen", of("\u{200b}")),
        ("zero-bytes", of("\0")),
        ("lines", of("\r\n")),
        ("blanks", of(" ")),
        ("emoji", of("😀")),
        ("log-rows", of("\"errorCode\":700016,\"failureReason\":{")),
        ("statuses", of("403 Forbidden https://api.security.microsoft.com.x ")),
        ("dictionaries", of("{'error': {'code': 'x")),
        ("saved-requests", of("{\"value\":\"key\":\"secret\",\"value\":")),
        ("tunnels", of("> CONNECT api.security.microsoft.com:443 HTTP/1.1 403 ")),
        ("proxies-marks", of("403 Forbidden Server: squid api.security.microsoft.com ")),
        ("other-statuses", of("https://a.b 200 OK ")),
        ("names-of-hosts", of("could not resolve host: a.b login.microsoftonline.com ")),
        ("claimed-consents", of("https://a.b/?admin_consent=True&tenant=x ")),
        ("services", of("AADSTS650052 to access a service ('https://a.b ")),
        ("cut-tokens", of("eyJhbGciOiJub25lIn0AAAAAAAA.b.c aB1aB1aB1aB1aB1aB1aB1 x y z ")),
        ("broken-shapes", of("abc1Q~\n")),
        ("users-in-addresses", of("http://a:b")),
        ("commands-that-go-on", of("curl \\\n -u ")),
        ("credentials", of("ClientSecretCredential(a,b,\"")),
        ("values-below", of("client_secret:\n")),
        ("missing-roles", of("Missing application roles. API required roles: ")),
    ];
    texts.map(|(name, text)| Big { name: name.to_owned(), text }).into()
}
