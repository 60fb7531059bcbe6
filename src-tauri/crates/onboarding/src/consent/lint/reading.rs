//! Takes a link apart as people have it: broken over lines, escaped, wrapped by a mail filter, without its scheme.

use url::Url;

use super::rules::Findings;
use super::{Flaw, Form};

/// Longest text that is looked at; a link beyond 2,048 characters does not survive mail programs anyway.
const LONGEST_TEXT: usize = 16 * 1024;
/// Parameters beyond this many are not looked at.
const MOST_PARAMETERS: usize = 100;

/// A consent link, taken apart.
#[derive(Debug)]
pub(super) struct Seen {
    pub url: Url,
    pub form: Form,
    /// Decoded, as it stands in the path.
    pub tenant: String,
    /// Decoded (twice where that was needed), names in lower case, in their order.
    pub parameters: Vec<(String, String)>,
}

impl Seen {
    /// The first value under this name, unless it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let first = self.parameters.iter().find(|(known, _)| known == name);
        first.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }
}

/// Whether an address leads to a consent page, by its path; whose host it is does not matter here.
pub fn is_consent_address(url: &Url) -> bool {
    form_of(url).is_some()
}

/// Reads a link and notes what had to be mended to read it. `None`: no consent link.
pub(super) fn read(text: &str, findings: &mut Findings) -> Option<Seen> {
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let joined = joined(text);
    if joined.mended {
        findings.add(Flaw::BrokenUp, None, None);
    }
    let mut link = joined.text;
    if link.contains("&amp;") {
        findings.add(Flaw::HtmlEscaped, None, None);
        link = link.replace("&amp;", "&");
    }
    let mut url = parsed(&link, findings)?;
    if let Some(inner) = inside_filter(&url) {
        findings.add(Flaw::Wrapped, url.host_str(), None);
        url = parsed(&inner, findings)?;
    }
    let (form, tenant, path_fits) = form_of(&url)?;
    if !path_fits {
        findings.add(Flaw::WrongPath, Some(url.path()), None);
    }
    let mut parameters: Vec<(String, String)> = url
        .query_pairs()
        .take(MOST_PARAMETERS)
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    for (name, value) in &mut parameters {
        if matches!(name.as_str(), "scope" | "redirect_uri" | "resource" | "client_id") && is_encoded(value) {
            findings.add(Flaw::DoubleEncoded, Some(value), None);
            *value = decoded(value);
        }
    }
    let form = match form {
        Form::AuthorizeV1 if is_guide_s(&parameters) => Form::Guide,
        form => form,
    };
    Some(Seen { url, form, tenant, parameters })
}

/// The guide's form asks for a code, names no redirect address, and has `prompt=consent`.
fn is_guide_s(parameters: &[(String, String)]) -> bool {
    let has = |name: &str| parameters.iter().any(|(known, _)| known == name);
    !has("redirect_uri") && !has("resource") && parameters.contains(&("prompt".into(), "consent".into()))
}

fn parsed(link: &str, findings: &mut Findings) -> Option<Url> {
    let lower = link.get(..12).unwrap_or(link).to_ascii_lowercase();
    if lower.starts_with("https%3a%2f") || lower.starts_with("http%3a%2f") {
        findings.add(Flaw::DoubleEncoded, None, None);
        return Url::parse(&decoded(link)).ok();
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Url::parse(link).ok();
    }
    // Copied without its scheme: only where a host stands in front.
    let host = link.split(['/', '?']).next().unwrap_or_default();
    let looks_like_host = host.contains('.') && !host.contains([':', '@', ' ']);
    if looks_like_host { Url::parse(&format!("https://{link}")).ok() } else { None }
}

