//! The calls of Defender's API by name. Facts as of 2026-11-22, from Microsoft's pages below
//! <https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list>; when a call ends, from
//! <https://learn.microsoft.com/defender-endpoint/api/run-advanced-query-api> and the message MC1220762.

use crate::lang::Lang;

/// What a call does, in a few words; none for one that the catalogue does not hold.
pub fn call_title(lang: Lang, operation_id: &str) -> Option<&'static str> {
    TITLES.iter().find(|(id, _)| *id == operation_id).map(|(_, title)| lang.pick(*title))
}

/// The name of the area that a call belongs to.
pub fn area_name(lang: Lang, area: &str) -> Option<&'static str> {
    Some(lang.pick(match area {
        "alerts" => ("Alerts", "Aviseringar"),
        "advanced-hunting" => ("Advanced hunting", "Avancerad jakt"),
        "investigations" => ("Automated investigations", "Automatiska undersökningar"),
        "domains" => ("Domains", "Domäner"),
        "files" => ("Files", "Filer"),
        "ips" => ("IP addresses", "IP-adresser"),
        "users" => ("Users", "Användare"),
        "indicators" => ("Threat indicators", "Hotindikatorer"),
        "live-response" => ("Live response sessions", "Live response"),
        "machines" => ("Devices", "Enheter"),
        "machine-actions" => ("Device actions", "Enhetsåtgärder"),
        "recommendations" => ("Security recommendations", "Säkerhetsrekommendationer"),
        "remediation" => ("Remediation activities", "Åtgärdsaktiviteter"),
        "score" => ("Scores", "Poäng"),
        "software" => ("Software", "Programvara"),
        "vulnerabilities" => ("Vulnerabilities", "Sårbarheter"),
        "assessments" => ("Assessments and exports", "Utvärderingar och exporter"),
        "device-health" => ("Device health", "Enhetshälsa"),
        "authenticated-scans" => ("Authenticated scans", "Autentiserade genomsökningar"),
        _ => return None,
    }))
}

/// What is to be said about the end of a call wherever the call appears; none for one without a date.
pub fn call_notice(lang: Lang, operation_id: &str) -> Option<&'static str> {
    Some(lang.pick(match operation_id {
        "hunting.run" => (
            "This call stops returning data on 1 February 2027 (MC1220762). Use runHuntingQuery in \
             Microsoft Graph instead, which needs ThreatHunting.Read.All there.",
            "Det här anropet slutar ge data den 1 februari 2027 (MC1220762). Använd i stället \
             runHuntingQuery i Microsoft Graph, som kräver ThreatHunting.Read.All där.",
        ),
        "investigations.start" => (
            "Microsoft ended the manual start of automated investigations on 1 September 2026. Its pages \
             suggest a full antivirus scan instead.",
            "Microsoft avslutade manuell start av automatiska undersökningar den 1 september 2026. \
             Microsofts sidor föreslår en fullständig antivirusgenomsökning i stället.",
        ),
        "investigations.list" | "investigations.get" => (
            "Since 1 September 2026 no new automated investigations are to be expected here. Older ones can \
             still be read.",
            "Sedan den 1 september 2026 är inga nya automatiska undersökningar att vänta här. Äldre går \
             fortfarande att läsa.",
        ),
        _ => return None,
    }))
}

/// What is known, and what is not, about the end of the API as a whole.
pub fn retirement_notice(lang: Lang) -> &'static str {
    lang.pick((
        "Microsoft ends the old advanced hunting call on 1 February 2027. The message MC1220762 reads as if \
         every call of this API ended that day, while Microsoft's own pages name advanced hunting only. \
         Whether the other calls end too is not confirmed, so look for MC1220762 in the message center of \
         your tenant.",
        "Microsoft avslutar det gamla anropet för avancerad jakt den 1 februari 2027. Meddelandet MC1220762 \
         låter som om alla anrop i API:et upphör den dagen, medan Microsofts egna sidor bara nämner avancerad \
         jakt. Om även de andra anropen upphör är inte bekräftat, så leta efter MC1220762 i \
         meddelandecentret i din klientorganisation.",
    ))
}

