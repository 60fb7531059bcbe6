//! The registration's own list of permissions, as its manifest takes it.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest>
//! (`requiredResourceAccess`; `type` is `Role` for application permissions and `Scope` for delegated ones).

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use crate::knowledge::Api;
use crate::permission::Permission;

/// The JSON to paste, and what could not be put into it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// The value of `requiredResourceAccess`: a list with one entry, for this API. Pasting it over a list that names
    /// other APIs drops those.
    pub required_resource_access: Value,
    /// Permissions whose app role is not known: they have to be added by clicking.
    pub unknown: BTreeSet<Permission>,
}

/// The manifest's `requiredResourceAccess` for these permissions, each as an application permission.
pub fn required_resource_access(permissions: &BTreeSet<Permission>) -> Manifest {
    let api = Api::windows_defender_atp();
    let facts_of = |wanted: &Permission| api.permissions.iter().find(|facts| facts.value == *wanted);
    let access: Vec<Value> = permissions
        .iter()
        .filter_map(facts_of)
        .map(|facts| json!({ "id": facts.app_role_id, "type": "Role" }))
        .collect();
    let unknown = permissions.iter().filter(|wanted| facts_of(wanted).is_none()).cloned().collect();
    let required_resource_access = if access.is_empty() {
        json!([])
    } else {
        json!([{ "resourceAppId": api.app_id, "resourceAccess": access }])
    };
    Manifest { required_resource_access, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_app_roles() {
        let wanted = ["Alert.Read.All", "Machine.Isolate", "Brand.New.All"]
            .iter()
            .map(|name| Permission::parse(name).unwrap())
            .collect();
        let made = required_resource_access(&wanted);
        assert_eq!(
            made.required_resource_access,
            json!([{
                "resourceAppId": "fc780465-2017-40d4-a0c5-307022471b92",
                "resourceAccess": [
                    { "id": "71fe6b80-7034-4028-9ed8-0f316df9c3ff", "type": "Role" },
                    { "id": "7e4e1300-e1b9-4102-88ba-f0cb6e6d5974", "type": "Role" },
                ],
            }])
        );
        assert_eq!(made.unknown.iter().map(Permission::as_str).collect::<Vec<_>>(), ["Brand.New.All"]);
        assert_eq!(required_resource_access(&BTreeSet::new()).required_resource_access, json!([]));
    }
}
