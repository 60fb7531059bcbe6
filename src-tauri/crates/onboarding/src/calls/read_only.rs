//! Calls that a person may make by hand with a customer's token: those that only read, spelled by this program.
//!
//! The person chooses a call of the catalogue, how much of a list to see and, where one thing is asked for, its id.
//! The path is put together here from the catalogue's own; what was typed is held against what such an id can look
//! like and then percent-encoded, so that it can never leave its place in the path.

use std::net::IpAddr;

use url::Url;

use crate::ids::Domain;

use super::{Operation, Status, operation};

/// Calls that read and still do not belong here: their answer is a link with a signature in it, which opens a file for
/// whoever holds the link.
const HANDS_OUT_A_LINK: [&str; 2] = ["machineActions.packageUri", "machineActions.liveResponseResult"];

/// No id of Defender's is longer.
const LONGEST_ID: usize = 200;

/// What stands in the one variable part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// The id of an alert, a device, a piece of software, …
    Id,
    /// A domain.
    Domain,
    /// An IP address.
    Ip,
    /// The number of a vulnerability, such as `CVE-2024-3400`.
    Cve,
}

impl Parameter {
    /// Every kind.
    pub const ALL: [Parameter; 4] = [Parameter::Id, Parameter::Domain, Parameter::Ip, Parameter::Cve];

    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            Parameter::Id => "id",
            Parameter::Domain => "domain",
            Parameter::Ip => "ip",
            Parameter::Cve => "cve",
        }
    }

    fn of(placeholder: &str) -> Option<Self> {
        Some(match placeholder {
            "{id}" => Parameter::Id,
            "{domain}" => Parameter::Domain,
            "{ip}" => Parameter::Ip,
            "{cveId}" => Parameter::Cve,
            _ => return None,
        })
    }

    /// Whether a text can be one.
    fn fits(self, text: &str) -> bool {
        match self {
            // Ids of software and recommendations are made of names: `va-_-microsoft-_-edge`.
            Parameter::Id => {
                text.len() <= LONGEST_ID
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+@ ".contains(&byte))
                    && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
            }
            Parameter::Domain => Domain::parse(text).is_ok(),
            Parameter::Ip => text.parse::<IpAddr>().is_ok(),
            Parameter::Cve => is_cve(text),
        }
    }
}

fn is_cve(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.splitn(3, '-');
    let (Some(name), Some(year), Some(number)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    name.eq_ignore_ascii_case("cve")
        && year.len() == 4
        && digits(year)
        && number.len() <= 10
        && digits(number)
}

/// How much of a list to ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Amount {
    /// One entry.
    One,
    /// Ten.
    #[default]
    Ten,
    /// Fifty.
    Fifty,
}

impl Amount {
    /// Every amount.
    pub const ALL: [Amount; 3] = [Amount::One, Amount::Ten, Amount::Fifty];

    /// The number.
    pub fn number(self) -> u8 {
        match self {
            Amount::One => 1,
            Amount::Ten => 10,
            Amount::Fifty => 50,
        }
    }
}

/// What a call of the catalogue takes when it is made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// What has to be typed, if anything.
    pub parameter: Option<Parameter>,
    /// Whether an amount can be chosen.
    pub amount: bool,
}

/// Why a call cannot be made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMade {
    /// The catalogue has no such call, or it is not one that only reads.
    NotReadOnly,
    /// What was typed cannot be what the call asks for.
    NotAParameter(Parameter),
}

/// A call that only reads, ready to be made.
#[derive(Debug, Clone)]
pub struct ReadOnlyCall {
    operation: &'static Operation,
    path: String,
}

impl ReadOnlyCall {
    /// Puts a call together.
    pub fn new(id: &str, parameter: Option<&str>, amount: Amount) -> Result<Self, NotMade> {
        let operation = operation(id).ok_or(NotMade::NotReadOnly)?;
        let takes = takes(operation).ok_or(NotMade::NotReadOnly)?;
        let path = match (takes.parameter, &operation.probe) {
            (Some(kind), _) => {
                let typed = parameter.unwrap_or_default().trim();
                if !kind.fits(typed) {
                    return Err(NotMade::NotAParameter(kind));
                }
                operation.path.replace(placeholder(&operation.path).unwrap_or_default(), &encoded(typed))
            }
            (None, Some(probe)) => with_amount(probe, amount),
            (None, None) => return Err(NotMade::NotReadOnly),
        };
        Ok(Self { operation, path })
    }

