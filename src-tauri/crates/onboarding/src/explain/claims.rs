//! A token, entry by entry, each with the check that looks at it.

use time::OffsetDateTime;

use crate::evidence::TokenFacts;
use crate::permission::Permission;
use crate::verdict::CheckId;

/// One entry of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name in the token.
    pub name: String,
    /// Its value as text; of a moment, none.
    pub value: String,
    /// Its value as a moment.
    pub moment: Option<OffsetDateTime>,
    /// The check that looks at it; none for what is only told.
    pub check: Option<CheckId>,
}

/// The entries that were read, header first, in the order in which they are worth reading. Claims that only a user's
/// token has are told by name: their values are personal and say nothing about an app.
pub fn claims(facts: &TokenFacts) -> Vec<Claim> {
    let mut all = Vec::new();
    let mut text = |name: &str, value: Option<&str>, check| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            all.push(Claim { name: name.to_owned(), value: value.to_owned(), moment: None, check });
        }
    };
    let second = facts.version == "2.0";
    let roles: Vec<&str> = facts.roles.iter().map(Permission::as_str).collect();
    let roles = roles.join(" ");
    text("typ", facts.typ.as_deref(), None);
    text("alg", Some(&facts.algorithm), Some(CheckId::Signature));
    text("kid", facts.key_id.as_deref(), Some(CheckId::Signature));
    text("iss", Some(&facts.issuer), Some(CheckId::Issuer));
    text("aud", Some(&facts.audience), Some(CheckId::Audience));
    text("tid", facts.tenant_id.as_deref(), Some(CheckId::TenantClaim));
    text(if second { "azp" } else { "appid" }, facts.app_id.as_deref(), Some(CheckId::App));
    text(if second { "azpacr" } else { "appidacr" }, facts.credential_kind.as_deref(), None);
    text("app_displayname", facts.app_name.as_deref(), None);
    text("idtyp", facts.id_type.as_deref(), Some(CheckId::Kind));
    text("scp", facts.scopes.as_deref(), Some(CheckId::Kind));
    text("roles", Some(&roles), Some(CheckId::Permissions));
    text("ver", Some(&facts.version), None);
    text("oid", facts.object_id.as_deref(), None);
    text("sub", facts.subject.as_deref(), None);
    text("tenant_region_scope", facts.region.as_deref(), None);
    text("uti", facts.token_id.as_deref(), None);
    all.extend(facts.user_claims.iter().map(|name| Claim {
        name: name.clone(),
        value: String::new(),
        moment: None,
        check: Some(CheckId::Kind),
    }));
    let moments = [("iat", facts.issued), ("nbf", facts.not_before), ("exp", Some(facts.expires))];
    let told = moments.into_iter().filter_map(|(name, seconds)| {
        let seconds = seconds?;
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok();
        let value = if moment.is_some() { String::new() } else { seconds.to_string() };
        Some(Claim { name: name.to_owned(), value, moment, check: Some(CheckId::Lifetime) })
    });
    all.extend(told);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named<'a>(all: &'a [Claim], name: &str) -> Option<&'a Claim> {
        all.iter().find(|claim| claim.name == name)
    }

    #[test]
    fn entries_are_told_with_the_check_that_looks_at_them() {
        let facts = TokenFacts {
            algorithm: "RS256".into(),
            version: "1.0".into(),
            app_id: Some("app".into()),
            roles: ["Alert.Read.All", "Machine.Isolate"].map(|name| Permission::parse(name).unwrap()).into(),
            expires: 1_800_000_000,
            not_before: Some(i64::MAX),
            ..TokenFacts::default()
        };
        let all = claims(&facts);
        assert_eq!(named(&all, "appid").unwrap().check, Some(CheckId::App));
        assert_eq!(named(&all, "azp"), None);
        assert_eq!(named(&all, "roles").unwrap().value, "Alert.Read.All Machine.Isolate");
        assert_eq!(named(&all, "exp").unwrap().moment.unwrap().unix_timestamp(), 1_800_000_000);
        let beyond = named(&all, "nbf").unwrap();
        assert_eq!((beyond.moment, beyond.value.as_str()), (None, "9223372036854775807"));
        assert_eq!(named(&all, "tid"), None, "what is not there is not told");
        let second = claims(&TokenFacts { version: "2.0".into(), ..facts });
        assert!(named(&second, "azp").is_some() && named(&second, "appid").is_none());
    }
}
