//! Rows of Entra's sign-in log, where its numbers stand without `AADSTS`: as JSON or a table, from the portal's details
//! of a sign-in, or as a console prints them.
//!
//! A number in a text is no error yet. It counts where its name says so, where a word of the same row says so, too,
//! and where the number is known here.
//!
//! Sources: <https://learn.microsoft.com/graph/api/resources/signinstatus> (`errorCode`, `failureReason`),
//! <https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs> (`ResultType`,
//! `ResultDescription`), <https://learn.microsoft.com/entra/identity/monitoring-health/howto-troubleshoot-sign-in-errors>
//! (the portal's "Sign-in error code" and "Failure reason").

use crate::answer;
use crate::evidence::Refusal;
use crate::ids;
use crate::knowledge;

use super::cleaned::cleaned;
use super::fields;

/// What a number is called, in small letters, and the words of which one has to stand in the same row. None: the name
/// is Entra's alone.
type Name = (&'static str, &'static [&'static str]);

const NAMES: [Name; 7] = [
    ("error_codes", &[]),
    ("sign-in error code", &[]),
    ("felkod för inloggning", &[]),
    ("inloggningsfelkod", &[]),
    ("resulttype", &["resultdescription", "resultsignature", "signinlogs", "sign-in activity"]),
    (
        "errorcode",
        &["failurereason", "failure reason", "resultdescription", "strserviceexceptionmessage", "signinlogs"],
    ),
    ("error code", &["failure reason", "sign-in activity"]),
];
/// Columns of a table, beside those of [`NAMES`], in which the number stands.
const NUMBER_COLUMNS: [&str; 4] = ["status_errorcode", "status.errorcode", "status errorcode", "felkod"];
/// Columns that tell why: one of them makes a table a sign-in log.
const REASON_COLUMNS: [&str; 8] = [
    "failure reason",
    "failurereason",
    "status_failurereason",
    "status.failurereason",
    "status failurereason",
    "resultdescription",
    "felorsak",
    "orsak till fel",
];

/// At most this many places of one name are looked at, and at most so many of them with the row around them: the work
/// stays in proportion to the text.
const MOST_PLACES: usize = 2000;
const MOST_ROWS_AROUND: usize = 8;
/// A row that is not held together by braces reaches this far to both sides.
const REACH: usize = 4 * 1024;
/// The number stands at most this far behind its name.
const GAP: usize = 80;
/// The column names are on one of the first lines.
const MOST_LINES_BEFORE: usize = 20;
/// No more rows of a table are read.
const MOST_TABLE_ROWS: usize = 500;
/// JSON around a number that is looked at, from the inside out.
const MOST_BRACES: usize = 3;

/// The first row with a number that tells a cause, or else the first with one that is known here: among the rows of a
/// log are those of people who signed in somewhere else, with numbers that say what their day was like.
pub(super) fn refusal(text: &str) -> Option<Refusal> {
    [tells_cause as Counts, is_known].into_iter().find_map(|counts| {
        NAMES.iter().find_map(|name| named(text, *name, counts)).or_else(|| in_table(text, counts))
    })
}

/// Whether a number counts.
type Counts = fn(u64) -> bool;

fn is_known(code: u64) -> bool {
    knowledge::entra_meaning(&[code], None).is_some()
}

fn tells_cause(code: u64) -> bool {
    knowledge::entra_meaning(&[code], None).is_some_and(|meaning| meaning.cause.is_some())
}

fn named(text: &str, (name, beside): Name, counts: Counts) -> Option<Refusal> {
    let numbered = fields::places(text, name).take(MOST_PLACES).filter_map(|at| {
        let codes = numbers_behind(&text[at + name.len()..]);
        codes.iter().any(|code| counts(*code)).then_some((at, codes))
    });
    numbered.take(MOST_ROWS_AROUND).find_map(|(at, codes)| {
        let row = row_around(text, at);
        let belongs =
            beside.is_empty() || beside.iter().any(|word| fields::places(row, word).next().is_some());
        belongs.then(|| Refusal {
            codes,
            message: answer::redact(&cleaned(row), None, 8 * 1024),
            correlation_id: fields::correlation_id(row),
            trace_id: fields::trace_id(row),
            ..Refusal::default()
        })
    })
}

/// The known numbers right behind a name: one, or a list in brackets.
fn numbers_behind(rest: &str) -> Vec<u64> {
    let mut found = Vec::new();
    // A query compares with a number; nothing was answered with it.
    if rest.trim_start_matches([' ', '\t', '"', '\'', ']', '\\']).starts_with("==") {
        return found;
    }
    let mut rest = rest;
    let mut gap = 0;
    let mut listed = false;
    loop {
        let before = rest.len();
        rest = rest.trim_start_matches(|c: char| {
            listed |= matches!(c, '[' | '{');
            c.is_whitespace()
                || matches!(c, '"' | '\'' | '\\' | ':' | '=' | '*' | '|' | ',' | '(' | '[' | '{')
        });
        rest = rest.strip_prefix("&quot;").unwrap_or(rest);
        // A table of a web page.
        if let Some(inside) = rest.strip_prefix('<')
            && let Some(end) = inside.bytes().take(GAP).position(|byte| byte == b'>')
        {
            rest = &inside[end + 1..];
        }
        gap += before - rest.len();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let behind = &rest[digits..];
            let fraction =
                behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let ends =
                !fraction && !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
            match rest[..digits].parse().ok().filter(|code| ends && is_known(*code)) {
                Some(code) if !found.contains(&code) => found.push(code),
                Some(_) => {}
                None if listed && ends => {}
                None => return found,
            }
            rest = &rest[digits..];
            gap = 0;
            if !listed || found.len() == answer::MOST_CODES {
                return found;
            }
        } else if before == rest.len() || gap > GAP {
            return found;
        }
    }
}

/// What belongs to the number at this place: the object that it stands in, as far out as it takes to find an id, or
/// else what stands around it.
fn row_around(text: &str, at: usize) -> &str {
    let near = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (from, to) = (near(at.saturating_sub(REACH)), near((at + REACH).min(text.len())));
    let bytes = text.as_bytes();
    let (mut start, mut end) = (at, at);
    let mut row = None;
    for _ in 0..MOST_BRACES {
        let mut depth = 0_usize;
        let open = (from..start).rev().find(|place| match bytes[*place] {
            b'}' => {
                depth += 1;
                false
            }
            b'{' if depth == 0 => true,
            b'{' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let mut depth = 0_usize;
        let close = (end..to).find(|place| match bytes[*place] {
            b'{' => {
                depth += 1;
                false
            }
            b'}' if depth == 0 => true,
            b'}' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let (Some(open), Some(close)) = (open, close) else { break };
        let object = &text[open..=close];
        row = Some(object);
        if fields::correlation_id(object).is_some() {
            break;
        }
        (start, end) = (open, close + 1);
    }
    row.unwrap_or(&text[from..to])
}

/// A table with one line of names: what the portal and Log Analytics save or copy.
fn in_table(text: &str, counts: Counts) -> Option<Refusal> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(MOST_LINES_BEFORE) {
        let begun = at;
        at += line.len();
        if line.len() > REACH {
            continue;
        }
        let columns = [b',', b'\t', b';'].into_iter().find_map(|by| Columns::read(line, by));
        if let Some(columns) = columns {
            return columns.refusal(&text[begun + line.len()..], counts);
        }
    }
    None
}

/// Where what stands in a table.
struct Columns {
    by: u8,
    number: usize,
    reason: usize,
    correlation: Option<usize>,
    request: Option<usize>,
}

impl Columns {
    fn read(line: &str, by: u8) -> Option<Self> {
        let names: Vec<String> = line
            .split(char::from(by))
            .map(|cell| cell.trim_matches(|c: char| c.is_whitespace() || c == '"').to_lowercase())
            .collect();
        let called = |wanted: &dyn Fn(&str) -> bool| names.iter().position(|name| wanted(name));
        let is_number =
            |name: &str| NUMBER_COLUMNS.contains(&name) || NAMES.iter().any(|(known, _)| *known == name);
        Some(Self {
            by,
            number: called(&is_number)?,
            reason: called(&|name| REASON_COLUMNS.contains(&name))?,
            correlation: called(&|name| {
                matches!(name, "correlation id" | "correlationid" | "korrelations-id")
            }),
            request: called(&|name| matches!(name, "request id" | "requestid" | "originalrequestid")),
        })
    }

    fn refusal(&self, rows: &str, counts: Counts) -> Option<Refusal> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.by)
            .from_reader(rows.as_bytes());
        let mut row = csv::StringRecord::new();
        for _ in 0..MOST_TABLE_ROWS {
            if !reader.read_record(&mut row).unwrap_or(false) {
                break;
            }
            let cell = |at: usize| row.get(at).map_or("", str::trim);
            let guid =
                |at: Option<usize>| at.map(cell).filter(|id| ids::is_guid(id)).map(str::to_ascii_lowercase);
            if let Some(code) = cell(self.number).parse().ok().filter(|code| counts(*code)) {
                return Some(Refusal {
                    codes: vec![code],
                    message: answer::redact(&cleaned(cell(self.reason)), None, 8 * 1024),
                    correlation_id: guid(self.correlation),
                    trace_id: guid(self.request),
                    ..Refusal::default()
                });
            }
        }
        None
    }
}
