//! From a task in a person's words to the documented calls that do it.
//!
//! A task is a call's id (`machines.isolate`), a path (`GET /api/alerts`, or a whole address), the name of a
//! permission, or words. Words are held against the calls' titles, each in one form (`machines`, `endpoint` and
//! `enheter` are all a device), and a beginning of a word is enough, so that a list can narrow while one types.

use std::cmp::Reverse;

use crate::permission::Permission;

use super::task_words::words;
use super::{Operation, operations};

/// At most this many calls besides the best.
const OTHERS: usize = 9;
/// Longest text that is looked at.
const LONGEST_TASK: usize = 500;
/// So many letters of a word's beginning count.
const SHORTEST_BEGINNING: usize = 3;

/// Titles in another language than the catalogue's, by the call's id.
pub type Titles<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// What was found for a task.
#[derive(Debug, Default)]
pub struct Found {
    /// The calls that fit best.
    pub best: Vec<&'static Operation>,
    /// Others that fit, best first.
    pub others: Vec<&'static Operation>,
}

impl Found {
    /// Every call that fits, best first.
    pub fn all(&self) -> impl Iterator<Item = &'static Operation> + '_ {
        self.best.iter().chain(&self.others).copied()
    }
}

/// Looks a task up. `titles` adds the titles of the reader's language to the English ones; `&|_| None` adds none.
pub fn search(task: &str, titles: &Titles<'_>) -> Found {
    let task = task.trim();
    if task.is_empty() || task.len() > LONGEST_TASK {
        return Found::default();
    }
    if let Some(call) = operations().iter().find(|call| call.id.eq_ignore_ascii_case(task)) {
        return Found { best: vec![call], others: Vec::new() };
    }
    if let Some(at) = task.find("/api/") {
        let method =
            task[..at].split_whitespace().next().filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic()));
        return by_path(method, task[at..].split_whitespace().next().unwrap_or_default());
    }
    let opened = by_permission(task);
    if !opened.is_empty() {
        return Found { best: opened, others: Vec::new() };
    }
    by_words(task, titles)
}

fn by_path(method: Option<&str>, path: &str) -> Found {
    let asked = segments(path);
    let fits = |call: &&Operation| {
        let known = segments(&call.path);
        method.is_none_or(|method| call.method.eq_ignore_ascii_case(method))
            && known.len() == asked.len()
            && known.iter().zip(&asked).all(|(known, asked)| segment_fits(known, asked))
    };
    // Where a variable part stands for a fixed one too (`/alerts/{id}`, `/alerts/batchUpdate`), the fixed one counts.
    let mut best: Vec<&Operation> = operations().iter().filter(fits).collect();
    let variable = |call: &&Operation| call.path.matches("/{").count();
    let fewest = best.iter().map(variable).min();
    best.retain(|call| Some(variable(call)) == fewest);
    Found { best, others: Vec::new() }
}

/// Whether a part of a path is the known one, or stands where that is variable: `{id}`, `findbyip(ip='{ip}')`.
fn segment_fits(known: &str, asked: &str) -> bool {
    let Some((fixed, _)) = known.split_once('{') else { return known.eq_ignore_ascii_case(asked) };
    let fixed = fixed.split('(').next().unwrap_or_default();
    let start = asked.get(..fixed.len()).filter(|start| start.eq_ignore_ascii_case(fixed));
    // `find(…)` is not the beginning of `findbyip(…)`.
    let rest = start.map(|start| &asked[start.len()..]);
    rest.is_some_and(|rest| if fixed.is_empty() { !rest.is_empty() } else { rest.starts_with('(') })
}

/// The parts of a path without query, version and closing slash.
fn segments(path: &str) -> Vec<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|part| !part.is_empty() && *part != "v1.0").collect()
}

/// The calls that a permission opens, where the task is a permission's name.
fn by_permission(task: &str) -> Vec<&'static Operation> {
    let named = |permission: &Permission| permission.as_str().eq_ignore_ascii_case(task);
    operations().iter().filter(|call| call.permissions_any_of.iter().any(named)).collect()
}

/// How well a call fits: asked words found, those of them found whole, and words of its title nobody asked for.
type Fit = (usize, usize, usize);

