//! The application permissions of WindowsDefenderATP in plain words. Facts as of 2026-11-22: portal labels
//! and values from Microsoft's pages below
//! <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list>.

use consentry_onboarding::permission::Permission;
use serde::Serialize;

use crate::lang::Lang;

/// A permission as people meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PermissionWords {
    /// The label in Microsoft's portal and on the consent page; English in both languages.
    pub name: &'static str,
    /// What it lets the app do.
    pub meaning: &'static str,
    /// What is worth knowing before asking for it.
    pub note: Option<&'static str>,
}

/// Words for a permission; none for one that Consentry has never heard of, since Microsoft adds new ones.
pub fn permission_info(lang: Lang, permission: &Permission) -> Option<PermissionWords> {
    let row = ROWS.iter().find(|row| row.value == permission.as_str())?;
    Some(PermissionWords {
        name: row.name,
        meaning: lang.pick(row.meaning),
        note: row.note.map(|note| lang.pick(note)),
    })
}

/// Pairs hold English first, then Swedish.
struct Row {
    value: &'static str,
    name: &'static str,
    meaning: (&'static str, &'static str),
    note: Option<(&'static str, &'static str)>,
}

const ROWS: [Row; 30] = [
    Row {
        value: "AdvancedQuery.Read.All",
        name: "Run advanced queries",
        meaning: (
            "Run hunting queries (KQL) over the raw event data of the tenant.",
            "Köra jaktfrågor (KQL) mot klientorganisationens rådata om händelser.",
        ),
        note: Some((
            "Serves only the old hunting call, which stops returning data on 1 February 2027; new \
             integrations ask for ThreatHunting.Read.All in Microsoft Graph. Not part of Defender for \
             Business.",
            "Gäller bara det gamla jaktanropet, som slutar ge data den 1 februari 2027; nya \
             integrationer ber om ThreatHunting.Read.All i Microsoft Graph. Ingår inte i Defender for \
             Business.",
        )),
    },
    Row {
        value: "Alert.Read.All",
        name: "Read all alerts",
        meaning: (
            "See every alert and automated investigation in the tenant.",
            "Läsa alla aviseringar och automatiska undersökningar i klientorganisationen.",
        ),
        note: None,
    },
    Row {
        value: "Alert.ReadWrite.All",
        name: "Read and write all alerts",
        meaning: (
            "See alerts, create new ones, and change their status, owner or classification.",
            "Läsa och skapa aviseringar samt ändra deras status, ägare eller klassificering.",
        ),
        note: Some(("Includes Alert.Read.All.", "Omfattar Alert.Read.All.")),
    },
    Row {
        value: "Event.Write",
        name: "Write timeline events",
        meaning: (
            "Add events of its own to a device's timeline.",
            "Lägga till egna händelser på en enhets tidslinje.",
        ),
        note: Some((
            "No documented call of the API uses it.",
            "Inget dokumenterat anrop i API:et använder den.",
        )),
    },
    Row {
        value: "File.Read.All",
        name: "Read file profiles",
        meaning: (
            "Look up a file: where it was seen, how common it is, and how it is rated.",
            "Slå upp en fil: var den har setts, hur vanlig den är och hur den bedöms.",
        ),
        note: None,
    },
    Row {
        value: "IntegrationConfiguration.ReadWrite",
        name: "Read and Write Integration settings",
        meaning: (
            "Manage the settings that connect this app with Defender for Endpoint.",
            "Hantera inställningarna som kopplar appen till Defender för Endpoint.",
        ),
        note: Some((
            "No documented call of the API uses it.",
            "Inget dokumenterat anrop i API:et använder den.",
        )),
    },
    Row {
        value: "Ip.Read.All",
        name: "Read IP address profiles",
        meaning: (
            "Look up statistics on IP addresses seen in the tenant.",
            "Slå upp statistik om IP-adresser som har setts i klientorganisationen.",
        ),
        note: None,
    },
    Row {
        value: "Library.Manage",
        name: "Manage live response library files",
        meaning: (
            "List, upload and delete scripts and tools in the live response library.",
            "Lista, ladda upp och ta bort skript och verktyg i biblioteket för live response.",
        ),
        note: Some((
            "Together with Machine.LiveResponse it amounts to running any code on devices. Even listing \
             the library needs it.",
            "Tillsammans med Machine.LiveResponse innebär den att vilken kod som helst kan köras på \
             enheter. Den krävs även för att bara lista biblioteket.",
        )),
    },
    Row {
        value: "Machine.CollectForensics",
        name: "Collect forensics",
        meaning: (
            "Have a device collect an investigation package.",
            "Låta en enhet samla in ett undersökningspaket.",
        ),
        note: None,
    },
    Row {
        value: "Machine.Isolate",
        name: "Isolate machine",
        meaning: (
            "Cut a device off from the network, or let it back in.",
            "Isolera en enhet från nätverket eller häva isoleringen.",
        ),
        note: Some(("Acts on devices at once.", "Påverkar enheter direkt.")),
    },
    Row {
        value: "Machine.LiveResponse",
        name: "Run live response on a specific machine",
        meaning: (
            "Run scripts and move files on a device through live response.",
            "Köra skript och flytta filer på en enhet via live response.",
        ),
        note: Some((
            "The most powerful permission of all. Needs Defender for Endpoint Plan 2, and live response \
             switched on in the portal.",
            "Den kraftfullaste behörigheten av alla. Kräver Defender för Endpoint Plan 2 och att live \
             response är påslaget i portalen.",
        )),
    },
    Row {
        value: "Machine.Offboard",
        name: "Offboard machine",
        meaning: (
            "Disconnect a device from Defender for Endpoint.",
            "Koppla bort en enhet från Defender för Endpoint.",
        ),
        note: Some((
            "A device that is offboarded is no longer watched.",
            "En bortkopplad enhet övervakas inte längre.",
        )),
    },
    Row {
        value: "Machine.Read.All",
        name: "Read all machine profiles",
        meaning: (
            "See every device, its health and the actions sent to it.",
            "Läsa alla enheter, deras hälsa och åtgärderna som skickats till dem.",
        ),
        note: None,
    },
    Row {
        value: "Machine.ReadWrite.All",
        name: "Read and write all machine information",
        meaning: (
            "See devices, and change their tags, device value and authenticated scans.",
            "Läsa enheter samt ändra deras taggar, enhetsvärde och autentiserade genomsökningar.",
        ),
        note: Some(("Includes Machine.Read.All.", "Omfattar Machine.Read.All.")),
    },
    Row {
        value: "Machine.RestrictExecution",
        name: "Restrict code execution",
        meaning: (
            "Let a device run only code signed by Microsoft, or lift that limit.",
            "Låta en enhet köra bara kod som Microsoft har signerat, eller häva begränsningen.",
        ),
        note: Some(("Acts on devices at once.", "Påverkar enheter direkt.")),
    },
    Row {
        value: "Machine.Scan",
        name: "Scan machine",
        meaning: ("Start an antivirus scan on a device.", "Starta en antivirusgenomsökning på en enhet."),
        note: None,
    },
    Row {
        value: "Machine.StopAndQuarantine",
        name: "Stop and quarantine file",
        meaning: (
            "Stop a running file on a device and quarantine it.",
            "Stoppa en fil som körs på en enhet och sätta den i karantän.",
        ),
        note: Some(("Acts on devices at once.", "Påverkar enheter direkt.")),
    },
    Row {
        value: "RemediationTasks.Read.All",
        name: "Read all remediation tasks",
        meaning: (
            "See remediation activities and the devices they cover.",
            "Läsa åtgärdsaktiviteter och vilka enheter de omfattar.",
        ),
        note: Some((
            "Some older pages leave out the s in Tasks; the name here is the right one.",
            "Vissa äldre sidor utelämnar s:et i Tasks; namnet här är det rätta.",
        )),
    },
    Row {
        value: "Score.Read.All",
        name: "Read Threat and Vulnerability Management score",
        meaning: (
            "Read the tenant's exposure score and the secure score for devices.",
            "Läsa klientorganisationens exponeringspoäng och säkerhetspoängen för enheter.",
        ),
        note: Some((
            "Harmless and cheap to call: a good choice for testing the connection.",
            "Ofarlig och billig att anropa: ett bra val för att prova anslutningen.",
        )),
    },
    Row {
        value: "SecurityBaselinesAssessment.Read.All",
        name: "Read all security baselines assessment information",
        meaning: (
            "Read how well devices comply with security baselines.",
            "Läsa hur väl enheter uppfyller säkerhetsbaslinjer.",
        ),
        note: Some((
            "Belongs to Defender Vulnerability Management.",
            "Hör till Defender Vulnerability Management.",
        )),
    },
    Row {
        value: "SecurityConfiguration.Read.All",
        name: "Read all security configurations",
        meaning: (
            "Read endpoint security settings and policies.",
            "Läsa säkerhetsinställningar och principer för slutpunkter.",
        ),
        note: Some((
            "No documented call of the API uses it.",
            "Inget dokumenterat anrop i API:et använder den.",
        )),
    },
    Row {
        value: "SecurityConfiguration.ReadWrite.All",
        name: "Read and write all security configurations",
        meaning: (
            "Read and change endpoint security settings and policies.",
            "Läsa och ändra säkerhetsinställningar och principer för slutpunkter.",
        ),
        note: Some((
            "No documented call of the API uses it. Includes SecurityConfiguration.Read.All.",
            "Inget dokumenterat anrop i API:et använder den. Omfattar SecurityConfiguration.Read.All.",
        )),
    },
    Row {
        value: "SecurityRecommendation.Read.All",
        name: "Read Threat and Vulnerability Management security recommendations",
        meaning: (
            "Read security recommendations and the devices they concern.",
            "Läsa säkerhetsrekommendationer och vilka enheter de gäller.",
        ),
        note: None,
    },
    Row {
        value: "Software.Read.All",
        name: "Read Threat and Vulnerability Management software information",
        meaning: (
            "Read the software inventory, with versions and missing updates.",
            "Läsa programvaruinventeringen, med versioner och saknade uppdateringar.",
        ),
        note: None,
    },
    Row {
        value: "Ti.Read.All",
        name: "Read all IOCs",
        meaning: (
            "Read every threat indicator of the tenant.",
            "Läsa alla hotindikatorer i klientorganisationen.",
        ),
        note: Some((
            "Microsoft does not document which call accepts it; its pages name Ti.ReadWrite and \
             Ti.ReadWrite.All only.",
            "Microsoft anger inte vilket anrop som godtar den; sidorna nämner bara Ti.ReadWrite och \
             Ti.ReadWrite.All.",
        )),
    },
    Row {
        value: "Ti.ReadWrite",
        name: "Read and write IOCs belonging to the app",
        meaning: (
            "Create threat indicators, and read or change only those that this app created.",
            "Skapa hotindikatorer samt läsa och ändra bara dem som appen själv har skapat.",
        ),
        note: Some((
            "The app sees only its own indicators, so an empty list is not an error.",
            "Appen ser bara sina egna indikatorer, så en tom lista är inget fel.",
        )),
    },
    Row {
        value: "Ti.ReadWrite.All",
        name: "Read and write all IOCs",
        meaning: (
            "Read, create, change and delete every threat indicator of the tenant.",
            "Läsa, skapa, ändra och ta bort alla hotindikatorer i klientorganisationen.",
        ),
        note: Some((
            "An indicator that allows something can switch detections off. Includes Ti.Read.All and \
             Ti.ReadWrite.",
            "En indikator som tillåter något kan stänga av identifieringar. Omfattar Ti.Read.All och \
             Ti.ReadWrite.",
        )),
    },
    Row {
        value: "Url.Read.All",
        name: "Read URL profiles",
        meaning: (
            "Look up statistics on domains and URLs seen in the tenant.",
            "Slå upp statistik om domäner och URL:er som har setts i klientorganisationen.",
        ),
        note: Some((
            "Microsoft's pages also write URL.Read.All; in the token it is Url.Read.All.",
            "Microsofts sidor skriver också URL.Read.All; i tokenen heter den Url.Read.All.",
        )),
    },
    Row {
        value: "User.Read.All",
        name: "Read user profiles",
        meaning: (
            "See which users signed in to devices or appear in alerts.",
            "Läsa vilka användare som har loggat in på enheter eller finns i aviseringar.",
        ),
        note: Some((
            "Not the Microsoft Graph permission of the same name.",
            "Inte behörigheten med samma namn i Microsoft Graph.",
        )),
    },
    Row {
        value: "Vulnerability.Read.All",
        name: "Read Threat and Vulnerability Management vulnerability information",
        meaning: (
            "Read vulnerabilities, per device and for the whole tenant.",
            "Läsa sårbarheter, per enhet och för hela klientorganisationen.",
        ),
        note: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_worded_in_both_languages() {
        for row in &ROWS {
            let permission = Permission::parse(row.value).unwrap();
            let [en, sv] = Lang::ALL.map(|lang| permission_info(lang, &permission).unwrap());
            assert_eq!(en.name, sv.name);
            assert_ne!(en.meaning, sv.meaning);
            assert_eq!(en.note.is_some(), sv.note.is_some());
            for text in [en.meaning, sv.meaning].into_iter().chain(en.note).chain(sv.note) {
                assert!(text.ends_with('.') && !text.contains("  "), "{}: {text:?}", row.value);
            }
        }
    }

    #[test]
    fn rows_are_unique_and_in_order() {
        assert!(ROWS.windows(2).all(|pair| pair[0].value < pair[1].value));
    }

    #[test]
    fn a_permission_nobody_knows_has_no_words() {
        assert_eq!(permission_info(Lang::En, &Permission::parse("Brand.New.All").unwrap()), None);
    }
}
