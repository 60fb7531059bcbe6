//! Tables as spreadsheets read and write them: a byte order mark so that Excel shows å, ä and ö, lines as RFC 4180 has
//! them, and no cell that a spreadsheet would take for a formula.

/// What makes a spreadsheet compute a cell instead of showing it, the wide forms of East Asian keyboards included.
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn looks_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Puts an apostrophe in front of what would be computed; a spreadsheet shows the rest as text. One that stands there
/// already gets another, so that [`unguarded`] gives back exactly what went in.
pub fn guarded(text: &str) -> String {
    if looks_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// What [`guarded`] was given.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| looks_like_a_formula(rest)).unwrap_or(text)
}

/// A file of these rows, every cell guarded and in quotes: a spreadsheet that parts cells by another sign than this file
/// finds none inside a cell, and so no cell that begins behind one.
pub fn written(delimiter: u8, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        // Into memory, and of any length: there is nothing that could fail.
        let _ = writer.write_record(row.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_computed_and_nothing_is_lost() {
        for bad in ["=1+1", "+46 8 123", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＠x", "'=1", "''-"] {
            let safe = guarded(bad);
            assert!(safe.starts_with('\''), "{bad}");
            assert_eq!(unguarded(&safe), bad);
        }
        for good in ["", "Contoso", "a=b", "'t Hooft", "''", "Åkeri & Söner"] {
            assert_eq!((guarded(good).as_str(), unguarded(good)), (good, good));
        }
    }

    #[test]
    fn cells_are_quoted_as_rfc_4180_has_it() {
        let rows = [vec!["a\"b".to_owned(), "c;d".to_owned(), "e\nf".to_owned()], vec!["åäö".to_owned()]];
        let text = String::from_utf8(written(b';', rows)).unwrap();
        assert_eq!(text, "\u{feff}\"a\"\"b\";\"c;d\";\"e\nf\"\r\n\"åäö\"\r\n");
        let text = String::from_utf8(written(b',', [vec!["Contoso;=1+1".to_owned()]])).unwrap();
        assert_eq!(text, "\u{feff}\"Contoso;=1+1\"\r\n", "no cell begins at the other separator");
    }
}