fn by_words(task: &str, titles: &Titles<'_>) -> Found {
    let asked = words(task);
    let fit = |title: &str| -> Fit {
        let title = words(title);
        let whole = asked.iter().filter(|word| title.contains(word)).count();
        let begun = |word: &&String| {
            word.chars().count() >= SHORTEST_BEGINNING
                && title.iter().any(|known| known.starts_with(word.as_str()))
        };
        let shared = asked.iter().filter(|word| title.contains(word) || begun(word)).count();
        // Who names a thing and no deed wants to see it.
        let unasked = title.iter().filter(|word| *word != "list" && !asked.contains(word)).count();
        (shared, whole, unasked)
    };
    let rank = |(shared, whole, unasked): Fit| (Reverse(shared), Reverse(whole), unasked);
    let mut found: Vec<(Fit, &'static Operation)> = operations()
        .iter()
        .map(|call| {
            let own = fit(&call.title);
            let other = titles(&call.id).map(fit).filter(|other| rank(*other) < rank(own));
            (other.unwrap_or(own), call)
        })
        .filter(|((shared, ..), _)| *shared > 0)
        .collect();
    // Stable: among equals the catalogue's order counts, which has the plain listing first.
    found.sort_by_key(|(fit, _)| rank(*fit));
    // A single word in common is an accident unless it is half of what was asked.
    let Some(&(first, _)) = found.first() else { return Found::default() };
    if first.0 * 2 < asked.len() {
        return Found::default();
    }
    found.retain(|(fit, _)| fit.0 == first.0);
    let (best, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(fit, _)| *fit == first);
    Found {
        best: best.into_iter().map(|(_, call)| call).collect(),
        others: others.into_iter().map(|(_, call)| call).take(OTHERS).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::least_permissions;
    use super::*;

    fn found(task: &str) -> Found {
        search(task, &|_| None)
    }

    fn least(task: &str) -> Vec<String> {
        let all = least_permissions(found(task).best, &BTreeSet::new()).permissions;
        all.iter().map(ToString::to_string).collect()
    }

    fn ids(found: &Found) -> Vec<&str> {
        found.best.iter().map(|call| call.id.as_str()).collect()
    }

    #[test]
    fn tasks_are_understood_in_words() {
        for (task, permission) in [
            ("isolate a device", "Machine.Isolate"),
            ("isolera en enhet", "Machine.Isolate"),
            ("isol", "Machine.Isolate"),
            ("Isolate machine", "Machine.Isolate"),
            ("list alerts", "Alert.Read.All"),
            ("read all alerts", "Alert.Read.All"),
            ("läsa aviseringar", "Alert.Read.All"),
            ("list machines", "Machine.Read.All"),
            ("alerts", "Alert.Read.All"),
            ("devices", "Machine.Read.All"),
            ("device vulnerabilities", "Vulnerability.Read.All"),
            ("run an antivirus scan", "Machine.Scan"),
            ("köra en antivirusgenomsökning", "Machine.Scan"),
            ("run advanced hunting query", "AdvancedQuery.Read.All"),
            ("kör en avancerad jaktfråga", "AdvancedQuery.Read.All"),
            ("list vulnerabilities", "Vulnerability.Read.All"),
            ("vulnerab", "Vulnerability.Read.All"),
            ("exposure score", "Score.Read.All"),
            ("offboard a device", "Machine.Offboard"),
            ("stoppa och sätt fil i karantän", "Machine.StopAndQuarantine"),
        ] {
            assert_eq!(least(task), [permission], "{task}: {:?}", ids(&found(task)));
        }
    }

    #[test]
    fn titles_of_the_reader_s_language_are_searched_too() {
        let titles = |id: &str| (id == "score.exposure").then_some("Så utsatt är organisationen");
        assert_eq!(ids(&search("hur utsatt är organisationen", &titles)), ["score.exposure"]);
        assert_eq!(ids(&search("exposure score", &titles)), ["score.exposure"]);
    }

    #[test]
    fn tasks_are_understood_as_paths_ids_and_permissions() {
        for (task, id) in [
            ("GET /api/alerts", "alerts.list"),
            ("/api/alerts?$top=1", "alerts.list"),
            ("https://api.security.microsoft.com/api/v1.0/alerts", "alerts.list"),
            ("PATCH /api/alerts/da637_1", "alerts.update"),
            ("post /api/alerts/batchUpdate", "alerts.batchUpdate"),
            ("POST /api/machines/abc/isolate", "machines.isolate"),
            ("GET /api/Software", "software.list"),
            ("/api/machines/findbyip(ip='10.0.0.1',timestamp=2026-01-01)", "machines.findByIp"),
            ("/api/machines/find(timestamp=2026-01-01,key='10.0.0.1')", "machines.findByIpLegacy"),
            ("machines.isolate", "machines.isolate"),
            ("library.manage", "library.list"),
        ] {
            assert_eq!(ids(&found(task)).first(), Some(&id), "{task}");
        }
        assert_eq!(
            ids(&found("machine.liveresponse")),
            ["machines.runLiveResponse", "machineActions.cancel"]
        );
    }

    #[test]
    fn what_nobody_documented_finds_nothing() {
        let long = "alerts ".repeat(100);
        for task in [
            "bake a cake",
            "GET /api/cakes",
            "xyzzy",
            "of the",
            "send nine fat geese a device",
            "",
            " ",
            &long,
        ] {
            let found = found(task);
            assert!(found.best.is_empty() && found.others.is_empty(), "{task}: {found:?}");
        }
    }

    #[test]
    fn every_call_is_found_by_its_title_and_its_path() {
        for call in operations() {
            assert!(found(&call.title).best.iter().any(|found| found.id == call.id), "{}", call.title);
            let asked = format!("{} {}", call.method, call.path);
            assert!(found(&asked).best.iter().any(|found| found.id == call.id), "{asked}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_searched_without_panic(task in "\\PC{0,80}", path in "/api/\\PC{0,30}") {
            found(&task);
            found(&path);
        }
    }
}
