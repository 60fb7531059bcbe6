//! Hosts, domains, addresses of machines, and whoever has an e-mail address there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Place;

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
/// Words that stand before a colon and a number and name no host.
const NO_HOSTS: [&str; 3] = ["localhost", "http", "https"];

/// What looks like the name of a host, an e-mail address or an IP address, and names somebody.
#[derive(Debug, PartialEq, Eq)]
pub enum Host {
    /// A host or domain.
    Domain(Place),
    /// Whoever has an address there, `@` included.
    Person(Place),
    /// The address of a machine: its IP address in one spelling, or that of its network card.
    Address(Place, String),
}

impl Host {
    fn place(&self) -> &Place {
        let (Host::Domain(place) | Host::Person(place) | Host::Address(place, _)) = self;
        place
    }
}

/// Hosts, people and addresses in a text, in order.
pub fn hosts(text: &str) -> Vec<Host> {
    let mut found = persons(text);
    found.extend(
        runs(text, |c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .filter_map(|run| named(text, run)),
    );
    found.extend(
        runs(text, |c| c.is_ascii_hexdigit() || c == ':' || c == '.').filter_map(|run| address(text, run)),
    );
    found.extend(cards(text));
    found.extend(shares(text));
    // The one that begins first, and of two the longer: the host behind a person's `@` begins after it.
    found.sort_by_key(|host| (host.place().start, std::cmp::Reverse(host.place().end)));
    let mut done = 0;
    found.retain(|host| {
        let fits = host.place().start >= done;
        if fits {
            done = host.place().end;
        }
        fits
    });
    found
}

/// Runs of certain letters.
fn runs(text: &str, in_run: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = Place> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let from = rest + text[rest..].find(in_run)?;
        rest = text[from..].find(|c| !in_run(c)).map_or(text.len(), |length| from + length);
        Some(from..rest)
    })
}

/// `anna.berg+x@`, `o'brien@`, `anna_contoso.se#EXT#@`, and `anna:word@` in an address.
fn persons(text: &str) -> Vec<Host> {
    let in_name = |c: char| c.is_alphanumeric() || "._-+'’!#$%*^~".contains(c);
    let mut found = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices('@') {
        let domain = text[at + 1..].find(|c: char| !(c.is_alphanumeric() || ".-_".contains(c)));
        let domain = text[at + 1..].get(..domain.unwrap_or(text.len() - at - 1)).unwrap_or_default();
        let domain = domain.trim_end_matches(['.', '-']);
        if !domain.starts_with(char::is_alphanumeric) {
            continue;
        }
        let length =
            text[done..at].chars().rev().take_while(|c| in_name(*c)).map(char::len_utf8).sum::<usize>();
        let name = &text[at - length..at];
        let mut from = at - name.trim_start_matches(['\'', '’', '.', '-', '+']).len();
        // A name and a word before the host of an address.
        let scheme = text[done..at].rfind("://").map(|scheme| done + scheme + 3);
        if let Some(scheme) = scheme.filter(|scheme| !text[*scheme..at].contains(['/', '?', '#', ' ', '\n']))
        {
            from = from.min(scheme);
        }
        if from == at || !(is_domain(domain) || from < at && !domain.contains('.')) {
            continue;
        }
        found.push(Host::Person(from..at + 1));
        if !domain.contains('.') && !NO_HOSTS.contains(&domain) {
            found.push(Host::Domain(at + 1..at + 1 + domain.len()));
        }
        done = at + 1;
    }
    found
}