/// Form, tenant, and whether the path is one that exists.
fn form_of(url: &Url) -> Option<(Form, String, bool)> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let segments: Vec<String> =
        url.path_segments()?.filter(|part| !part.is_empty()).take(8).map(decoded).collect();
    let lower: Vec<String> = segments.iter().map(|part| part.to_ascii_lowercase()).collect();
    let (last, before) = lower.split_last()?;
    let has = |part: &str| before.iter().any(|known| known == part);
    let version_2 = has("v2.0");
    let form = match last.as_str() {
        "adminconsent" if version_2 => Form::AdminV2,
        "adminconsent" => Form::AdminV1,
        "authorize" if version_2 => Form::AuthorizeV2,
        "authorize" if has("oauth2") => Form::AuthorizeV1,
        _ => return None,
    };
    let inner: &[&str] = match form {
        Form::AdminV1 => &[],
        Form::AdminV2 => &["v2.0"],
        Form::AuthorizeV2 => &["oauth2", "v2.0"],
        Form::AuthorizeV1 | Form::Guide => &["oauth2"],
    };
    let reserved = |part: &String| matches!(part.as_str(), "oauth2" | "v2.0" | "v1.0");
    let tenant = if lower.first().is_some_and(|first| !reserved(first)) && !before.is_empty() {
        segments.first().cloned().unwrap_or_default()
    } else {
        String::new()
    };
    let rest = if tenant.is_empty() { before } else { &before[1..] };
    Some((form, tenant, rest == inner))
}

/// The address inside a mail filter's.
fn inside_filter(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let filters = ["safelinks.protection.outlook.com", "safelinks.protection.office365.us"];
    if !filters.iter().any(|filter| host == *filter || host.ends_with(&format!(".{filter}"))) {
        return None;
    }
    url.query_pairs().find(|(name, _)| name == "url").map(|(_, value)| value.into_owned())
}

/// Whether a value that was decoded once still holds an encoded address.
fn is_encoded(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.contains("%3a%2f%2f") || lower.contains("://") && lower.contains("%2f")
}

fn decoded(text: &str) -> String {
    // A name without "=" decodes as a form's name does, except that "+" stays what it is.
    let plus_kept = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(plus_kept.as_bytes())
        .map(|(name, _)| name.into_owned())
        .next()
        .unwrap_or_default()
}

struct Joined {
    text: String,
    mended: bool,
}

/// The link on one line. It begins with the first address in the text. Lines that begin with `?` or `&` (as the
/// documentation prints them) and lines of a single word belong to it; blanks do where parameters follow.
fn joined(text: &str) -> Joined {
    let plain = text.len() - text.trim_start().len();
    // Copied without its scheme, the first address in the text would be that of a parameter.
    let without_scheme = text[plain..].get(..6).is_some_and(|start| start.eq_ignore_ascii_case("login."));
    let start = first_address(text).filter(|_| !without_scheme).unwrap_or(plain);
    let text = text.get(start..).unwrap_or_default().trim_start_matches(['"', '\'', '<', '(', '[', ' ']);
    let mut lines = text.lines().map(|line| line.trim_start_matches(['>', ' ', '\t']).trim_end());
    let first = lines.next().unwrap_or_default();
    let (mut link, mut mended) = (String::with_capacity(text.len()), false);
    let mut closed = take_words(first, &mut link, &mut mended);
    for line in lines {
        if closed || line.is_empty() || first_address(line) == Some(0) {
            break;
        }
        let parameters = line.starts_with(['?', '&']);
        if !parameters && line.contains(char::is_whitespace) {
            break;
        }
        mended = true;
        closed = take_words(line, &mut link, &mut mended) || (!parameters && line.ends_with(['.', '>', '"']));
    }
    let end = link.trim_end_matches(['"', '\'', '>', ')', ']', ',', ';', '.', '\\']).len();
    link.truncate(end);
    Joined { text: link, mended }
}

/// Takes from a line what belongs to the link; whether the link ends there.
fn take_words(line: &str, taken: &mut String, mended: &mut bool) -> bool {
    // The last blank after which a parameter still follows: up to there the blanks are inside of a value.
    let last_parameter = line.rfind('&').filter(|at| line[*at..].contains('=')).unwrap_or(0);
    let mut end = line.len();
    for (at, found) in line.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, '"' | '<' | '>'))
    {
        let inside = found.is_whitespace() && (at < last_parameter || in_documented_scope(line, at));
        if !inside {
            end = at;
            break;
        }
        *mended = true;
    }
    taken.push_str(&line[..end]);
    end < line.len()
}

/// Whether a blank stands between two scopes, as the documentation prints them on a line of their own.
fn in_documented_scope(line: &str, at: usize) -> bool {
    let next = line[at..].trim_start();
    line.starts_with("&scope=") && next.split_whitespace().next().is_some_and(|word| word.contains("://"))
}

fn first_address(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find(['h', 'H']) {
        let at = from + found;
        let begins = |scheme: &str| {
            text.as_bytes()
                .get(at..at + scheme.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
        };
        if begins("http://") || begins("https://") || begins("https%3a%2f") {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
