//! From a task in a person's words to the documented calls that do it.
//!
//! The calls are data (`knowledge/calls.json`). A task is a path (`GET /api/alerts`), the catalogue's id of a call
//! (`machines.isolate`), or words that are held against the calls' titles; a few Swedish words and old names
//! (machine, endpoint) are understood too.

use std::sync::LazyLock;

use consentry_onboarding::permission::Permission;
use serde::{Deserialize, Serialize};

/// At most this many calls besides the best are shown.
const OTHERS: usize = 9;

/// A documented call.
#[derive(Debug, Deserialize, Serialize)]
pub struct Call {
    /// The catalogue's id.
    pub id: String,
    /// What it does.
    pub title: String,
    /// Method.
    pub method: String,
    /// Path, with its variable parts in braces.
    pub path: String,
    /// One of these is enough; the least privileged one first.
    #[serde(rename(deserialize = "permissionsAnyOf"))]
    pub permissions_any_of: Vec<Permission>,
    /// `legacy`, `retiring` or `retired`; absent where all is well.
    #[serde(default)]
    pub status: Option<String>,
}

#[derive(Deserialize)]
struct Calls {
    calls: Vec<Call>,
}

/// What was found for a task.
#[derive(Debug, Default)]
pub struct Found {
    /// The calls that fit best.
    pub best: Vec<&'static Call>,
    /// Others that fit, best first.
    pub others: Vec<&'static Call>,
}

fn calls() -> &'static [Call] {
    static CALLS: LazyLock<Vec<Call>> = LazyLock::new(|| {
        #[allow(clippy::expect_used, reason = "the file is compiled in and read by a test")]
        let calls: Calls = serde_json::from_str(include_str!("../knowledge/calls.json")).expect("the calls");
        calls.calls
    });
    &CALLS
}

/// Looks a task up.
pub fn look_up(task: &str) -> Found {
    let task = task.trim();
    if let Some(call) = calls().iter().find(|call| call.id.eq_ignore_ascii_case(task)) {
        return Found { best: vec![call], others: Vec::new() };
    }
    if let Some(at) = task.find("/api/") {
        let method =
            task[..at].split_whitespace().next().filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic()));
        return by_path(method, task[at..].split_whitespace().next().unwrap_or_default());
    }
    by_words(task)
}

fn by_path(method: Option<&str>, path: &str) -> Found {
    let asked = segments(path);
    let fits = |call: &&Call| {
        let known = segments(&call.path);
        method.is_none_or(|method| call.method.eq_ignore_ascii_case(method))
            && known.len() == asked.len()
            && known.iter().zip(&asked).all(|(known, asked)| {
                known.contains('{') && !asked.is_empty() || known.eq_ignore_ascii_case(asked)
            })
    };
    // Where a variable part stands for a fixed one too (`/alerts/{id}`, `/alerts/batchUpdate`), the fixed one counts.
    let mut best: Vec<&Call> = calls().iter().filter(fits).collect();
    let variable = |call: &&Call| call.path.matches('{').count();
    let fewest = best.iter().map(variable).min();
    best.retain(|call| Some(variable(call)) == fewest);
    Found { best, others: Vec::new() }
}

/// The parts of a path without query, version and closing slash.
fn segments(path: &str) -> Vec<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|part| !part.is_empty() && *part != "v1.0").collect()
}

