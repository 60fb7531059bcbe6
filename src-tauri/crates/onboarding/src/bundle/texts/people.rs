//! Names of users: in the paths of their home folders, and behind the name of their Windows domain.

use super::{Place, tidied};

/// Folders below which each user has one.
const HOMES: [&str; 7] = [
    "/home/",
    "/users/",
    "\\users\\",
    "\\\\users\\\\",
    "/documents and settings/",
    "\\documents and settings\\",
    "\\\\documents and settings\\\\",
];

/// Names of users in a text.
pub fn users(text: &str) -> Vec<Place> {
    let folded = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for folder in HOMES {
        for (at, _) in folded.match_indices(folder) {
            let from = at + folder.len();
            let ends = ['/', '\\', '"', '\'', ':', '\n', ')', '<', '>', '|', '*', '?', ',', ';'];
            let end = text[from..].find(ends).map_or(text.len(), |length| from + length);
            // A blank is part of a name only where a folder's name goes on to its own end.
            let goes_on = text[end..].starts_with(['/', '\\']) && !text[..end].ends_with(' ');
            let end = if goes_on { end } else { from + first_name(&text[from..end]) };
            if end > from {
                found.push(from..end);
            }
        }
    }
    found.extend(accounts(text));
    tidied(found)
}

/// How much of a text that begins with a user's name is that name, where no folder's end tells: up to the first blank, and
/// a word or two behind it that begin with a capital letter as the first one does (`Anna Berg`).
fn first_name(text: &str) -> usize {
    let is_name = |word: &str| word.starts_with(char::is_uppercase);
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let more = words.take(2).take_while(|word| is_name(first) && is_name(word)).map(|word| 1 + word.len());
    first.len() + more.sum::<usize>()
}

/// `CONTOSO\anna`: the name of a domain in capital letters, one backslash (or two, where it is escaped), and the account.
fn accounts(text: &str) -> Vec<Place> {
    let in_domain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let in_account = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '$');
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = text[rest..].find('\\').map(|at| rest + at) {
        let after = at + (text[at..].len() - text[at..].trim_start_matches('\\').len());
        rest = after;
        let domain = text[..at].chars().rev().take_while(|c| in_domain(*c)).count();
        let from = at - domain;
        let apart =
            text[..from].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"\\/:.".contains(c));
        let account = text[after..].find(|c| !in_account(c)).map_or(text.len(), |length| after + length);
        let is_path = text[account..].starts_with('\\');
        let named = text[from..at].bytes().any(|byte| byte.is_ascii_uppercase());
        if (2..=15).contains(&domain) && after - at <= 2 && named && apart && account > after && !is_path {
            found.push(from..account);
            rest = account;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_stand_in_paths_and_behind_their_domain() {
        let at =
            |text: &'static str| -> Vec<&str> { users(text).into_iter().map(|place| &text[place]).collect() };
        assert_eq!(
            at(r"/home/anna/.local C:\Users\Anna Berg\x C:\\Users\\bo\\y /Users/cy said /home/"),
            ["anna", "Anna Berg", "bo", "cy"]
        );
        assert_eq!(
            at(r"c:\users\dora\x, C:/Users/Eva L/y D:\Documents and Settings\fia\z"),
            ["dora", "Eva L", "fia"]
        );
        assert_eq!(
            at(r#"CONTOSO\anna.berg and "NORD-1\\bo" in C:\TEMP\x, a\b"#),
            [r"CONTOSO\anna.berg", r"NORD-1\\bo"]
        );
        assert_eq!(at(r"reading C:\Users\Anna Berg"), ["Anna Berg"]);
        assert_eq!(
            at("C:\\Users\\Anna Maria Berg\nC:\\Users\\Bo is, /home/cy Is"),
            ["Anna Maria Berg", "Bo", "cy"]
        );
        assert_eq!(at("C:\\Program Files\\Consentry\\x.dll"), [""; 0]);
    }
}
