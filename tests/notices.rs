//! What has to be written down: the licences of whatever ends up in the window (whoever adds an npm package decides here
//! whether it does), and the names that scripts rely on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use consentry_onboarding::verdict::{Cause, CheckId};

/// Packages that build or test the window and leave nothing of themselves in it.
const TOOLS: &[&str] = &[
    "@sveltejs/vite-plugin-svelte",
    "@testing-library/svelte",
    "@testing-library/user-event",
    "@types/node",
    "axe-core",
    "happy-dom",
    "playwright-core",
    "svelte-check",
    "typescript",
    "vite",
    "vitest",
];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

#[test]
fn every_package_is_a_tool_or_named_in_the_notices() {
    let manifest: serde_json::Value = serde_json::from_str(&read("ui/package.json")).unwrap();
    let packages: BTreeSet<&str> = ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|group| manifest[group].as_object())
        .flat_map(|group| group.keys().map(String::as_str))
        .collect();
    let notices = read("THIRD-PARTY.md");
    assert!(packages.contains("svelte"), "package.json was read: {packages:?}");
    for package in &packages {
        let named = notices.contains(&format!("`{package}`"));
        assert_ne!(named, TOOLS.contains(package), "{package} is either a tool or named in THIRD-PARTY.md");
    }
}

#[test]
fn every_font_in_the_window_is_named_with_its_licence() {
    let notices = read("THIRD-PARTY.md");
    assert!(notices.contains("SIL OPEN FONT LICENSE Version 1.1"));
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist/assets");
    let fonts: Vec<String> = fs::read_dir(&assets)
        .expect("ui/dist was built")
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "woff2"))
        .collect();
    assert!(!fonts.is_empty(), "the window brings its own fonts");
    for font in fonts {
        let family = font.split("-latin").next().unwrap().replace("-wght", "");
        assert!(
            notices.contains(&format!("`@fontsource-variable/{}`", family.replace("-variable", ""))),
            "{font} is not named in THIRD-PARTY.md"
        );
    }
}

#[test]
fn the_readme_names_what_scripts_rely_on() {
    let readme = read("README.md");
    let names = Cause::ALL.iter().map(|cause| cause.id()).chain(CheckId::ALL.map(CheckId::id));
    for name in names {
        assert!(readme.contains(&format!("`{name}`")), "{name} is not in the README");
    }
}

#[test]
fn both_licences_lie_beside_the_code() {
    assert!(read("LICENSE-MIT").contains("Permission is hereby granted, free of charge"));
    assert!(read("LICENSE-APACHE").contains("Version 2.0, January 2004"));
}
