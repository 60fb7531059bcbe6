//! Looks for a secret in everything a run left behind, in the shapes in which a secret leaks.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

use crate::session::Session;

/// Where the secret was found, and in which shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// A file, or a process with what of it.
    pub place: String,
    /// The shape.
    pub shape: &'static str,
}

/// The bytes to look for, by shape.
#[derive(Debug, Clone)]
pub struct Canary {
    shapes: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// Prepares all shapes of a secret.
    pub fn new(secret: &str) -> Self {
        assert!(secret.len() >= 16, "a shorter one could stand somewhere by chance");
        let bytes = secret.as_bytes();
        let wide = |order: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let hex = |upper: bool| -> Vec<u8> {
            bytes
                .iter()
                .map(|b| if upper { format!("{b:02X}") } else { format!("{b:02x}") })
                .collect::<String>()
                .into()
        };
        let json = serde_json::to_string(secret).expect("a string");
        let mut shapes = vec![
            ("raw", bytes.to_vec()),
            ("UTF-16LE", wide(u16::to_le_bytes)),
            ("UTF-16BE", wide(u16::to_be_bytes)),
            ("hex", hex(false)),
            ("hex", hex(true)),
            ("percent", percent(bytes, false, |b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))),
            ("percent", percent(bytes, true, |b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))),
            ("form", percent(bytes, false, |b| b.is_ascii_alphanumeric() || b"-._*".contains(&b))),
            ("percent, every byte", percent(bytes, false, |_| false)),
            ("JSON", json.trim_matches('"').as_bytes().to_vec()),
            ("backwards", bytes.iter().rev().copied().collect()),
        ];
        for offset in 0..3 {
            shapes.push(("base64", in_the_middle(bytes, offset, &STANDARD_NO_PAD)));
            shapes.push(("base64url", in_the_middle(bytes, offset, &URL_SAFE_NO_PAD)));
        }
        Self { shapes }
    }

    /// The shapes these bytes hold.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = self
            .shapes
            .iter()
            .filter(|(_, shape)| memmem::find(bytes, shape).is_some())
            .map(|(name, _)| *name)
            .collect();
        found.dedup();
        found
    }

    /// Looks into every file below a folder, and at every name, except below `except`.
    pub fn in_folder(&self, folder: &Path, except: &Path) -> Vec<Found> {
        let mut found = Vec::new();
        let mut to_read = vec![folder.to_owned()];
        while let Some(next) = to_read.pop() {
            for path in entries(&next) {
                if path == except {
                    continue;
                }
                let name = path.to_string_lossy().into_owned();
                for shape in self.in_bytes(name.as_bytes()) {
                    found.push(Found { place: format!("the name of {name}"), shape });
                }
                let Ok(kind) = fs::symlink_metadata(&path).map(|data| data.file_type()) else { continue };
                if kind.is_dir() {
                    to_read.push(path);
                } else if kind.is_file() {
                    // A file may go while we look.
                    for shape in self.in_bytes(&fs::read(&path).unwrap_or_default()) {
                        found.push(Found { place: name.clone(), shape });
                    }
                }
            }
        }
        found
    }

    /// Looks at the arguments and the environment of every process of a session.
    pub fn in_processes(&self, session: &Session) -> Vec<Found> {
        let mut found = Vec::new();
        for seen in session.processes() {
            for (what, bytes) in [("arguments", &seen.arguments), ("environment", &seen.environment)] {
                for shape in self.in_bytes(bytes) {
                    found.push(Found {
                        place: format!("{what} of {} ({})", seen.program.display(), seen.id),
                        shape,
                    });
                }
            }
        }
        found
    }

    /// Everything a session left behind but the keychain's own file.
    pub fn in_session(&self, session: &Session) -> Vec<Found> {
        let mut found = self.in_folder(session.folder(), &session.keychain_folder());
        found.extend(self.in_processes(session));
        found
    }
}

