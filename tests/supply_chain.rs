//! What Consentry is made of: exact versions from one registry, under licences that were looked at, none below the
//! version that mended a known fault, and nothing of ours that downloads while it is built.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use semver::Version;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: Version,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Minimum {
    package: String,
    #[serde(rename = "minimum")]
    at_least: Version,
    source: String,
    because: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every package of the lock file, for every system and feature.
fn packages() -> Vec<Package> {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice::<Metadata>(&told.stdout).unwrap().packages
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn no_package_is_older_than_the_version_that_mended_it() {
    let table: Vec<Minimum> = serde_json::from_str(&read("tests/supply/minimum-versions.json")).unwrap();
    let sorted: BTreeSet<&str> = table.iter().map(|row| row.package.as_str()).collect();
    assert_eq!(sorted.len(), table.len(), "one row for each package");
    assert!(table.iter().all(|row| !row.source.is_empty() && !row.because.is_empty()));
    let packages = packages();
    let mut held = 0;
    for package in &packages {
        for row in table.iter().filter(|row| row.package == package.name) {
            held += 1;
            let Minimum { at_least, source, because, .. } = row;
            assert!(
                package.version >= *at_least,
                "{} {}: {source}, {because}",
                package.name,
                package.version
            );
        }
    }
    assert!(held >= 15, "the table speaks of packages that are here; it held {held}");
}

#[test]
fn every_licence_is_one_that_was_looked_at() {
    let rules: toml::Table = toml::from_str(&read("deny.toml")).unwrap();
    let allowed: Vec<&str> =
        rules["licenses"]["allow"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let spelled = |requirement: &spdx::LicenseReq| requirement.to_string();
    for package in packages() {
        let licence = package.license.as_deref().unwrap_or_default();
        let read = Expression::parse_mode(licence, ParseMode::LAX);
        let read = read.unwrap_or_else(|problem| panic!("{} is under {licence:?}: {problem}", package.name));
        let good = read.evaluate(|requirement| allowed.contains(&spelled(requirement).as_str()));
        assert!(good, "{} is under {licence}", package.name);
    }
}

#[test]
fn everything_comes_from_one_registry_in_exact_versions() {
    let (foreign, ours): (Vec<Package>, Vec<Package>) =
        packages().into_iter().partition(|package| package.source.is_some());
    for package in &foreign {
        assert_eq!(package.source.as_deref(), Some(CRATES_IO), "{}", package.name);
    }
    for package in &ours {
        assert!(package.manifest_path.starts_with(root()), "{} comes from elsewhere", package.name);
    }
    let lock: toml::Table = toml::from_str(&read("Cargo.lock")).unwrap();
    let unsummed =
        lock["package"].as_array().unwrap().iter().filter(|package| package.get("checksum").is_none());
    assert_eq!(unsummed.count(), ours.len(), "everything else carries its checksum");

    let lock: serde_json::Value = serde_json::from_str(&read("ui/package-lock.json")).unwrap();
    let modules = lock["packages"].as_object().unwrap().iter().filter(|(place, _)| !place.is_empty());
    for (place, module) in modules {
        assert!(module["integrity"].is_string(), "{place} carries no checksum");
        // Without an address the registry that is set for npm is asked; with one, it must be npm's own.
        let address = module["resolved"].as_str().unwrap_or("https://registry.npmjs.org/");
        assert!(address.starts_with("https://registry.npmjs.org/"), "{place} comes from {address}");
    }
    for file in ["Makefile", ".ci/run", "tests/setup.sh"] {
        for line in read(file).lines().filter(|line| !line.trim_start().starts_with('#')) {
            assert!(
                !line.contains("npm install"),
                "{file} takes other versions than the lock file's: {line}"
            );
        }
    }
}

#[test]
fn nothing_of_ours_downloads_while_it_is_built() {
    let ours = packages().into_iter().filter(|package| package.source.is_none());
    let scripts: Vec<PathBuf> = ours
        .flat_map(|package| package.targets)
        .filter(|target| target.kind.iter().any(|kind| kind == "custom-build"))
        .map(|target| target.src_path)
        .collect();
    assert_eq!(scripts, [root().join("src-tauri/build.rs")]);
    let script = std::fs::read_to_string(&scripts[0]).unwrap();
    for word in ["Command", "http", "reqwest", "net::", "curl", "TcpStream"] {
        assert!(!script.contains(word), "the build script holds {word}");
    }
    let page: serde_json::Value = serde_json::from_str(&read("ui/package.json")).unwrap();
    let scripts = page["scripts"].as_object().unwrap();
    let at_install = ["preinstall", "install", "postinstall", "prepare"];
    assert!(at_install.iter().all(|name| !scripts.contains_key(*name)));
}

#[test]
fn the_number_of_packages_is_the_one_that_is_stated() {
    let stated = format!("{} packages", packages().iter().filter(|package| package.source.is_some()).count());
    assert!(read("SECURITY.md").contains(&stated), "SECURITY.md shall say {stated}");
}