    /// The call of the catalogue.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// What a call takes when it is made by hand; none for one that changes something, ended, hands out links, or needs
/// more than one thing to be typed.
pub fn takes(operation: &Operation) -> Option<Takes> {
    let reads = operation.method == "GET" && !operation.side_effects && operation.status != Status::Retired;
    if !reads || HANDS_OUT_A_LINK.contains(&operation.id.as_str()) {
        return None;
    }
    if let Some(probe) = &operation.probe {
        return Some(Takes { parameter: None, amount: with_amount(probe, Amount::Fifty) != *probe });
    }
    let parameter = Parameter::of(placeholder(&operation.path)?)?;
    Some(Takes { parameter: Some(parameter), amount: false })
}

/// The one segment of a path that is variable, and nothing but variable; none where there is another kind of gap.
fn placeholder(path: &str) -> Option<&str> {
    let mut gaps = path.split('/').filter(|segment| segment.contains(['{', '(', '?']));
    gaps.next().filter(|gap| gap.starts_with('{') && gap.ends_with('}') && gaps.next().is_none())
}

fn with_amount(probe: &str, amount: Amount) -> String {
    let number = amount.number();
    probe.replace("$top=1", &format!("$top={number}")).replace("pageSize=1", &format!("pageSize={number}"))
}

/// One segment of a path, whatever stands in it.
fn encoded(typed: &str) -> String {
    #[allow(clippy::expect_used, reason = "a constant")]
    let mut url = Url::parse("https://x/").expect("an address");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.clear().push(typed);
    }
    url.path().trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::operations;
    use crate::cloud::{Cloud, CloudId};

    fn path(id: &str, parameter: Option<&str>) -> Result<String, NotMade> {
        ReadOnlyCall::new(id, parameter, Amount::Ten).map(|call| call.path().to_owned())
    }

    #[test]
    fn lists_come_in_the_amount_asked_for() {
        assert_eq!(path("alerts.list", None).unwrap(), "/api/alerts?$top=10");
        assert_eq!(path("score.exposure", None).unwrap(), "/api/exposureScore");
        let one = ReadOnlyCall::new("assessments.software", None, Amount::One).unwrap();
        assert_eq!(one.path(), "/api/machines/SoftwareInventoryByMachine?pageSize=1");
        assert!(takes(operation("alerts.list").unwrap()).unwrap().amount);
        assert!(!takes(operation("score.exposure").unwrap()).unwrap().amount);
    }

    #[test]
    fn an_id_is_held_against_its_kind() {
        assert_eq!(path("alerts.get", Some(" da63_1 ")).unwrap(), "/api/alerts/da63_1");
        assert_eq!(path("software.get", Some("va-_-a b+c")).unwrap(), "/api/Software/va-_-a%20b+c");
        assert_eq!(path("domains.alerts", Some("contoso.com")).unwrap(), "/api/domains/contoso.com/alerts");
        assert_eq!(path("ips.alerts", Some("2001:db8::1")).unwrap(), "/api/ips/2001:db8::1/alerts");
        assert_eq!(
            path("vulnerabilities.get", Some("CVE-2024-3400")).unwrap(),
            "/api/vulnerabilities/CVE-2024-3400"
        );
        for (id, typed) in [
            ("alerts.get", ""),
            ("alerts.get", ".."),
            ("alerts.get", "a/b"),
            ("alerts.get", "a?b"),
            ("alerts.get", "a#b"),
            ("alerts.get", "a%2fb"),
            ("alerts.get", "a\nb"),
            ("domains.alerts", "contoso.com/../x"),
            ("ips.alerts", "10.0.0.1/8"),
            ("vulnerabilities.get", "CVE-24-1"),
        ] {
            assert!(matches!(path(id, Some(typed)), Err(NotMade::NotAParameter(_))), "{id} {typed}");
        }
        assert!(path("alerts.get", Some(&"x".repeat(201))).is_err());
    }

    #[test]
    fn nothing_that_changes_ends_or_hands_out_links_can_be_made() {
        for id in [
            "machines.isolate",
            "alerts.update",
            "hunting.run",
            "machineActions.packageUri",
            "assessments.softwareExport",
            "machines.findByTag",
            "no.such.call",
        ] {
            assert_eq!(path(id, Some("x")), Err(NotMade::NotReadOnly), "{id}");
        }
        let made: Vec<_> = operations().iter().filter(|call| takes(call).is_some()).collect();
        assert!(made.len() > 50, "{}", made.len());
        assert!(
            made.iter()
                .all(|call| call.method == "GET" && !call.side_effects && !call.id.ends_with("Export"))
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_stays_in_its_place(typed in ".{0,40}", at in 0_usize..200) {
            let cloud = Cloud::real(CloudId::Commercial).unwrap();
            let all: Vec<_> = operations().iter().filter(|call| takes(call).is_some()).collect();
            let chosen = all[at % all.len()];
            if let Ok(call) = ReadOnlyCall::new(&chosen.id, Some(&typed), Amount::One) {
                let url = cloud.api_url(call.path()).unwrap();
                assert_eq!(url.host_str(), Some("api.security.microsoft.com"));
                let slashes = chosen.path.matches('/').count();
                assert_eq!(url.path().matches('/').count(), slashes, "{url}");
                assert_eq!(url.query(), chosen.probe.as_ref().and_then(|probe| Some(probe.split_once('?')?.1)));
                assert_eq!(url.fragment(), None);
            }
        }
    }
}