fn by_words(task: &str) -> Found {
    let asked = words(task);
    let mut scored: Vec<(usize, usize, &Call)> = calls()
        .iter()
        .filter_map(|call| {
            let title = words(&call.title);
            let shared = asked.iter().filter(|word| title.contains(word)).count();
            // Who names a thing and no deed wants to see it.
            let unasked = title.iter().filter(|word| *word != "list" && !asked.contains(word)).count();
            (shared > 0).then_some((shared, unasked, call))
        })
        .collect();
    // Stable: among equals the catalogue's order counts, which has the plain listing first.
    scored.sort_by_key(|(shared, unasked, _)| (std::cmp::Reverse(*shared), *unasked));
    // A single word in common is an accident unless it is all that was asked.
    let Some(&(most, unasked, _)) = scored.first() else { return Found::default() };
    if most * 2 < asked.len() {
        return Found::default();
    }
    scored.retain(|(shared, _, _)| *shared == most);
    let (best, others): (Vec<_>, Vec<_>) = scored.into_iter().partition(|(_, rest, _)| *rest == unasked);
    let call = |(_, _, call): (usize, usize, &'static Call)| call;
    Found {
        best: best.into_iter().map(call).collect(),
        others: others.into_iter().map(call).take(OTHERS).collect(),
    }
}

/// The words that count, each in one form.
fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(one_form)
        .map(str::to_owned)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// One form for each word that means the same; `None` for words that tell nothing.
fn one_form(word: &str) -> Option<&str> {
    Some(match word {
        "" | "a" | "an" | "the" | "of" | "for" | "to" | "on" | "in" | "from" | "with" | "that" | "all"
        | "one" | "my" | "me" | "by" | "i" | "want" | "need" | "en" | "ett" | "av" | "för" | "på"
        | "från" | "med" | "alla" | "att" | "vill" | "and" | "och" | "or" | "eller" | "per" | "is" => {
            return None;
        }
        "machine" | "machines" | "devices" | "endpoint" | "endpoints" | "computer" | "computers"
        | "enhet" | "enheter" | "enheten" | "dator" | "datorer" => "device",
        "read" | "get" | "see" | "show" | "view" | "fetch" | "lista" | "läsa" | "läs" | "visa" | "hämta"
        | "se" => "list",
        "alerts" | "avisering" | "aviseringar" | "larm" => "alert",
        "isolera" | "isolation" => "isolate",
        "unisolate" | "släppa" | "släpp" => "release",
        "vulnerabilities" | "sårbarhet" | "sårbarheter" | "cve" | "cves" => "vulnerability",
        "programvara" | "programvaror" | "applications" => "software",
        "files" | "fil" | "filer" => "file",
        "users" | "användare" => "user",
        "indicators" | "indikator" | "indikatorer" | "ioc" | "iocs" => "indicator",
        "recommendations" | "rekommendation" | "rekommendationer" => "recommendation",
        "investigations" | "undersökning" | "undersökningar" => "investigation",
        "queries" | "fråga" | "frågor" | "kql" => "query",
        "hunt" | "jakt" => "hunting",
        "antivirus" | "virus" => "antivirus",
        "scans" | "skanna" | "skanning" | "genomsök" => "scan",
        "tags" | "tagg" | "taggar" => "tag",
        "updates" | "patches" | "kb" | "kbs" => "update",
        "actions" | "åtgärd" | "åtgärder" => "action",
        "domains" | "domän" | "domäner" => "domain",
        "ips" | "addresses" => "ip",
        "address" => return None,
        "certificates" | "certifikat" => "certificate",
        "collecting" | "samla" => "collect",
        "commands" => "command",
        "skapa" | "add" | "submit" => "create",
        "ändra" | "change" | "modify" | "edit" => "change",
        "ta" | "bort" | "remove" => "delete",
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(task: &str) -> Vec<&'static str> {
        let mut all: Vec<_> =
            look_up(task).best.iter().map(|call| call.permissions_any_of[0].as_str()).collect();
        all.dedup();
        all
    }

    #[test]
    fn every_call_names_permissions_of_the_catalogue() {
        let known = &consentry_onboarding::knowledge::Api::windows_defender_atp().permissions;
        assert_eq!(calls().len(), 113);
        for call in calls() {
            assert!(!call.permissions_any_of.is_empty(), "{}", call.id);
            for permission in &call.permissions_any_of {
                assert!(known.iter().any(|facts| facts.value == *permission), "{}: {permission}", call.id);
            }
        }
    }

    #[test]
    fn tasks_are_understood_in_words() {
        for (task, permission) in [
            ("isolate a device", "Machine.Isolate"),
            ("isolera en enhet", "Machine.Isolate"),
            ("Isolate machine", "Machine.Isolate"),
            ("list alerts", "Alert.Read.All"),
            ("read all alerts", "Alert.Read.All"),
            ("läsa aviseringar", "Alert.Read.All"),
            ("list machines", "Machine.Read.All"),
            ("alerts", "Alert.Read.All"),
            ("devices", "Machine.Read.All"),
            ("device vulnerabilities", "Vulnerability.Read.All"),
            ("run an antivirus scan", "Machine.Scan"),
            ("run advanced hunting query", "AdvancedQuery.Read.All"),
            ("list vulnerabilities", "Vulnerability.Read.All"),
            ("exposure score", "Score.Read.All"),
            ("offboard a device", "Machine.Offboard"),
        ] {
            assert_eq!(least(task), [permission], "{task}");
        }
    }

    #[test]
    fn tasks_are_understood_as_paths_and_ids() {
        for (task, id) in [
            ("GET /api/alerts", "alerts.list"),
            ("/api/alerts?$top=1", "alerts.list"),
            ("https://api.security.microsoft.com/api/v1.0/alerts", "alerts.list"),
            ("PATCH /api/alerts/da637_1", "alerts.update"),
            ("post /api/alerts/batchUpdate", "alerts.batchUpdate"),
            ("POST /api/machines/abc/isolate", "machines.isolate"),
            ("GET /api/Software", "software.list"),
            ("machines.isolate", "machines.isolate"),
        ] {
            let found = look_up(task);
            assert_eq!(found.best.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), [id], "{task}");
        }
    }

    #[test]
    fn what_nobody_documented_finds_nothing() {
        for task in ["bake a cake", "GET /api/cakes", "xyzzy", "of the", "send nine fat geese a device"] {
            let found = look_up(task);
            assert!(found.best.is_empty() && found.others.is_empty(), "{task}: {found:?}");
        }
    }
}