/// A host by its name, or by its IPv4 address. One without a dot is told by what stands around it: `//proxy01`,
/// `proxy-01:8080`.
fn named(text: &str, run: Place) -> Option<Host> {
    let name = &text[run.clone()];
    let start = run.start + (name.len() - name.trim_start_matches(['.', '-']).len());
    let name = text[start..run.end].trim_end_matches(['.', '-']);
    let place = start..start + name.len();
    let known = |name: &str| is_nobodys(name) || is_no_host(name);
    if name.is_empty() {
        return None;
    }
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return telling(address.into()).then(|| Host::Address(place, address.to_string()));
    }
    if is_domain(name) {
        return (!known(name)).then_some(Host::Domain(place));
    }
    if name.contains('.')
        || name.len() > 63
        || !name.contains(char::is_alphabetic)
        || NO_HOSTS.contains(&name)
    {
        return None;
    }
    let (before, after) = (&text[..place.start], &text[place.end..]);
    let port = after.strip_prefix(':').map(|port| port.bytes().take_while(u8::is_ascii_digit).count());
    let has_port = port.is_some_and(|digits| (2..=5).contains(&digits));
    let of_address = before.ends_with("//");
    let odd = name.contains(|c: char| c.is_ascii_digit() || c == '-');
    let introduced = ["proxy ", "host ", "server ", "connect to ", "via "].iter().any(|word| {
        before.len() >= word.len()
            && before.is_char_boundary(before.len() - word.len())
            && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
    });
    (of_address || has_port && (odd || introduced)).then_some(Host::Domain(place))
}

