//! The API behind the token: every documented probe, its permission, its envelope.

#![allow(clippy::unwrap_used, reason = "a failure is a panic")]

mod common;

use std::collections::BTreeSet;

use common::{Stage, tenant};
use consentry_onboarding::permission::Permission;

async fn token_with(stage: &Stage, roles: &[&str]) -> String {
    let scenario = common::scenario("all-well");
    let roles: BTreeSet<_> = roles.iter().map(|role| Permission::parse(role).unwrap()).collect();
    stage.practice.directory().set_consent(scenario.tenant_id, stage.practice.app_id(), Some(roles));
    let answer = stage.ask_token(&tenant("all-well")).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// Probe and a permission that opens it, from `apis.json`.
const PROBES: [(&str, &str); 28] = [
    ("/api/alerts?$top=1", "Alert.Read.All"),
    ("/api/investigations?$top=1", "Alert.ReadWrite.All"),
    ("/api/indicators?$top=1", "Ti.ReadWrite"),
    ("/api/libraryfiles", "Library.Manage"),
    ("/api/machines?$top=1", "Machine.Read.All"),
    ("/api/machineactions?$top=1", "Machine.ReadWrite.All"),
    ("/api/recommendations?$top=1", "SecurityRecommendation.Read.All"),
    ("/api/remediationTasks?$top=1", "RemediationTasks.Read.All"),
    ("/api/exposureScore", "Score.Read.All"),
    ("/api/configurationScore", "Score.Read.All"),
    ("/api/exposureScore/ByMachineGroups", "Score.Read.All"),
    ("/api/Software?$top=1", "Software.Read.All"),
    ("/api/vulnerabilities?$top=1", "Vulnerability.Read.All"),
    ("/api/vulnerabilities/machinesVulnerabilities?$top=1", "Vulnerability.Read.All"),
    ("/api/machines/SecureConfigurationsAssessmentByMachine?pageSize=1", "Vulnerability.Read.All"),
    ("/api/machines/SoftwareInventoryByMachine?pageSize=1", "Software.Read.All"),
    ("/api/machines/SoftwareVulnerabilitiesByMachine?pageSize=1", "Vulnerability.Read.All"),
    ("/api/machines/SoftwareInventoryNoProductCodeByMachine?pageSize=1", "Software.Read.All"),
    ("/api/Machines/BrowserExtensionsInventoryByMachine?pageSize=1", "Software.Read.All"),
    ("/api/browserextensions/permissionsinfo?$top=1", "Software.Read.All"),
    ("/api/machines/certificateAssessmentByMachine?pageSize=1", "Vulnerability.Read.All"),
    ("/api/machines/HardwareFirmwareInventoryByMachine?pageSize=1", "Software.Read.All"),
    (
        "/api/machines/baselineComplianceAssessmentByMachine?pageSize=1",
        "SecurityBaselinesAssessment.Read.All",
    ),
    ("/api/baselineProfiles?$top=1", "SecurityBaselinesAssessment.Read.All"),
    ("/api/baselineConfigurations?$top=1", "SecurityBaselinesAssessment.Read.All"),
    ("/api/deviceavinfo?$top=1", "Machine.Read.All"),
    ("/api/DeviceAuthenticatedScanDefinitions", "Machine.Read.All"),
    ("/api/DeviceAuthenticatedScanAgents", "Machine.Read.All"),
];

#[tokio::test]
async fn every_probe_answers_its_permission_and_no_other() {
    let stage = Stage::set();
    for (path, permission) in PROBES {
        let token = token_with(&stage, &[permission]).await;
        let answer = stage.call(path, &token).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let body = answer.json();
        let context = body["@odata.context"].as_str().unwrap();
        assert!(context.starts_with("https://api.security.microsoft.com/api/$metadata#"), "{context}");
        assert!(body["value"].as_array().is_some_and(|v| v.len() == 1) || body["score"].is_f64(), "{path}");
    }
    let token = token_with(&stage, &["Ip.Read.All", "Url.Read.All"]).await;
    for (path, _) in PROBES {
        let answer = stage.call(path, &token).await;
        let body = answer.json();
        let message = body["error"]["message"].as_str().unwrap();
        assert_eq!((answer.status, &body["error"]["code"]), (403, &"Forbidden".into()), "{path}");
        assert!(message.starts_with("Missing application roles. API required roles: "), "{message}");
        assert!(message.ends_with(", application roles: Ip.Read.All,Url.Read.All."), "{message}");
    }
}

#[tokio::test]
async fn a_token_without_roles_has_no_roles_claim_and_opens_nothing() {
    let stage = Stage::set();
    let token = token_with(&stage, &[]).await;
    assert!(common::claims(&token).get("roles").is_none());
    let answer = stage.call("/api/alerts", &token).await;
    assert!(answer.text.contains("application roles: ."), "{}", answer.text);
}

#[tokio::test]
async fn what_is_no_good_token_is_unauthorized() {
    let stage = Stage::set();
    let good = token_with(&stage, &["Alert.Read.All"]).await;
    let (rest, signature) = good.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    let tampered = format!("{rest}.{flipped}{}", &signature[1..]);
    let stranger = Stage::set();
    let foreign = token_with(&stranger, &["Alert.Read.All"]).await;
    for (why, token) in [
        ("tampered", tampered.as_str()),
        ("another practice cloud's", foreign.as_str()),
        ("no token", "nonsense"),
        ("empty", ""),
        ("unsigned", &format!("{rest}.")),
    ] {
        let answer = stage.call("/api/alerts", token).await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (401, &"Unauthorized".into()), "{why}");
    }
    assert_eq!(stage.get(&stage.at("/api/alerts")).await.status, 401);
    assert_eq!(stage.call("/api/alerts", &good).await.status, 200);
}

#[tokio::test]
async fn the_query_and_the_method_count() {
    let stage = Stage::set();
    let token = token_with(&stage, &["Alert.Read.All"]).await;
    assert_eq!(stage.call("/api/alerts?$top=0", &token).await.json()["value"].as_array().unwrap().len(), 0);
    let wrong = stage.call("/api/alerts?$top=many", &token).await;
    assert_eq!((wrong.status, &wrong.json()["error"]["code"]), (400, &"ODataError".into()));
    assert_eq!(stage.call("/api/nothing", &token).await.status, 404);
    assert_eq!(stage.call("/api/v1.0/alerts", &token).await.status, 200);
    let posted = stage.client.post(stage.at("/api/alerts")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(posted.status(), 405);
}
