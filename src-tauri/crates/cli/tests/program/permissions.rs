use serde_json::json;

use crate::ground::Home;

#[test]
fn the_catalogue_is_complete_in_both_languages() {
    let home = Home::new();
    let [english, swedish] = ["en", "sv"].map(|lang| {
        let ended = home.run(&["permissions", "--json", "--lang", lang]);
        assert_eq!(ended.status, 0);
        ended.json().as_array().unwrap().clone()
    });
    assert_eq!((english.len(), swedish.len()), (30, 30));
    for (en, sv) in english.iter().zip(&swedish) {
        assert_eq!(en["value"], sv["value"]);
        assert!(
            en["meaning"].is_string() && sv["meaning"].is_string() && en["meaning"] != sv["meaning"],
            "{en}"
        );
    }
    let read = english.iter().find(|line| line["value"] == "Alert.Read.All").unwrap();
    assert_eq!(read["included_in"], json!(["Alert.ReadWrite.All"]));
    assert_eq!(read["app_role_id"], "71fe6b80-7034-4028-9ed8-0f316df9c3ff");
    assert!(home.run(&["permissions"]).output.contains("\nAlert.Read.All  Read all alerts\n"));
}

#[test]
fn a_task_has_least_permissions() {
    let home = Home::new();
    let ended = home.run(&["permissions", "--json", "--task", "list machines"]);
    assert_eq!(ended.status, 0);
    let answer = ended.json();
    assert_eq!(answer["permissions"], json!(["Machine.Read.All"]));
    assert_eq!(answer["calls"][0]["id"], "machines.list");
    assert_eq!(
        answer["calls"][0]["permissions_any_of"],
        json!(["Machine.Read.All", "Machine.ReadWrite.All"])
    );

    let nothing = home.run(&["permissions", "--json", "--task", "bake a cake"]);
    assert_eq!(nothing.status, 1);
    assert_eq!(nothing.json(), json!({"task": "bake a cake", "permissions": [], "calls": []}));
}
