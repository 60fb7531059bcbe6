//! What Defender's API says when it refuses, in plain words. Facts as of 2026-11-22, from
//! <https://learn.microsoft.com/defender-endpoint/api/common-errors> and from answers that other products have
//! met and written down.
//!
//! `error.code` is the stable part of an answer, so it decides; a piece of the message refines what the code
//! leaves open (a plain `Forbidden` can be a missing permission or a missing licence); where the code is
//! unknown, the HTTP status says what little it can.

mod access;
mod passing;
mod requests;

use consentry_onboarding::verdict::Actor;
use serde::Serialize;

use crate::lang::Lang;
use crate::portal_paths::filled;

/// What a refusal of Defender's API says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalWords {
    /// A stable name.
    pub id: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// What usually lies behind it.
    pub likely_cause: &'static str,
    /// What to do, one sentence each, told to partner staff.
    pub steps: Vec<String>,
    /// Who usually acts. A hint: the verdict knows more than the answer does.
    pub who_acts: Actor,
}

/// English first, then Swedish.
type Pair = (&'static str, &'static str);

/// One refusal. Portal paths stand as `{names}` and are put in when the row is read.
struct Row {
    id: &'static str,
    /// The HTTP status it comes with; none where several do.
    status: Option<u16>,
    /// `error.code`; none where any may stand there.
    code: Option<&'static str>,
    /// A piece of the message, in small letters.
    says: Option<&'static str>,
    who_acts: Actor,
    meaning: Pair,
    likely_cause: Pair,
    steps: &'static [Pair],
}

/// One list per theme.
const THEMES: [&[Row]; 3] = [requests::ROWS, access::ROWS, passing::ROWS];

/// An empty answer that the page of this one call describes, although it looks like a refusal.
const EXPECTED_404: [(&str, &str); 2] =
    [("machines.list", "machines-404"), ("machineActions.packageUri", "package-not-ready")];

/// Words for a refusal; none where neither code nor message nor status says anything.
pub fn api_meaning(lang: Lang, status: u16, code: Option<&str>, message: &str) -> Option<RefusalWords> {
    let message = message.to_ascii_lowercase();
    let says = |row: &&Row| row.says.is_some_and(|piece| message.contains(piece));
    let same_code = |row: &&Row| row.code.is_some() && row.code == code;
    let telling = !is_general(code) && rows().any(|row| same_code(&row));
    let by_message = |row: &&Row| !telling && says(row) && alike(row.status, status);
    rows()
        .find(|row| same_code(row) && says(row))
        .or_else(|| rows().find(by_message))
        .or_else(|| rows().find(|row| same_code(row) && row.says.is_none()))
        .or_else(|| rows().find(same_code))
        .or_else(|| by_status(status))
        .map(|row| words(lang, row))
}

/// Words for a refusal of one call of the catalogue: some calls answer 404 where others answer an empty list.
pub fn api_meaning_of_call(
    lang: Lang,
    operation_id: &str,
    status: u16,
    code: Option<&str>,
    message: &str,
) -> Option<RefusalWords> {
    let expected = EXPECTED_404.iter().find(|(operation, _)| status == 404 && *operation == operation_id);
    match expected {
        Some((_, id)) => by_id(id).map(|row| words(lang, row)),
        None => api_meaning(lang, status, code, message),
    }
}

/// Whether a code says no more than the HTTP status does, so that the message may say more.
fn is_general(code: Option<&str>) -> bool {
    matches!(code, None | Some("Unauthorized" | "Forbidden" | "BadRequest"))
}

/// Microsoft answers 401 and 403 for the same fault at different times.
fn alike(expected: Option<u16>, status: u16) -> bool {
    let refused = |status| matches!(status, 401 | 403);
    expected.is_none_or(|expected| expected == status || (refused(expected) && refused(status)))
}

fn by_status(status: u16) -> Option<&'static Row> {
    by_id(match status {
        400 => "bad-request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not-found",
        429 => "throttled",
        500 => "server-error",
        502..=504 => "gateway",
        _ => return None,
    })
}

fn rows() -> impl Iterator<Item = &'static Row> {
    THEMES.iter().copied().flatten()
}

fn by_id(id: &str) -> Option<&'static Row> {
    rows().find(|row| row.id == id)
}

fn words(lang: Lang, row: &Row) -> RefusalWords {
    RefusalWords {
        id: row.id,
        meaning: lang.pick(row.meaning),
        likely_cause: lang.pick(row.likely_cause),
        steps: row.steps.iter().map(|step| filled(lang.pick(*step))).collect(),
        who_acts: row.who_acts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_once_and_its_piece_of_message_is_small() {
        for row in rows() {
            assert_eq!(rows().filter(|other| other.id == row.id).count(), 1, "{}", row.id);
            assert!(row.says.is_none_or(|piece| piece == piece.to_ascii_lowercase()), "{}", row.id);
        }
        for (_, id) in EXPECTED_404 {
            assert!(by_id(id).is_some(), "{id}");
        }
    }

    #[test]
    fn every_status_that_is_spoken_for_has_its_row() {
        for status in [400, 401, 403, 404, 429, 500, 502, 503, 504] {
            assert!(by_status(status).is_some(), "{status}");
        }
        for status in [0, 200, 204, 302, 418, 501] {
            assert!(by_status(status).is_none(), "{status}");
        }
    }
}