/// Files that hold something shaped like a signed token: two base64url parts of some length that begin as JSON does.
pub fn tokens_in_folder(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut to_read = vec![folder.to_owned()];
    while let Some(next) = to_read.pop() {
        for path in entries(&next) {
            let Ok(kind) = fs::symlink_metadata(&path).map(|data| data.file_type()) else { continue };
            if kind.is_dir() {
                to_read.push(path);
            } else if kind.is_file() && holds_token(&fs::read(&path).unwrap_or_default()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

/// What a token says of itself.
pub fn claims(token: &str) -> serde_json::Value {
    let body = token.split('.').nth(1).expect("a token has three parts");
    let json = URL_SAFE_NO_PAD.decode(body).expect("base64url");
    serde_json::from_slice(&json).expect("JSON")
}

fn holds_token(bytes: &[u8]) -> bool {
    let base64url = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    memmem::find_iter(bytes, b"eyJ").any(|at| {
        let head = bytes[at..].iter().take_while(|byte| base64url(byte)).count();
        let body = bytes.get(at + head..).unwrap_or_default();
        head > 20
            && body.starts_with(b".eyJ")
            && body[1..].iter().take_while(|byte| base64url(byte)).count() > 60
    })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

/// The part of a base64 text that depends on nothing but these bytes, when they begin `offset` bytes after a multiple
/// of three.
fn in_the_middle(bytes: &[u8], offset: usize, engine: &base64::engine::GeneralPurpose) -> Vec<u8> {
    let mut padded = vec![0; offset];
    padded.extend_from_slice(bytes);
    let text = engine.encode(&padded);
    let begin = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    text.as_bytes()[begin..end].to_vec()
}

fn percent(bytes: &[u8], lower: bool, keep: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in bytes {
        if keep(*byte) {
            out.push(*byte);
        } else if lower {
            out.extend(format!("%{byte:02x}").bytes());
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "Kan8Q~x+/=&%ar_i.e-Wq93-\"mQ";

    #[test]
    fn every_shape_of_a_planted_secret_is_found_at_every_alignment() {
        let canary = Canary::new(SECRET);
        for before in 0..6 {
            let mut bytes = vec![b'x'; before];
            bytes.extend_from_slice(SECRET.as_bytes());
            bytes.extend_from_slice(b"yz");
            assert!(
                canary.in_bytes(STANDARD_NO_PAD.encode(&bytes).as_bytes()).contains(&"base64"),
                "{before}"
            );
            assert!(
                canary.in_bytes(URL_SAFE_NO_PAD.encode(&bytes).as_bytes()).contains(&"base64url"),
                "{before}"
            );
            assert!(canary.in_bytes(&bytes).contains(&"raw"));
        }
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        assert_eq!(canary.in_bytes(form.as_bytes()), ["form"]);
        let json = serde_json::json!({ "secret": SECRET }).to_string();
        assert_eq!(canary.in_bytes(json.as_bytes()), ["JSON"]);
    }

    #[test]
    fn a_token_is_told_by_its_shape() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.{}",
            part(r#"{"alg":"RS256","kid":"0123"}"#),
            part(&format!(r#"{{"aud":"{}"}}"#, "x".repeat(60))),
            "s".repeat(300)
        );
        assert!(holds_token(format!("authorization: Bearer {token}").as_bytes()));
        assert!(!holds_token(token.replace("eyJ", "xxx").as_bytes()));
        assert!(!holds_token(b"eyJ and then nothing of the kind"));
    }

    #[test]
    fn an_innocent_text_holds_nothing() {
        assert!(Canary::new(SECRET).in_bytes(&SECRET.as_bytes()[1..]).is_empty());
    }

    #[test]
    fn a_planted_file_is_found_and_the_excepted_folder_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (deep, except) = (folder.path().join("a/b"), folder.path().join("keyrings"));
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir_all(&except).unwrap();
        fs::write(deep.join("log"), format!("… {SECRET} …")).unwrap();
        fs::write(except.join("login.keyring"), SECRET).unwrap();
        let found = Canary::new(SECRET).in_folder(folder.path(), &except);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].place.ends_with("a/b/log"));
    }
}
