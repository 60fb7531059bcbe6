//! Names that are known, and names that nobody recorded and that stand in quotation marks.

use super::hosts::{is_domain, is_permission};
use super::ids::{ids, is_guid};
use super::{Place, Plain, tidied};

/// A name, whatever its case, where it stands as a word of its own, its blanks written as they are in addresses, too. One
/// of three letters or less counts only in its own case: `IN` is a company, `in` is not.
pub fn named(text: &str, name: &str) -> Vec<Place> {
    let exact = name.chars().count() <= 3;
    let fold = |c: char| match c {
        '+' | '_' | '-' | '.' | '\u{a0}' => ' ',
        c if exact => c,
        c => c.to_lowercase().next().unwrap_or(c),
    };
    let wanted: Vec<char> = Plain::of(name).text().chars().map(fold).collect();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while wanted.len() > 1 && at + wanted.len() <= letters.len() {
        let end = at + wanted.len();
        let here = letters[at..end].iter().zip(&wanted).all(|((_, c), wanted)| fold(*c) == *wanted);
        let open = |beside: Option<&(usize, char)>| beside.is_none_or(|(_, c)| !c.is_alphanumeric());
        if here && open(at.checked_sub(1).and_then(|before| letters.get(before))) && open(letters.get(end)) {
            found.push(letters[at].0..letters.get(end).map_or(text.len(), |(place, _)| *place));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Longest name that nobody recorded, in bytes.
const LONGEST: usize = 200;

/// What a name stands behind that is not in quotation marks.
const PHRASES: [&str; 4] = ["Using tenant ", "tenant named ", "directory named ", "signed by "];

/// How a sentence goes on behind such a name. A name has full stops, commas and apostrophes of its own: St. Eriks,
/// Fabrikam, Inc., O'Neill.
const GOES_ON: [&str; 10] = [
    ". This ",
    ". The ",
    ". If ",
    ". Please ",
    ". '",
    ". Trace ID",
    ". Correlation ID",
    " Trace ID:",
    " Correlation ID:",
    ", which is not trusted",
];

/// Names without quotation marks, each behind its phrase: "Using tenant Contoso. The service principal …", "in the tenant
/// named Contoso. This can …". `whole`: up to where the sentence is known to go on, or to the line's end; else up to the
/// first mark that could end a name.
pub fn announced(text: &str, whole: bool) -> Vec<Place> {
    let mut found = Vec::new();
    for phrase in PHRASES {
        for (at, phrase) in text.match_indices(phrase) {
            let from = at + phrase.len();
            let line =
                text[from..].find(['\n', '\r']).map_or(&text[from..], |length| &text[from..from + length]);
            let known = GOES_ON.iter().filter_map(|words| line.find(words)).min();
            let mark = line.find(['.', ',', '\'']).unwrap_or(line.len());
            let length =
                if whole { known.unwrap_or_else(|| line.trim_end_matches(['.', ' ']).len()) } else { mark };
            let name = &line[..length];
            let is_one = (1..=LONGEST).contains(&length) && ids(name, &|_| false).is_empty();
            if is_one && !NOBODY.contains(&name) && !name.starts_with('[') {
                found.push(from..from + length);
            }
        }
    }
    tidied(found)
}

/// What stands where a certificate names nobody.
const NOBODY: [&str; 1] = ["somebody without a name"];

/// How much of a text is inside a bracket that was opened before it. A name may have brackets of its own.
fn in_brackets(text: &str) -> usize {
    let line = text.find('\n').map_or(text, |length| &text[..length]);
    if let Some(length) = line.find(") is ").filter(|length| !line[..*length].contains("'(")) {
        return length;
    }
    let mut depth = 0_usize;
    for (at, c) in line.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    line.find(')').unwrap_or(line.len())
}

/// What stands in quotation marks, without them, unless it names nothing: Entra quotes the names of directories, apps
/// and people, and also those of parameters (`'client_secret'`) and permissions.
pub fn quoted(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = text[rest..].find(['\'', '"', '‘', '’', '“', '”', '„', '«']).map(|at| rest + at)
    {
        let mark = text[at..].chars().next().unwrap_or('\'');
        let from = at + mark.len_utf8();
        rest = from;
        // An apostrophe inside a word or by itself opens nothing. In French a blank stands inside the marks.
        let apart = mark == '«';
        if !apart
            && (text[..at].ends_with(char::is_alphanumeric) || text[from..].starts_with(char::is_whitespace))
        {
            continue;
        }
        let closing: &[char] = match mark {
            '"' => &['"'],
            '“' | '”' | '„' => &['“', '”'],
            '«' => &['»'],
            '‘' | '’' => &['’', '‘'],
            _ => &['\''],
        };
        let closes = |(at, length): &(usize, usize)| {
            apart
                || !text[at + length..].starts_with(char::is_alphanumeric)
                    && !text[..*at].ends_with(char::is_whitespace)
        };
        let end = text[from..].match_indices(closing).map(|(at, mark)| (from + at, mark.len())).find(closes);
        let Some((end, length)) = end else { continue };
        let inside = &text[from..end];
        if inside.len() <= LONGEST && !inside.contains('\n') {
            if !names_nothing(inside.trim()) {
                let from = end - inside.trim_start().len();
                found.push(from..from + inside.trim().len());
            }
            rest = end + length;
        }
    }
    found.extend(announced(text, true));
    // "Application '6f2b…'(Northwind MDR) is disabled": a name behind the ID it belongs to.
    for (at, mark) in text.match_indices("'(").chain(text.match_indices("' (")) {
        let from = at + mark.len();
        let length = in_brackets(&text[from..]);
        let inside = &text[from..from + length];
        if (1..=LONGEST).contains(&length) && !names_nothing(inside) {
            found.push(from..from + length);
        }
    }
    tidied(found)
}

/// Names of parameters that Entra quotes.
const PARAMETERS: [&str; 16] = [
    "admin_consent",
    "api_version",
    "client_assertion",
    "client_assertion_type",
    "client_credentials",
    "client_id",
    "client_info",
    "client_secret",
    "grant_type",
    "id_token",
    "redirect_uri",
    "refresh_token",
    "response_mode",
    "response_type",
    "access_token",
    "user_impersonation",
];

/// Parameters, GUIDs, numbers, permissions, addresses of Microsoft's and what was put in place of a name.
fn names_nothing(text: &str) -> bool {
    let parameter = |text: &str| PARAMETERS.contains(&text);
    let word = |word: &str| {
        word.is_empty()
            || parameter(word)
            || word.chars().all(|c| !c.is_alphabetic())
            || is_guid(word)
            || is_permission(word)
            || word.contains("://")
            || is_domain(word)
    };
    text.trim().is_empty() || text.split([' ', ',', '(', ')']).all(|text| word(text.trim_matches('\'')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(text: &'a str, places: &[Place]) -> Vec<&'a str> {
        places.iter().map(|place| &text[place.clone()]).collect()
    }

    #[test]
    fn names_count_as_words_of_their_own() {
        let text = "CONTOSO, Contoso AB and Contosos; in IN. ÅRE";
        assert_eq!(at(text, &named(text, "Contoso")), ["CONTOSO", "Contoso"]);
        assert_eq!(at(text, &named(text, "IN")), ["IN"]);
        assert_eq!(at(text, &named(text, "Åre kommun")), [""; 0]);
        assert_eq!(at(text, &named(text, "")), [""; 0]);
        let text = "contoso+ab Contoso_AB contoso-ab";
        assert_eq!(at(text, &named(text, "Contoso AB")), ["contoso+ab", "Contoso_AB", "contoso-ab"]);
    }

    #[test]
    fn quoted_names_are_found_and_parameters_are_not() {
        let text =
            "The app's 'client_secret' or 'request' in directory 'Contoso's AB' and “Åre Vård”, 'a b c";
        assert_eq!(at(text, &quoted(text)), ["request", "Contoso's AB", "Åre Vård"]);
        let text = "Using tenant Contoso AB. '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764' ('Alert.Read.All, 7')";
        assert_eq!(at(text, &quoted(text)), ["Contoso AB"]);
        let text = "AADSTS500011: The resource principal named x was not found in the tenant named Fabrikam. This can \
                    happen. Application '6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764'(Northwind MDR) is disabled. In \
                    \"Contoso Vård\", 'contoso_mde' and 'grant_type'.";
        let mut found = at(text, &quoted(text));
        found.sort_unstable();
        assert_eq!(found, ["Contoso Vård", "Fabrikam", "Northwind MDR", "contoso_mde"]);
    }
}
