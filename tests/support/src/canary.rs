//! Looks for secrets in everything a run left behind, in the shapes in which a secret leaks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

use crate::session::Session;

/// Where a secret was found, and in which shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which one.
    pub kind: String,
    /// A file, or a process with what of it.
    pub place: String,
    /// The shape.
    pub shape: &'static str,
}

/// The bytes to look for, by kind of secret and shape.
#[derive(Debug)]
pub struct Canary {
    kinds: Vec<String>,
    shapes: Vec<(usize, &'static str)>,
    patterns: Vec<Vec<u8>>,
    finder: AhoCorasick,
    looked: AtomicUsize,
}

impl Canary {
    /// Prepares all shapes of a secret.
    pub fn new(secret: &str) -> Self {
        Self::of(&[("secret", secret)])
    }

    /// Prepares all shapes of several, each of its own kind.
    pub fn of(secrets: &[(&str, &str)]) -> Self {
        let (mut kinds, mut shapes, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
        for (kind, secret) in secrets {
            for (shape, bytes) in shapes_of(secret) {
                shapes.push((kinds.len(), shape));
                patterns.push(bytes);
            }
            kinds.push((*kind).to_owned());
        }
        let finder = AhoCorasick::new(&patterns).expect("patterns to look for");
        Self { kinds, shapes, patterns, finder, looked: AtomicUsize::new(0) }
    }

    /// The shapes these bytes hold.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = self.kinds_in(bytes).into_iter().map(|(_, shape)| shape).collect();
        found.dedup();
        found
    }

    /// Which of them these bytes hold, and in which shapes.
    pub fn kinds_in(&self, bytes: &[u8]) -> Vec<(&str, &'static str)> {
        self.looked.fetch_add(1, Ordering::Relaxed);
        let hits = self.finder.find_overlapping_iter(bytes).map(|hit| hit.pattern().as_usize());
        let hits: BTreeSet<usize> = hits.collect();
        let mut found: Vec<(&str, &'static str)> =
            hits.into_iter().map(|at| (self.kinds[self.shapes[at].0].as_str(), self.shapes[at].1)).collect();
        found.dedup();
        found
    }

    /// What is looked for: kind, shape and bytes of each.
    pub fn patterns(&self) -> impl Iterator<Item = (&str, &'static str, &[u8])> {
        let all = self.patterns.iter().zip(&self.shapes);
        all.map(|(bytes, (kind, shape))| (self.kinds[*kind].as_str(), *shape, bytes.as_slice()))
    }

    /// How many looks there were: each place times each shape of each kind.
    pub fn looked(&self) -> usize {
        self.looked.load(Ordering::Relaxed) * self.shapes.len()
    }

    /// As [`Canary::kinds_in`], with the place.
    pub fn in_place(&self, place: &str, bytes: &[u8]) -> Vec<Found> {
        let found = |(kind, shape): (&str, &'static str)| Found {
            kind: kind.to_owned(),
            place: place.to_owned(),
            shape,
        };
        self.kinds_in(bytes).into_iter().map(found).collect()
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
                found.extend(self.in_place(&format!("the name of {name}"), name.as_bytes()));
                let Ok(kind) = fs::symlink_metadata(&path).map(|data| data.file_type()) else { continue };
                if kind.is_dir() {
                    to_read.push(path);
                } else if kind.is_file() {
                    // A file may go while we look.
                    found.extend(self.in_place(&name, &fs::read(&path).unwrap_or_default()));
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
                let place = format!("{what} of {} ({})", seen.program.display(), seen.id);
                found.extend(self.in_place(&place, bytes));
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

/// The bytes of a secret in the shapes in which it may leak.
fn shapes_of(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    assert!(secret.len() >= 16, "a shorter one could stand somewhere by chance");
    let bytes = secret.as_bytes();
    let wide = |order: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let hex = |upper: bool| -> Vec<u8> {
        let digits = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        bytes.iter().map(digits).collect::<String>().into()
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
    shapes
}

/// What tells a token wherever a piece of it lies: the beginning of its signature, which is in no other.
pub fn signature(token: &str) -> &str {
    let signature = token.rsplit('.').next().unwrap_or_default();
    &signature[..signature.len().min(48)]
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

/// Whether something shaped like a signed token lies in these bytes.
pub fn holds_token(bytes: &[u8]) -> bool {
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
        let two = Canary::of(&[("one", SECRET), ("other", "Oth8Q~a.secret_of-another")]);
        let found = two.kinds_in(b"... Oth8Q~a.secret_of-another ...");
        assert!(
            found.contains(&("other", "raw")) && found.iter().all(|(kind, _)| *kind == "other"),
            "{found:?}"
        );
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
