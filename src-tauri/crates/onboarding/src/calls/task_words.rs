//! The words of a task, each in one form: old and new names, singular and plural, and the Swedish ones.

/// The words that count, each once.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(one_form)
        .map(str::to_owned)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// One form for each word that means the same; `None` for words that tell nothing.
fn one_form(word: &str) -> Option<&str> {
    Some(match word {
        "" | "a" | "an" | "the" | "of" | "for" | "to" | "on" | "in" | "from" | "with" | "that" | "all"
        | "one" | "my" | "me" | "by" | "i" | "want" | "need" | "who" | "at" | "en" | "ett" | "den" | "av"
        | "för" | "på" | "från" | "med" | "alla" | "allt" | "att" | "vill" | "and" | "och" | "or"
        | "eller" | "per" | "is" | "som" | "till" | "address" | "addresses" | "adress" | "adresser" => {
            return None;
        }
        "machine" | "machines" | "devices" | "endpoint" | "endpoints" | "computer" | "computers"
        | "enhet" | "enheter" | "enheten" | "enheterna" | "enhetens" | "dator" | "datorer" | "datorn" => {
            "device"
        }
        "read" | "get" | "see" | "show" | "view" | "fetch" | "lista" | "läsa" | "läs" | "visa" | "hämta"
        | "se" => "list",
        "alerts" | "avisering" | "aviseringar" | "aviseringen" | "larm" | "larmen" => "alert",
        "isolera" | "isolation" => "isolate",
        "unisolate" | "släppa" | "släpp" | "frige" => "release",
        "vulnerabilities" | "sårbarhet" | "sårbarheter" | "sårbarheterna" | "cve" | "cves" => {
            "vulnerability"
        }
        "programvara" | "programvaror" | "program" | "applications" => "software",
        "files" | "fil" | "filer" | "filen" => "file",
        "users" | "användare" | "användaren" => "user",
        "indicators" | "indikator" | "indikatorer" | "ioc" | "iocs" => "indicator",
        "recommendations" | "rekommendation" | "rekommendationer" => "recommendation",
        "investigations" | "undersökning" | "undersökningar" | "utredning" | "utredningar" => {
            "investigation"
        }
        "queries" | "fråga" | "frågor" | "kql" => "query",
        "hunt" | "jakt" | "jaktfråga" | "jaktfrågor" => "hunting",
        "avancerad" | "avancerade" => "advanced",
        "virus" | "virusskydd" | "antivirusprogram" | "antivirusgenomsökning" => "antivirus",
        "scans" | "skanna" | "skanning" | "skanningar" | "genomsök" | "genomsökning" | "genomsöka" => {
            "scan"
        }
        "tags" | "tagg" | "taggar" | "tagga" => "tag",
        "updates" | "patches" | "kb" | "kbs" | "uppdateringar" | "uppdatering" => "update",
        "saknade" | "saknas" => "missing",
        "actions" | "åtgärd" | "åtgärder" => "action",
        "domains" | "domän" | "domäner" | "domänen" => "domain",
        "ips" => "ip",
        "certificates" | "certifikat" => "certificate",
        "collecting" | "samla" => "collect",
        "paket" => "package",
        "commands" | "kommandon" | "kommando" => "command",
        "run" | "kör" | "köra" => "run",
        "start" | "starta" => "start",
        "cancel" | "avbryt" | "avbryta" => "cancel",
        "restrict" | "begränsa" => "restrict",
        "stop" | "stoppa" => "stop",
        "karantän" => "quarantine",
        "offboarda" | "avregistrera" => "offboard",
        "upload" | "ladda" => "upload",
        "find" | "hitta" | "sök" | "söka" => "find",
        "score" | "poäng" | "scores" => "score",
        "exponering" | "exponeringspoäng" => "exposure",
        "statistik" => "statistics",
        "hälsa" => "health",
        "importera" => "import",
        "skapa" | "add" | "submit" => "create",
        "ändra" | "modify" | "edit" => "change",
        "ta" | "bort" | "remove" | "radera" => "delete",
        other => other,
    })
}
