//! Texts that go wrong somewhere: markup, scripts, turned writing, unseen characters, formulas, paths, escapes. Our own
//! list, by class; the tests of the window read the same file.

use std::collections::BTreeMap;

/// Stands in the list for whoever listens for a request that must not come.
const BEACON: &str = "BEACON";

/// All of them with their class. `beacon` is a host, with its port, that nobody may ask.
pub fn texts(beacon: &str) -> Vec<(String, String)> {
    let all: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("../data/naughty.json")).unwrap();
    let named = |(class, texts): (String, Vec<String>)| {
        texts.into_iter().map(move |text| (class.clone(), text.replace(BEACON, beacon)))
    };
    all.into_iter().flat_map(named).collect()
}
