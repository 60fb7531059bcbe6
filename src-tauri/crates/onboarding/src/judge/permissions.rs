//! Wanted against granted.

use std::collections::BTreeSet;

use crate::knowledge::Api;
use crate::permission::{Permission, PermissionReport};

/// Compares what was wanted with what a token carries. A wanted permission that a granted one includes is
/// covered, not missing; a granted one that covers something wanted is not extra.
pub fn compare(api: &Api, wanted: &BTreeSet<Permission>, granted: &BTreeSet<Permission>) -> PermissionReport {
    let mut report =
        PermissionReport { wanted: wanted.clone(), granted: granted.clone(), ..PermissionReport::default() };
    for permission in wanted.difference(granted) {
        match api.covering(permission, granted) {
            Some(wider) => {
                report.covered_by.insert(permission.clone(), wider.clone());
            }
            None => {
                report.missing.insert(permission.clone());
            }
        }
    }
    let covering: BTreeSet<&Permission> = report.covered_by.values().collect();
    report.extra =
        granted.difference(wanted).filter(|permission| !covering.contains(permission)).cloned().collect();
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    #[test]
    fn four_kinds_are_told_apart() {
        let report = compare(
            Api::windows_defender_atp(),
            &set(&["Alert.Read.All", "Machine.Isolate", "Machine.Read.All", "Ti.ReadWrite"]),
            &set(&["Alert.ReadWrite.All", "Machine.Read.All", "Ti.ReadWrite.All", "Library.Manage"]),
        );
        assert_eq!(report.missing, set(&["Machine.Isolate"]));
        assert_eq!(report.extra, set(&["Library.Manage"]));
        let covered: Vec<_> = report.covered_by.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            covered,
            [("Alert.Read.All", "Alert.ReadWrite.All"), ("Ti.ReadWrite", "Ti.ReadWrite.All")]
        );
    }

    #[test]
    fn inclusion_does_not_run_backwards_or_across() {
        let api = Api::windows_defender_atp();
        assert_eq!(
            compare(api, &set(&["Alert.ReadWrite.All"]), &set(&["Alert.Read.All"])).missing,
            set(&["Alert.ReadWrite.All"])
        );
        assert_eq!(
            compare(api, &set(&["Ti.Read.All"]), &set(&["Ti.ReadWrite"])).missing,
            set(&["Ti.Read.All"])
        );
        assert_eq!(
            compare(api, &set(&["alert.read.all"]), &set(&["Alert.Read.All"])).missing,
            set(&["alert.read.all"])
        );
    }
}
