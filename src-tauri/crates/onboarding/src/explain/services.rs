//! The service that one of Entra's numbers is about. The numbers mean Defender for Endpoint in an answer to Consentry;
//! in a pasted text they may be about any other that the app asked for.

use crate::ids;
use crate::judge::{self, RefusalMeaning};
use crate::knowledge::Api;
use crate::verdict::Cause;

use super::{fields, statuses};

/// The reason of a refusal that is about a service other than Defender for Endpoint.
pub const ANOTHER_SERVICE: &str = "another-service";

/// Numbers that say that a service is missing, with what stands in front of its name, in small letters.
/// Source: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.
const NAMED: [(u64, &str); 3] =
    [(650_052, " a service"), (500_011, "resource principal named"), (500_014, "principal for resource")];

/// What a refusal means whose text names a service that is not Defender for Endpoint.
pub(super) fn another(codes: &[u64], message: &str) -> Option<RefusalMeaning> {
    let named = NAMED.into_iter().filter(|(code, _)| codes.first() == Some(code));
    let mut services = named.filter_map(|(_, label)| {
        let at = fields::places(message, label).next()?;
        service(&message[at + label.len()..])
    });
    // Defender's newer hosts have an API of their own, which is missing where Defender is.
    let is_defenders = |service: &str| {
        let address = service.strip_prefix("https://").unwrap_or_default();
        let host = address.split('/').next().unwrap_or_default();
        Api::windows_defender_atp().is_audience(service) || statuses::is_defender(host)
    };
    let is_other = services.next().is_some_and(|service| !is_defenders(service));
    is_other.then(|| RefusalMeaning {
        cause: Cause::WrongAudience,
        who_acts: judge::who_acts(Cause::WrongAudience),
        reason: Some(ANOTHER_SERVICE.to_owned()),
    })
}

/// The address or id that follows. A name alone does not tell whose it is.
fn service(rest: &str) -> Option<&str> {
    let opening = |c: char| matches!(c, ' ' | '(' | '\'' | '"' | '\u{2018}' | '\u{201c}');
    let rest = rest.trim_start_matches(opening);
    let closing =
        |c: char| c.is_whitespace() || matches!(c, ')' | '\'' | '"' | ',' | '\u{2019}' | '\u{201d}');
    let word = rest[..rest.find(closing).unwrap_or(rest.len())].trim_end_matches('.');
    let word = word.strip_suffix("/.default").unwrap_or(word);
    (word.starts_with("https://") || ids::is_guid(word)).then_some(word)
}
