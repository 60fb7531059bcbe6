//! Finds in a text what tells who somebody is: IDs, domains and addresses, names of users in paths, quoted names.

use std::ops::Range;

/// Hosts of Microsoft's that name nobody; every host below them too.
const MICROSOFTS: [&str; 6] = [
    "microsoft.com",
    "microsoft.us",
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoftonline-p.com",
    "partner.microsoftonline.cn",
];
/// Hosts that name nobody themselves; those below them are some customer's.
const NOBODYS: [&str; 10] = [
    "sts.windows.net",
    "login.windows.net",
    "graph.windows.net",
    "portal.azure.com",
    "portal.azure.us",
    "management.azure.com",
    "management.core.windows.net",
    "aka.ms",
    "securitycenter.onmicrosoft.com",
    "api.loganalytics.io",
];
/// Endings of files, which look like the ends of domains.
const FILES: [&str; 9] = ["db", "sqlite", "json", "html", "dll", "exe", "txt", "log", "pem"];
/// Words of which the names of permissions are made.
const PERMISSION_WORDS: [&str; 4] = ["Read", "ReadWrite", "All", "Write"];

/// A place in a text.
pub type Place = Range<usize>;

/// GUIDs: 8-4-4-4-12 hexadecimal digits, whatever stands around them.
pub fn guids(text: &str) -> Vec<Place> {
    const LENGTH: usize = 36;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + LENGTH <= bytes.len() {
        let fits = bytes[at..at + LENGTH].iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        if fits {
            found.push(at..at + LENGTH);
            at += LENGTH;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a text is a GUID and nothing else.
pub fn is_guid(text: &str) -> bool {
    guids(text).first().is_some_and(|place| place.len() == text.len())
}

/// What looks like the name of a host, an e-mail address or an IP address, and names somebody.
#[derive(Debug, PartialEq, Eq)]
pub enum Host {
    /// A host or domain.
    Domain(Place),
    /// Whoever has an address there, `@` included.
    Person(Place),
    /// An IPv4 address.
    Address(Place),
}

/// Hosts, people and addresses in a text.
pub fn hosts(text: &str) -> Vec<Host> {
    let in_run = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(from) = text[rest..].find(in_run).map(|at| rest + at) {
        let length = text[from..].find(|c| !in_run(c)).unwrap_or(text.len() - from);
        rest = from + length;
        let run = &text[from..rest];
        let start = from + (run.len() - run.trim_start_matches(['.', '-', '+']).len());
        let end = rest - (run.len() - run.trim_end_matches(['.', '-', '+']).len());
        if start >= end {
            continue;
        }
        let run = &text[start..end];
        match run.rsplit_once('@') {
            // A guest's name ends in a sign that is none of an address's, and only the `@` is left here.
            Some((person, domain)) if is_domain(domain) => {
                if !person.is_empty() {
                    found.push(Host::Person(start..start + person.len() + 1));
                }
                if !is_nobodys(domain) {
                    found.push(Host::Domain(end - domain.len()..end));
                }
            }
            None if is_address(run) => found.push(Host::Address(start..end)),
            None if is_domain(run) && !is_nobodys(run) && !is_no_host(run) => {
                found.push(Host::Domain(start..end));
            }
            _ => {}
        }
    }
    found
}

fn is_domain(text: &str) -> bool {
    let mut labels = text.split('.');
    let last = labels.next_back().unwrap_or_default();
    let ends =
        last.chars().count() >= 2 && (last.chars().all(char::is_alphabetic) || last.starts_with("xn--"));
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    ends && text.contains('.') && labels.all(label)
}

fn is_nobodys(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let below = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'));
    NOBODYS.contains(&host.as_str())
        || MICROSOFTS.contains(&host.as_str())
        || MICROSOFTS.iter().any(|known| below(known))
}

/// `Alert.Read.All`, `registry.db`.
fn is_no_host(text: &str) -> bool {
    let mut labels = text.split('.');
    text.split('.').any(|label| PERMISSION_WORDS.contains(&label))
        || labels.next_back().is_some_and(|last| FILES.contains(&last))
}

fn is_address(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>()
        .is_ok_and(|address| !address.is_loopback() && !address.is_unspecified())
}

/// Names of users in the paths of their home folders.
pub fn users(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    for folder in ["/home/", "/Users/", "\\Users\\", "\\\\Users\\\\"] {
        for (at, _) in text.match_indices(folder) {
            let from = at + folder.len();
            let length =
                text[from..].find(['/', '\\', '"', '\'', ':', '\n', ')']).unwrap_or(text.len() - from);
            if length > 0 {
                found.push(from..from + length);
            }
        }
    }
    tidied(found)
}

/// A name, whatever its case, where it stands as a word of its own. One of three letters or less counts only in its
/// own case: `IN` is a company, `in` is not.
pub fn named(text: &str, name: &str) -> Vec<Place> {
    let exact = name.chars().count() <= 3;
    let fold = |c: char| if exact { c } else { c.to_lowercase().next().unwrap_or(c) };
    let wanted: Vec<char> = name.chars().map(fold).collect();
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

/// What stands in quotation marks, without them, unless it names nothing: Entra quotes the names of directories, apps
/// and people, and also those of parameters (`'client_secret'`) and permissions.
pub fn quoted(text: &str) -> Vec<Place> {
    const LONGEST: usize = 200;
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = text[rest..].find(['\'', '"', '‘', '’', '“', '”', '„', '«']).map(|at| rest + at)
    {
        let mark = text[at..].chars().next().unwrap_or('\'');
        let from = at + mark.len_utf8();
        rest = from;
        // An apostrophe inside a word or by itself opens nothing.
        if text[..at].ends_with(char::is_alphanumeric) || text[from..].starts_with(char::is_whitespace) {
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
            !text[at + length..].starts_with(char::is_alphanumeric)
                && !text[..*at].ends_with(char::is_whitespace)
        };
        let end = text[from..].match_indices(closing).map(|(at, mark)| (from + at, mark.len())).find(closes);
        let Some((end, length)) = end else { continue };
        let inside = &text[from..end];
        if inside.len() <= LONGEST && !inside.contains('\n') {
            if !names_nothing(inside) {
                found.push(from..end);
            }
            rest = end + length;
        }
    }
    // "Using tenant Contoso. The service principal …", "in the tenant named Contoso. This can …": not quoted.
    for phrase in ["Using tenant ", "tenant named ", "directory named "] {
        for (at, phrase) in text.match_indices(phrase) {
            let from = at + phrase.len();
            let length = text[from..].find(['.', ',', '\n', '\'']).unwrap_or(text.len() - from);
            if (1..=LONGEST).contains(&length) && guids(&text[from..from + length]).is_empty() {
                found.push(from..from + length);
            }
        }
    }
    // "Application '6f2b…'(Northwind MDR) is disabled": a name behind the ID it belongs to.
    for (at, mark) in text.match_indices("'(").chain(text.match_indices("' (")) {
        let from = at + mark.len();
        let length = text[from..].find([')', '\n']).unwrap_or(text.len() - from);
        let inside = &text[from..from + length];
        if (1..=LONGEST).contains(&length) && !inside.contains('\'') && !names_nothing(inside) {
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
            || word.split('.').any(|label| PERMISSION_WORDS.contains(&label))
            || word.contains("://")
            || is_domain(word)
    };
    text.trim().is_empty() || text.split([' ', ',', '(', ')']).all(word)
}

/// In order, none inside another.
fn tidied(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut done = 0;
    places.retain(|place| {
        let fits = place.start >= done;
        done = done.max(place.end);
        fits
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(text: &'a str, places: &[Place]) -> Vec<&'a str> {
        places.iter().map(|place| &text[place.clone()]).collect()
    }

    #[test]
    fn hosts_are_told_from_permissions_files_and_prose() {
        let text = "a.b@contoso.se or https://www.contoso.se:443/x, host-1.corp.åre.example. Alert.Read.All e.g. v1.0 \
                    registry.db login.microsoftonline.com contoso.onmicrosoft.com 10.1.2.3 127.0.0.1 sts.windows.net.";
        let found: Vec<(char, &str)> = hosts(text)
            .into_iter()
            .map(|host| match host {
                Host::Domain(place) => ('d', &text[place]),
                Host::Person(place) => ('p', &text[place]),
                Host::Address(place) => ('a', &text[place]),
            })
            .collect();
        let expected = [
            ('p', "a.b@"),
            ('d', "contoso.se"),
            ('d', "www.contoso.se"),
            ('d', "host-1.corp.åre.example"),
            ('d', "contoso.onmicrosoft.com"),
            ('a', "10.1.2.3"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_count_as_words_of_their_own() {
        let text = "CONTOSO, Contoso AB and Contosos; in IN. ÅRE";
        assert_eq!(at(text, &named(text, "Contoso")), ["CONTOSO", "Contoso"]);
        assert_eq!(at(text, &named(text, "IN")), ["IN"]);
        assert_eq!(at(text, &named(text, "Åre kommun")), [""; 0]);
        assert_eq!(at(text, &named(text, "")), [""; 0]);
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

    #[test]
    fn users_stand_in_paths() {
        let text = r"/home/anna/.local C:\Users\Anna Berg\x C:\\Users\\bo\\y /Users/cy /home/";
        assert_eq!(at(text, &users(text)), ["anna", "Anna Berg", "bo", "cy "]);
    }
}
