//! Names that people typed, made harmless for one line of a message.

/// No name needs more; a longer one is cut.
const LONGEST: usize = 300;

/// The text on one line, without anything that could hide, reorder or break what stands around it.
pub(crate) fn plain(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if letter.is_control() || letter.is_whitespace() { ' ' } else { letter })
        .collect();
    let words: Vec<&str> = visible.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    format!("{}\u{2026}", cut.trim_end())
}

/// An address without blanks or control characters, which no address holds.
pub(crate) fn address(link: &str) -> String {
    link.chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control() && !is_invisible(*letter))
        .collect()
}

/// The host of a web address that may be shown as a link; none for any other address.
pub(crate) fn host(link: &str) -> Option<&str> {
    let rest = link.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':');
    (!host.is_empty() && host.chars().all(fits)).then_some(host)
}

/// Whether a host is one of those that Microsoft signs people in at.
pub(crate) fn is_microsoft(host: &str) -> bool {
    matches!(host, "login.microsoftonline.com" | "login.microsoftonline.us")
}

/// A name among other words of plain text: one that runs from right to left is kept from reordering them.
pub(crate) fn isolated(name: &str) -> String {
    if name.chars().any(is_right_to_left) { format!("\u{2068}{name}\u{2069}") } else { name.to_owned() }
}

/// Controls of direction, marks of zero width and invisible tags.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The blocks of Unicode whose scripts run from right to left.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_honest_line() {
        assert_eq!(plain("  Contoso\r\n\tAB "), "Contoso AB");
        assert_eq!(plain("evil\u{202E}txt.exe\u{2066}\u{200B}"), "eviltxt.exe");
        assert_eq!(plain("line\u{2028}next\u{0}end"), "line next end");
        assert_eq!(plain("Räksmörgås & Söner"), "Räksmörgås & Söner");
        assert_eq!(plain("\u{200B}\u{202E}"), "");
        assert_eq!(plain(&"x".repeat(1_000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn only_a_plain_https_address_has_a_host() {
        assert_eq!(host("https://login.microsoftonline.com/x?y"), Some("login.microsoftonline.com"));
        assert_eq!(host("https://127.0.0.1:8443/x"), Some("127.0.0.1:8443"));
        for link in [
            "http://login.microsoftonline.com/",
            "javascript:alert(1)",
            "https://login.microsoftonline.com@evil.example/",
            "https://login.microsoftonline.com\u{FF0F}evil.example/",
            "https:///x",
            "",
        ] {
            assert_eq!(host(link), None, "{link}");
        }
    }

    #[test]
    fn a_name_from_right_to_left_stands_apart() {
        assert_eq!(isolated("Contoso"), "Contoso");
        assert_eq!(isolated("\u{5D0}\u{5D1}"), "\u{2068}\u{5D0}\u{5D1}\u{2069}");
    }
}
