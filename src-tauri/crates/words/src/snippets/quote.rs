//! Values as literals of each language. Whatever stands in a value, it stays one value.

use std::fmt::Write as _;

/// PowerShell, in single quotes. PowerShell takes the typographic single quotes for quotes, too.
pub(super) fn powershell(value: &str) -> String {
    let mut out = String::from("'");
    for letter in value.chars() {
        if matches!(letter, '\'' | '\u{2018}'..='\u{201B}') {
            out.push(letter);
        }
        out.push(letter);
    }
    out + "'"
}

/// C#, in double quotes.
pub(super) fn csharp(value: &str) -> String {
    double_quoted(value)
}

/// Python, in double quotes.
pub(super) fn python(value: &str) -> String {
    double_quoted(value)
}

/// A POSIX shell, in single quotes.
pub(super) fn shell(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// C# and Python agree on these escapes.
fn double_quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for letter in value.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Line and paragraph separators end a line in C#.
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                // Writing to a text cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_stay_inside() {
        assert_eq!(powershell("it's \u{2019} $x `n"), "'it''s \u{2019}\u{2019} $x `n'");
        assert_eq!(csharp("a\"b\\c\nd\u{2028}"), "\"a\\\"b\\\\c\\u000ad\\u2028\"");
        assert_eq!(python("\u{85}"), "\"\\u0085\"");
        assert_eq!(shell("it's $(x) `y`"), r"'it'\''s $(x) `y`'");
    }
}
