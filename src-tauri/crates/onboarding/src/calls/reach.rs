//! From wanted tasks back to what is missing for them: the least permissions, whether the registration declares them,
//! and what it declares beyond the tasks.
//!
//! A consent link for application permissions always asks for `/.default`, which is everything the registration
//! declares. "Only what is needed" is therefore made in the registration, not in the link, and what is declared beyond
//! the tasks is said.

use std::collections::BTreeSet;

use crate::permission::Permission;

use super::{Operation, least_permissions, operation};

/// What stands between a set of roles and a set of tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The least that is missing; empty where the roles are enough.
    pub missing: BTreeSet<Permission>,
    /// Of these, what the registration does not declare by our record. Empty where there is no record.
    pub undeclared: BTreeSet<Permission>,
    /// What the registration declares and these tasks do not need.
    pub beyond: BTreeSet<Permission>,
}

/// Looks from tasks (ids of calls; unknown ones count for nothing) back to permissions. `declared` is our own record of
/// the registration, where there is one.
pub fn reach<'a>(
    tasks: impl IntoIterator<Item = &'a str>,
    held: &BTreeSet<Permission>,
    declared: Option<&BTreeSet<Permission>>,
) -> Reach {
    let tasks: Vec<&'static Operation> = tasks.into_iter().filter_map(operation).collect();
    if tasks.is_empty() {
        return Reach::default();
    }
    let least = least_permissions(tasks.iter().copied(), held);
    let Some(declared) = declared else {
        return Reach { missing: least.permissions, ..Reach::default() };
    };
    let needed: BTreeSet<Permission> = least.opened_by.into_values().collect();
    Reach {
        undeclared: least.permissions.difference(declared).cloned().collect(),
        beyond: declared.difference(&needed).cloned().collect(),
        missing: least.permissions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    #[test]
    fn what_is_missing_is_told_apart_from_what_was_never_declared() {
        let held = set(&["Alert.Read.All"]);
        let declared = set(&["Alert.Read.All", "Machine.Isolate", "Machine.Read.All"]);
        let found = reach(["alerts.list", "machines.isolate"], &held, Some(&declared));
        assert_eq!(found.missing, set(&["Machine.Isolate"]));
        assert_eq!(found.undeclared, set(&[]));
        assert_eq!(found.beyond, set(&["Machine.Read.All"]), "asked for all the same, with /.default");

        let found = reach(["alerts.update"], &held, Some(&declared));
        assert_eq!(found.missing, set(&["Alert.ReadWrite.All"]));
        assert_eq!(found.undeclared, found.missing);
    }

    #[test]
    fn what_is_held_is_enough_and_nothing_is_said_of_a_registration_that_is_not_known() {
        let held = set(&["Alert.Read.All"]);
        assert_eq!(reach(["alerts.list"], &held, None), Reach::default());
        let unknown = reach(["machines.isolate"], &held, None);
        assert_eq!((unknown.missing, unknown.undeclared), (set(&["Machine.Isolate"]), set(&[])));
        assert_eq!(reach(["no.such.call"], &held, Some(&held)), Reach::default());
        assert_eq!(reach([], &held, Some(&held)), Reach::default());
    }
}
