//! What to ask customers for, from the tasks a person ticked and the permissions they picked by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::permission::Permission;

use super::{Operation, least_permissions, opened_by, operation};

/// The permissions to ask for, and why each is among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermissionPlan {
    /// All of them: what was picked, and the least that the tasks need beyond it.
    pub permissions: BTreeSet<Permission>,
    /// For each that a task needs: the calls it opens for them, by id.
    pub needed_for: BTreeMap<Permission, Vec<&'static str>>,
    /// Picked, and adding nothing: every call it opens is opened by the others as well, and no task needs it.
    pub spare: BTreeSet<Permission>,
}

/// Plans the least set for these tasks (ids of calls; unknown ones count for nothing) on top of what was picked.
pub fn permission_plan<'a>(
    tasks: impl IntoIterator<Item = &'a str>,
    picked: &BTreeSet<Permission>,
) -> PermissionPlan {
    let tasks: Vec<&'static Operation> = tasks.into_iter().filter_map(operation).collect();
    let least = least_permissions(tasks.iter().copied(), picked);
    let permissions: BTreeSet<Permission> = picked.union(&least.permissions).cloned().collect();
    let mut needed_for: BTreeMap<Permission, Vec<&'static str>> = BTreeMap::new();
    for (call, permission) in least.opened_by {
        needed_for.entry(permission).or_default().push(call);
    }
    let opens_nothing_new = |one: &&Permission| {
        let opened = opened_by(one);
        !opened.is_empty()
            && opened.iter().all(|call| {
                call.permissions_any_of.iter().any(|other| other != *one && permissions.contains(other))
            })
    };
    let spare = picked
        .iter()
        .filter(|one| !needed_for.contains_key(*one))
        .filter(opens_nothing_new)
        .cloned()
        .collect();
    PermissionPlan { permissions, needed_for, spare }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    #[test]
    fn the_least_set_follows_the_tasks() {
        let planned = |tasks: &[&str]| permission_plan(tasks.iter().copied(), &BTreeSet::new()).permissions;
        assert_eq!(planned(&["alerts.list"]), set(&["Alert.Read.All"]));
        // What changes alerts also lists them: one permission is enough, and the other goes away.
        assert_eq!(planned(&["alerts.list", "alerts.update"]), set(&["Alert.ReadWrite.All"]));
        assert_eq!(planned(&["machines.isolate"]), set(&["Machine.Isolate"]));
        assert_eq!(planned(&["no.such.call"]), BTreeSet::new());
    }

    #[test]
    fn what_was_picked_stays_and_what_adds_nothing_is_said() {
        let picked = set(&["Alert.Read.All", "Event.Write"]);
        let plan = permission_plan(["alerts.update", "alerts.list"], &picked);
        assert_eq!(plan.permissions, set(&["Alert.Read.All", "Alert.ReadWrite.All", "Event.Write"]));
        assert_eq!(plan.needed_for[&Permission::parse("Alert.ReadWrite.All").unwrap()], ["alerts.update"]);
        assert_eq!(plan.needed_for[&Permission::parse("Alert.Read.All").unwrap()], ["alerts.list"]);
        assert!(
            plan.spare.is_empty(),
            "a task is opened by it; Event.Write opens nothing that is documented"
        );
        let plan = permission_plan(["alerts.update"], &picked);
        assert_eq!(plan.spare, set(&["Alert.Read.All"]));
    }
}
