//! What is handed over: code and summary, whole, in both languages, and under attack.
#![allow(
    clippy::unwrap_used,
    reason = "these are tests throughout: a sample that cannot be made must stop them"
)]

mod code;
#[path = "../../../../../tests/support/src/naughty.rs"]
mod naughty;
#[path = "../words/samples.rs"]
#[allow(dead_code, reason = "shared with other tests, which use more of it")]
mod samples;
mod summary;

use std::path::Path;

/// Names that try to become something else.
const HOSTILE: [&str; 13] = [
    "\"; rm -rf ~; echo \"",
    "'; Remove-Item * #",
    "\u{2019}; Remove-Item *",
    "line\nsecond = evil()",
    "line\r\nimport os",
    "$(id) `id` ${IFS} %PATH%",
    "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](https://evil.example) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example a@evil.example",
    "**bold** # heading | table ``` fence",
    "*/ end comment \\u000a \u{2028} \u{85} next",
    "\u{202e}txt.exe\u{200b}",
    "Acme coding:unicode_escape \\nimport os#",
];

/// Those, and all of the common list that could be a name.
fn hostile() -> Vec<String> {
    let texts = naughty::texts("evil.example").into_iter().map(|(_, text)| text);
    HOSTILE
        .into_iter()
        .map(str::to_owned)
        .chain(texts.filter(|text| text.chars().any(char::is_alphanumeric)))
        .collect()
}

/// Holds a text against the one agreed on; `CONSENTRY_WRITE_SNAPSHOTS=1` writes it down anew, for reading.
fn assert_agreed(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hand_over/snapshots").join(name);
    if std::env::var_os("CONSENTRY_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let agreed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(agreed == text, "{name} is not as agreed:\n{text}");
}
