//! The least permissions that open a set of calls.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::knowledge::{Api, Sensitivity};
use crate::permission::Permission;

use super::Operation;

/// The least set, and what each call is opened by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Least {
    /// To be granted in addition to what is held already.
    pub permissions: BTreeSet<Permission>,
    /// For each call, by id: the permission that opens it, among those held and those to be granted.
    pub opened_by: BTreeMap<&'static str, Permission>,
}

/// How much a set of permissions allows; less is better. Acting on devices weighs more than changing, changing more
/// than reading, and only then does it count how many there are and how far down the calls' own lists they stand.
type Weight = (usize, usize, usize, usize);

/// The least permissions that, together with those held, open every one of these calls.
///
/// It is the least by what is allowed, not by how many names there are: two that read come before one that changes.
/// A permission that one call cannot do without serves the others as well, so that nothing is asked for twice.
pub fn least_permissions<'a>(
    calls: impl IntoIterator<Item = &'a Operation>,
    held: &BTreeSet<Permission>,
) -> Least {
    let calls: Vec<&Operation> = calls.into_iter().collect();
    let mut open: Vec<&[Permission]> = Vec::new();
    for call in calls.iter().filter(|call| call.opened_with(held).is_none()) {
        if !open.contains(&call.permissions_any_of.as_slice()) {
            open.push(&call.permissions_any_of);
        }
    }
    // Calls without a choice first: what they need may settle the others. There are few different lists (the whole
    // catalogue has 26, four of them with a choice), so that trying every choice that is left costs nothing.
    open.sort_by_key(|list| list.len());
    let (mut best, mut chosen) = (None, Vec::new());
    try_all(&open, &mut chosen, &mut best);
    let permissions: BTreeSet<Permission> =
        best.map(|(_, set)| set.into_iter().cloned().collect()).unwrap_or_default();
    let all: BTreeSet<Permission> = permissions.union(held).cloned().collect();
    let opened_by = calls
        .iter()
        .filter_map(|call| {
            // The catalogue lives as long as the program; a call from elsewhere would not be told here.
            let known = super::operation(&call.id)?;
            Some((known.id.as_str(), call.opened_with(&all)?.clone()))
        })
        .collect();
    Least { permissions, opened_by }
}

fn try_all<'a>(
    open: &[&'a [Permission]],
    chosen: &mut Vec<&'a Permission>,
    best: &mut Option<(Weight, Vec<&'a Permission>)>,
) {
    let Some(next) = open.iter().position(|list| !list.iter().any(|item| chosen.contains(&item))) else {
        let weight = weight(open, chosen);
        if best.as_ref().is_none_or(|(least, _)| weight < *least) {
            *best = Some((weight, chosen.clone()));
        }
        return;
    };
    for permission in open[next] {
        chosen.push(permission);
        try_all(&open[next + 1..], chosen, best);
        chosen.pop();
    }
}

fn weight(open: &[&[Permission]], chosen: &[&Permission]) -> Weight {
    let of = |wanted: Sensitivity| chosen.iter().filter(|item| sensitivity(item) == wanted).count();
    let depth =
        open.iter().filter_map(|list| list.iter().position(|item| chosen.contains(&item))).sum::<usize>();
    (of(Sensitivity::ResponseAction), of(Sensitivity::Write), of(Sensitivity::Read), depth)
}

/// How much a permission allows; one that is not known is taken for the worst.
fn sensitivity(permission: &Permission) -> Sensitivity {
    let known = Api::windows_defender_atp().permissions.iter().find(|facts| facts.value == *permission);
    known.map_or(Sensitivity::ResponseAction, |facts| facts.sensitivity)
}

impl Least {
    /// The permissions to be granted, those that allow most first: the order in which a person should look at them.
    pub fn by_weight(&self) -> Vec<&Permission> {
        let mut all: Vec<&Permission> = self.permissions.iter().collect();
        all.sort_by_key(|permission| Reverse(sensitivity(permission)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::{operation, operations};
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<Permission> {
        names.iter().map(|name| Permission::parse(name).unwrap()).collect()
    }

    fn least(ids: &[&str], held: &[&str]) -> Least {
        least_permissions(ids.iter().map(|id| operation(id).unwrap()), &set(held))
    }

    #[test]
    fn the_least_is_chosen_call_by_call_and_together() {
        for (ids, wanted) in [
            (&["alerts.list"][..], &["Alert.Read.All"][..]),
            // What changing needs anyway serves reading too.
            (&["alerts.list", "alerts.update"], &["Alert.ReadWrite.All"]),
            // Two that read come before one that changes; this call names Machine.Read.All only.
            (&["machines.list", "deviceHealth.av"], &["Machine.Read.All"]),
            (
                &["machines.list", "deviceHealth.av", "machines.tag"],
                &["Machine.Read.All", "Machine.ReadWrite.All"],
            ),
            (&["indicators.list"], &["Ti.ReadWrite"]),
            (&["machineActions.cancel"], &["Machine.Scan"]),
            (&["machineActions.cancel", "machines.isolate"], &["Machine.Isolate"]),
            (&[], &[]),
        ] {
            assert_eq!(least(ids, &[]).permissions, set(wanted), "{ids:?}");
        }
    }

    #[test]
    fn what_is_held_is_not_asked_for_again() {
        let found = least(&["alerts.list", "machines.isolate"], &["Alert.ReadWrite.All"]);
        assert_eq!(found.permissions, set(&["Machine.Isolate"]));
        assert_eq!(found.opened_by["alerts.list"].as_str(), "Alert.ReadWrite.All");
        assert_eq!(found.opened_by["machines.isolate"].as_str(), "Machine.Isolate");
    }

    #[test]
    fn every_choice_opens_everything_and_nothing_can_be_left_out() {
        let all = least_permissions(operations(), &BTreeSet::new());
        assert_eq!(all.opened_by.len(), operations().len());
        let pairs = operations().iter().flat_map(|one| operations().iter().map(move |two| [one, two]));
        for pair in pairs {
            let found = least_permissions(pair, &BTreeSet::new()).permissions;
            let opens =
                |held: &BTreeSet<Permission>| pair.iter().all(|call| call.opened_with(held).is_some());
            assert!(opens(&found), "{pair:?}");
            for one in &found {
                let mut fewer = found.clone();
                fewer.remove(one);
                assert!(!opens(&fewer), "{} and {}: {one} is not needed", pair[0].id, pair[1].id);
            }
        }
    }

    #[test]
    fn what_allows_most_is_looked_at_first() {
        let found = least(&["alerts.list", "machines.isolate", "machines.tag"], &[]);
        let order: Vec<&str> = found.by_weight().into_iter().map(Permission::as_str).collect();
        assert_eq!(order, ["Machine.Isolate", "Machine.ReadWrite.All", "Alert.Read.All"]);
    }
}