/// An IPv6 address, its brackets and its zone included.
fn address(text: &str, run: Place) -> Option<Host> {
    let glued = text[..run.start].ends_with(char::is_alphanumeric);
    let mut from = run.start;
    if glued {
        // What hangs together with a word before it is no part of an address.
        from += text[run.clone()].find(':')? + 1;
    }
    let whole = text[from..run.end].trim_end_matches('.');
    if whole.len() > 60 {
        return None;
    }
    let tries = [whole, whole.strip_prefix(':').unwrap_or(whole), whole.strip_suffix(':').unwrap_or(whole)];
    // A port behind an address that has all its groups.
    let without_port = whole.rsplit_once(':').map_or(whole, |(before, _)| before);
    let (found, address) = tries
        .into_iter()
        .chain([without_port])
        .find_map(|found| Some((found, found.parse::<Ipv6Addr>().ok()?)))?;
    let from = from + (found.as_ptr() as usize - whole.as_ptr() as usize);
    let mut to = from + found.len();
    if text[to..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let canonical = address.to_canonical();
    if !telling(canonical) {
        return None;
    }
    if let Some(zone) = text[to..].strip_prefix('%') {
        to += 1 + zone.find(|c: char| !(c.is_alphanumeric() || ".-_".contains(c))).unwrap_or(zone.len());
    }
    let bracketed = text[..from].ends_with('[') && text[to..].starts_with(']');
    let place = if bracketed { from - 1..to + 1 } else { from..to };
    Some(Host::Address(place, canonical.to_string()))
}

/// Loopback is on every machine.
fn telling(address: IpAddr) -> bool {
    !address.is_loopback() && !address.is_unspecified()
}

/// `00:1a:2b:3c:4d:5e`: the address of a network card.
fn cards(text: &str) -> Vec<Host> {
    let card = |run: Place| {
        let card = &text[run.clone()];
        let groups =
            |by: char| card.split(by).filter(|group| group.len() == 2).count() == 6 && card.len() == 17;
        let apart = !text[..run.start].ends_with(char::is_alphanumeric)
            && !text[run.end..].starts_with(char::is_alphanumeric);
        (apart && (groups(':') || groups('-'))).then(|| Host::Address(run.clone(), card.to_ascii_lowercase()))
    };
    runs(text, |c| c.is_ascii_hexdigit() || c == ':' || c == '-').filter_map(card).collect()
}

/// `\\\\server\\share`: the host of a shared folder.
fn shares(text: &str) -> Vec<Host> {
    let share = |run: Place| {
        let apart = !text[..run.start].ends_with(|c: char| c.is_alphanumeric() || c == ':');
        let server = text[run.end..].find(|c: char| !(c.is_alphanumeric() || "-_".contains(c)))?;
        let is_share = server > 0 && text[run.end + server..].starts_with('\\');
        (run.len() >= 2 && apart && is_share).then(|| Host::Domain(run.end..run.end + server))
    };
    runs(text, |c| c == '\\').filter_map(share).collect()
}

pub(super) fn is_domain(text: &str) -> bool {
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
    is_permission(text) || labels.next_back().is_some_and(|last| FILES.contains(&last))
}

/// `Alert.Read.All`. All of them are written in ASCII.
pub(super) fn is_permission(text: &str) -> bool {
    text.is_ascii() && text.split('.').any(|label| PERMISSION_WORDS.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(char, &str)> {
        let told = |host| match host {
            Host::Domain(place) => ('d', &text[place]),
            Host::Person(place) => ('p', &text[place]),
            Host::Address(place, _) => ('a', &text[place]),
        };
        hosts(text).into_iter().map(told).collect()
    }

    #[test]
    fn hosts_are_told_from_permissions_files_and_prose() {
        let text = "a.b@contoso.se or https://www.contoso.se:443/x, host-1.corp.åre.example. Alert.Read.All e.g. v1.0 \
                    registry.db login.microsoftonline.com contoso.onmicrosoft.com 10.1.2.3 127.0.0.1 sts.windows.net.";
        let expected = [
            ('p', "a.b@"),
            ('d', "contoso.se"),
            ('d', "www.contoso.se"),
            ('d', "host-1.corp.åre.example"),
            ('d', "contoso.onmicrosoft.com"),
            ('a', "10.1.2.3"),
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn people_are_found_whatever_their_names_hold() {
        let text = "anna+defender@contoso.se o'brien@contoso.se 'bo@contoso.se' anna_contoso.se#EXT#@nord.onmicrosoft.com \
                    http://anna:word@proxy01:8080/ user@server01 <åsa.öberg@xn--re-yia.se> @nobody";
        let people: Vec<_> =
            found(text).into_iter().filter(|(kind, _)| *kind == 'p').map(|(_, who)| who).collect();
        assert_eq!(
            people,
            [
                "anna+defender@",
                "o'brien@",
                "bo@",
                "anna_contoso.se#EXT#@",
                "anna:word@",
                "user@",
                "åsa.öberg@"
            ]
        );
        let hosts: Vec<_> =
            found(text).into_iter().filter(|(kind, _)| *kind == 'd').map(|(_, host)| host).collect();
        assert_eq!(
            hosts,
            [
                "contoso.se",
                "contoso.se",
                "contoso.se",
                "nord.onmicrosoft.com",
                "proxy01",
                "server01",
                "xn--re-yia.se"
            ]
        );
    }

    #[test]
    fn hosts_without_a_dot_are_told_by_what_stands_around_them() {
        let text = r"via proxy: http://squid:3128/, proxy-01:8080, connect to wpad:80; status:403 line 12 error:50011 \\filer\home$ \\\\nas-1\\x C:\\Users\\x http://localhost:1 proxy wpad:8080";
        assert_eq!(
            found(text),
            [('d', "squid"), ('d', "proxy-01"), ('d', "wpad"), ('d', "filer"), ('d', "nas-1"), ('d', "wpad")]
        );
    }

    #[test]
    fn addresses_of_machines_are_one_however_they_are_spelled() {
        let text = "2001:db8:0:0:0:0:0:1 [2001:DB8::1]:443 fe80::1%eth0, ::ffff:10.1.2.3 10.1.2.3:80 ::1 [::]:80 12:30:45 \
                    2001:db8::2. Iface:fe80::9 std::io 2001:db8:0:0:0:0:0:1:443 00:1A:2b:3c:4d:5e AB:CD:EF:01:02:03:04:05:06:07";
        let addresses: Vec<_> = hosts(text)
            .into_iter()
            .filter_map(|host| match host {
                Host::Address(place, address) => Some((&text[place], address)),
                _ => None,
            })
            .collect();
        let told: Vec<_> = addresses.iter().map(|(place, address)| (*place, address.as_str())).collect();
        assert_eq!(
            told,
            [
                ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
                ("[2001:DB8::1]", "2001:db8::1"),
                ("fe80::1%eth0", "fe80::1"),
                ("::ffff:10.1.2.3", "10.1.2.3"),
                ("10.1.2.3", "10.1.2.3"),
                ("2001:db8::2", "2001:db8::2"),
                ("fe80::9", "fe80::9"),
                ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
                ("00:1A:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e"),
            ]
        );
    }
}
