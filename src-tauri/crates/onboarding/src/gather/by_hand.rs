//! One call of the API that a person makes by hand, and its answer made fit to be looked at.

use serde_json::Value;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::answer;
use crate::calls::ReadOnlyCall;
use crate::cloud::{ApiHost, Cloud};
use crate::evidence::{FailureKind, Step};
use crate::ports::Clock;
use crate::secret::AccessToken;

use super::check::Patience;
use super::client::{Http, Request};
use super::failure::plain;
use super::steps::Asker;
use super::understood::{Reading, unusable};

/// Largest answer that is read. Fifty devices are a few hundred kilobytes.
const ANSWER_CAP: usize = 4 * 1024 * 1024;
/// How much of an answer is kept to be shown, in bytes.
pub const LONGEST_SHOWN: usize = 128 * 1024;
/// How many rows a table has at most.
pub const MOST_ROWS: usize = 50;
/// Longest text of a cell, in bytes.
const LONGEST_CELL: usize = 200;

/// A call that was made, and what came of it. Holds no token.
#[derive(Debug, Clone, PartialEq)]
pub struct HandMade {
    /// The catalogue's id of the call.
    pub operation: &'static str,
    /// Address it went to.
    pub address: String,
    /// When.
    pub at: OffsetDateTime,
    /// HTTP status of the last answer; none where none came.
    pub status: Option<u16>,
    /// Headers that tell of limits and of the request's id.
    pub headers: Vec<(String, String)>,
    /// The answer.
    pub answer: Step<Data>,
}

/// Data that was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The JSON, indented; without control characters, and without anything that looks like a token.
    pub json: String,
    /// Whether there was more of it than is shown.
    pub cut: bool,
    /// How many entries a list has.
    pub entries: Option<usize>,
    /// Alerts or devices as a table.
    pub table: Option<Table>,
}

/// A table. A column's name is the field's name in the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Columns, left to right.
    pub columns: &'static [&'static str],
    /// At most [`MOST_ROWS`].
    pub rows: Vec<Vec<String>>,
}

const ALERTS: &[&str] = &["title", "severity", "status", "computerDnsName", "alertCreationTime", "id"];
const DEVICES: &[&str] =
    &["computerDnsName", "osPlatform", "healthStatus", "riskScore", "exposureLevel", "lastSeen", "id"];

/// Makes the call, once. Where the service asks for patience that is said at once, since somebody is waiting.
pub async fn call_by_hand(
    http: &Http,
    cloud: &Cloud,
    host: &ApiHost,
    call: &ReadOnlyCall,
    token: &AccessToken,
    clock: &dyn Clock,
    cancel: &CancellationToken,
) -> HandMade {
    let at = clock.now();
    let operation = call.operation().id.as_str();
    let url = host.url(call.path()).filter(|_| cloud.has(host));
    let Some(url) = url else {
        let failure = plain(FailureKind::UnexpectedReply, "the host is not one of this cloud's");
        let answer = Step::Failed { took_ms: 0, failure };
        let address = host.address() + call.path();
        return HandMade { operation, address, at, status: None, headers: Vec::new(), answer };
    };
    let waiting = |_| {};
    let mut asker = Asker::new(http, cloud, clock, cancel, &waiting);
    asker.patience = Patience::SaysWhen;
    let address = url.to_string();
    let request = Request { bearer: Some(token), ..Request::get(url, ANSWER_CAP) };
    let answer = asker
        .ask(&request, None, |reply| match serde_json::from_slice::<Value>(&reply.body) {
            Ok(value) => Reading::Answer(data(operation, &value, Some(token.expose()))),
            Err(_) if reply.body.is_empty() => Reading::Answer(data(operation, &Value::Null, None)),
            Err(_) => unusable(reply, Some(token.expose()), "no JSON"),
        })
        .await;
    let (status, headers) =
        asker.heard.map_or((None, Vec::new()), |heard| (Some(heard.status), heard.notable));
    HandMade { operation, address, at, status, headers, answer }
}

fn data(operation: &str, value: &Value, sent: Option<&str>) -> Data {
    let whole = serde_json::to_string_pretty(value).unwrap_or_default();
    let json = answer::redact(&whole, sent, LONGEST_SHOWN);
    let cut = json.ends_with('…') && !whole.ends_with('…');
    let entries = value.get("value").and_then(Value::as_array);
    Data { cut, json, entries: entries.map(Vec::len), table: table(operation, value, entries, sent) }
}

/// Alerts and devices, whichever call brought them.
fn table(operation: &str, value: &Value, entries: Option<&Vec<Value>>, sent: Option<&str>) -> Option<Table> {
    let columns = match operation {
        "machines.get" | "alerts.machine" => DEVICES,
        "alerts.get" => ALERTS,
        id if id.ends_with(".alerts") || id == "alerts.list" => ALERTS,
        "machines.list" | "domains.machines" | "files.machines" | "users.machines" => DEVICES,
        _ => return None,
    };
    let shown: Vec<&Value> = match entries {
        Some(entries) => entries.iter().take(MOST_ROWS).collect(),
        None if value.get("id").is_some() => vec![value],
        None => return None,
    };
    let row = |entry: &Value| columns.iter().map(|column| cell(entry.get(column), sent)).collect();
    Some(Table { columns, rows: shown.into_iter().map(row).collect() })
}

fn cell(value: Option<&Value>, sent: Option<&str>) -> String {
    let text = match value {
        None | Some(Value::Null) => return String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    answer::redact(&text, sent, LONGEST_CELL).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_alerts_and_devices_become_tables() {
        let alert =
            json!({"id": "a1", "title": "Odd\u{202e} thing\nhere", "severity": "High", "status": null});
        let found = data("alerts.list", &json!({"value": [alert, alert]}), None);
        let table = found.table.unwrap();
        assert_eq!(found.entries, Some(2));
        assert_eq!(table.rows[0], ["Odd thing here", "High", "", "", "", "a1"]);
        assert_eq!(data("users.alerts", &json!({"value": []}), None).table.unwrap().rows.len(), 0);
        assert_eq!(
            data("machines.get", &json!({"id": "m", "riskScore": "Low"}), None).table.unwrap().rows[0][3],
            "Low"
        );
        assert_eq!(data("score.exposure", &json!({"score": 1}), None).table, None);
        let many = json!({"value": vec![alert; 500]});
        assert_eq!(data("alerts.list", &many, None).table.unwrap().rows.len(), MOST_ROWS);
    }

    #[test]
    fn what_is_shown_is_capped_and_holds_no_token() {
        let found =
            data("x", &json!({"t": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.abc", "u": "\u{202e}z"}), None);
        assert!(
            found.json.contains("[token]") && !found.json.contains("eyJ") && !found.cut,
            "{}",
            found.json
        );
        assert!(!found.json.contains('\u{202e}'));
        let sent = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
        let hex: String = sent.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
        let said_back = data("alerts.list", &json!({"value": [{"title": hex, "id": sent}]}), Some(sent));
        assert_eq!(said_back.table.unwrap().rows[0], ["[token]", "", "", "", "", "[token]"]);
        assert!(!said_back.json.contains(&hex) && !said_back.json.contains("c2ln"), "{}", said_back.json);
        let large = data("x", &json!(vec!["long text"; 20_000]), None);
        assert!(large.cut && large.json.len() < LONGEST_SHOWN + 8);
    }
}