/// In the order of the catalogue: area by area.
const TITLES: [(&str, (&str, &str)); 113] = [
    ("alerts.list", ("List alerts", "Lista aviseringar")),
    ("alerts.get", ("Get one alert", "Hämta en avisering")),
    ("alerts.update", ("Change an alert", "Ändra en avisering")),
    ("alerts.batchUpdate", ("Change many alerts", "Ändra flera aviseringar")),
    ("alerts.createByReference", ("Create an alert from an event", "Skapa en avisering från en händelse")),
    ("alerts.domains", ("Domains of an alert", "En aviserings domäner")),
    ("alerts.files", ("Files of an alert", "En aviserings filer")),
    ("alerts.ips", ("IP addresses of an alert", "En aviserings IP-adresser")),
    ("alerts.machine", ("Device of an alert", "En aviserings enhet")),
    ("alerts.user", ("User of an alert", "En aviserings användare")),
    ("hunting.run", ("Run an advanced hunting query", "Kör en avancerad jaktfråga")),
    ("investigations.list", ("List automated investigations", "Lista automatiska undersökningar")),
    ("investigations.get", ("Get one investigation", "Hämta en undersökning")),
    ("investigations.start", ("Start an automated investigation", "Starta en automatisk undersökning")),
    ("domains.alerts", ("Alerts for a domain", "Aviseringar för en domän")),
    ("domains.machines", ("Devices that talked to a domain", "Enheter som har kontaktat en domän")),
    ("domains.stats", ("Statistics for a domain", "Statistik för en domän")),
    ("files.get", ("Get a file profile", "Hämta en filprofil")),
    ("files.alerts", ("Alerts for a file", "Aviseringar för en fil")),
    ("files.machines", ("Devices that hold a file", "Enheter som har en fil")),
    ("files.stats", ("Statistics for a file", "Statistik för en fil")),
    ("ips.alerts", ("Alerts for an IP address", "Aviseringar för en IP-adress")),
    ("ips.stats", ("Statistics for an IP address", "Statistik för en IP-adress")),
    ("users.alerts", ("Alerts for a user", "Aviseringar för en användare")),
    ("users.machines", ("Devices of a user", "En användares enheter")),
    ("indicators.list", ("List indicators", "Lista indikatorer")),
    ("indicators.submit", ("Create or update an indicator", "Skapa eller uppdatera en indikator")),
    ("indicators.import", ("Create or update many indicators", "Skapa eller uppdatera flera indikatorer")),
    ("indicators.delete", ("Delete an indicator", "Ta bort en indikator")),
    ("indicators.batchDelete", ("Delete many indicators", "Ta bort flera indikatorer")),
    ("library.list", ("List live response library files", "Lista filer i biblioteket för live response")),
    (
        "library.upload",
        ("Upload a live response library file", "Ladda upp en fil till biblioteket för live response"),
    ),
    (
        "library.delete",
        ("Delete a live response library file", "Ta bort en fil ur biblioteket för live response"),
    ),
    ("machines.runLiveResponse", ("Run live response commands", "Kör live response-kommandon")),
    (
        "machineActions.liveResponseResult",
        ("Download link for a live response result", "Nedladdningslänk för ett live response-resultat"),
    ),
    ("machines.list", ("List devices", "Lista enheter")),
    ("machines.get", ("Get one device", "Hämta en enhet")),
    ("machines.logonUsers", ("Users who signed in to a device", "Användare som har loggat in på en enhet")),
    ("machines.alerts", ("Alerts of a device", "En enhets aviseringar")),
    ("machines.software", ("Software on a device", "Programvara på en enhet")),
    ("machines.vulnerabilities", ("Vulnerabilities on a device", "Sårbarheter på en enhet")),
    ("machines.recommendations", ("Recommendations for a device", "Rekommendationer för en enhet")),
    ("machines.missingKbs", ("Missing updates on a device", "Uppdateringar som saknas på en enhet")),
    ("machines.findByIp", ("Find devices by internal IP", "Hitta enheter efter intern IP-adress")),
    (
        "machines.findByIpLegacy",
        ("Find devices by IP (old form)", "Hitta enheter efter IP-adress (äldre form)"),
    ),
    ("machines.findByTag", ("Find devices by tag", "Hitta enheter efter tagg")),
    ("machines.tag", ("Add or remove a tag", "Lägg till eller ta bort en tagg")),
    (
        "machines.tagMany",
        ("Add or remove a tag on many devices", "Lägg till eller ta bort en tagg på flera enheter"),
    ),
    ("machines.setValue", ("Set the value of a device", "Ange enhetsvärde")),
    ("machines.update", ("Change tags or value of a device", "Ändra en enhets taggar eller värde")),
    ("machineActions.list", ("List device actions", "Lista enhetsåtgärder")),
    ("machineActions.get", ("Get one device action", "Hämta en enhetsåtgärd")),
    ("machineActions.cancel", ("Cancel a device action", "Avbryt en enhetsåtgärd")),
    (
        "machineActions.packageUri",
        ("Download link for an investigation package", "Nedladdningslänk för ett undersökningspaket"),
    ),
    ("machines.collectPackage", ("Collect an investigation package", "Samla in ett undersökningspaket")),
    ("machines.isolate", ("Isolate a device", "Isolera en enhet")),
    ("machines.unisolate", ("Release a device from isolation", "Häv isoleringen av en enhet")),
    ("machines.restrict", ("Restrict which apps a device runs", "Begränsa körning av program")),
    ("machines.unrestrict", ("Lift the restriction of apps", "Häv begränsningen av program")),
    ("machines.scan", ("Run an antivirus scan", "Kör en antivirusgenomsökning")),
    ("machines.offboard", ("Offboard a device", "Koppla bort en enhet")),
    ("machines.stopAndQuarantine", ("Stop and quarantine a file", "Stoppa en fil och sätt den i karantän")),
    ("recommendations.list", ("List recommendations", "Lista rekommendationer")),
    ("recommendations.get", ("Get one recommendation", "Hämta en rekommendation")),
    ("recommendations.software", ("Software of a recommendation", "En rekommendations programvara")),
    ("recommendations.machines", ("Devices of a recommendation", "En rekommendations enheter")),
    (
        "recommendations.vulnerabilities",
        ("Vulnerabilities of a recommendation", "En rekommendations sårbarheter"),
    ),
    ("remediation.list", ("List remediation activities", "Lista åtgärdsaktiviteter")),
    ("remediation.get", ("Get one remediation activity", "Hämta en åtgärdsaktivitet")),
    ("remediation.machines", ("Devices of a remediation activity", "En åtgärdsaktivitets enheter")),
    ("score.exposure", ("Exposure score", "Exponeringspoäng")),
    ("score.device", ("Secure score for devices", "Säkerhetspoäng för enheter")),
    ("score.exposureByGroup", ("Exposure score per device group", "Exponeringspoäng per enhetsgrupp")),
    ("software.list", ("List software", "Lista programvara")),
    ("software.get", ("Get one piece of software", "Hämta en programvara")),
    (
        "software.distributions",
        ("Version spread of a piece of software", "Versionsfördelning för en programvara"),
    ),
    ("software.machines", ("Devices with a piece of software", "Enheter med en programvara")),
    ("software.vulnerabilities", ("Vulnerabilities of a piece of software", "Sårbarheter i en programvara")),
    (
        "software.missingKbs",
        ("Missing updates for a piece of software", "Uppdateringar som saknas för en programvara"),
    ),
    ("vulnerabilities.list", ("List vulnerabilities", "Lista sårbarheter")),
    ("vulnerabilities.get", ("Get one vulnerability", "Hämta en sårbarhet")),
    ("vulnerabilities.machines", ("Devices with a vulnerability", "Enheter med en sårbarhet")),
    (
        "vulnerabilities.byMachine",
        ("Vulnerabilities per device and software", "Sårbarheter per enhet och programvara"),
    ),
    (
        "assessments.secureConfig",
        ("Secure configuration per device (JSON pages)", "Säker konfiguration per enhet (JSON-sidor)"),
    ),
    (
        "assessments.secureConfigExport",
        ("Secure configuration per device (file links)", "Säker konfiguration per enhet (fillänkar)"),
    ),
    (
        "assessments.software",
        ("Software inventory per device (JSON pages)", "Programvaruinventering per enhet (JSON-sidor)"),
    ),
    (
        "assessments.softwareExport",
        ("Software inventory per device (file links)", "Programvaruinventering per enhet (fillänkar)"),
    ),
    (
        "assessments.vulnerabilities",
        (
            "Software vulnerabilities per device (JSON pages)",
            "Sårbarheter i programvara per enhet (JSON-sidor)",
        ),
    ),
    (
        "assessments.vulnerabilitiesExport",
        (
            "Software vulnerabilities per device (file links)",
            "Sårbarheter i programvara per enhet (fillänkar)",
        ),
    ),
    (
        "assessments.vulnerabilityChanges",
        (
            "Software vulnerability changes since a time",
            "Ändrade sårbarheter i programvara sedan en tidpunkt",
        ),
    ),
    (
        "assessments.nonCpeSoftware",
        (
            "Software without product code per device (JSON pages)",
            "Programvara utan produktkod per enhet (JSON-sidor)",
        ),
    ),
    (
        "assessments.nonCpeSoftwareExport",
        (
            "Software without product code per device (file links)",
            "Programvara utan produktkod per enhet (fillänkar)",
        ),
    ),
    (
        "assessments.browserExtensions",
        ("Browser extensions per device (JSON pages)", "Webbläsartillägg per enhet (JSON-sidor)"),
    ),
    (
        "assessments.browserExtensionsExport",
        ("Browser extensions per device (file links)", "Webbläsartillägg per enhet (fillänkar)"),
    ),
    (
        "browserExtensions.permissions",
        ("Browser extension permission names", "Namn på behörigheter för webbläsartillägg"),
    ),
    (
        "assessments.certificates",
        ("Certificates per device (JSON pages)", "Certifikat per enhet (JSON-sidor)"),
    ),
    (
        "assessments.certificatesExport",
        ("Certificates per device (file links)", "Certifikat per enhet (fillänkar)"),
    ),
    (
        "assessments.firmware",
        (
            "Hardware and firmware per device (JSON pages)",
            "Maskinvara och inbyggd programvara per enhet (JSON-sidor)",
        ),
    ),
    (
        "assessments.firmwareExport",
        (
            "Hardware and firmware per device (file links)",
            "Maskinvara och inbyggd programvara per enhet (fillänkar)",
        ),
    ),
    (
        "assessments.baselines",
        (
            "Security baseline compliance per device (JSON pages)",
            "Efterlevnad av säkerhetsbaslinjer per enhet (JSON-sidor)",
        ),
    ),
    (
        "assessments.baselinesExport",
        (
            "Security baseline compliance per device (file links)",
            "Efterlevnad av säkerhetsbaslinjer per enhet (fillänkar)",
        ),
    ),
    ("baselines.profiles", ("List baseline profiles", "Lista baslinjeprofiler")),
    ("baselines.configurations", ("List baseline configurations", "Lista baslinjekonfigurationer")),
    (
        "assessments.infoGatheringExport",
        ("Information gathering per device (file links)", "Informationsinsamling per enhet (fillänkar)"),
    ),
    ("deviceHealth.av", ("Antivirus health per device", "Antivirusprogrammets hälsa per enhet")),
    ("scans.definitions.list", ("List authenticated scans", "Lista autentiserade genomsökningar")),
    ("scans.definitions.create", ("Create an authenticated scan", "Skapa en autentiserad genomsökning")),
    ("scans.definitions.update", ("Change an authenticated scan", "Ändra en autentiserad genomsökning")),
    ("scans.definitions.delete", ("Delete authenticated scans", "Ta bort autentiserade genomsökningar")),
    ("scans.agents.list", ("List scan agents", "Lista genomsökningsagenter")),
    ("scans.agents.get", ("Get one scan agent", "Hämta en genomsökningsagent")),
    ("scans.historyByDefinition", ("Scan history by scan", "Genomsökningshistorik per genomsökning")),
    ("scans.historyBySession", ("Scan history by session", "Genomsökningshistorik per session")),
];
