//! What a link's `scope` asks for.

use crate::knowledge::Api;

/// One word of a scope.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scope<'a> {
    /// `openid`, `profile`, `email`, `offline_access`: about signing in, not about an API.
    SignIn,
    /// An API with `/.default`: everything that the registration declares.
    Default(&'a str),
    /// An API without it.
    Bare(&'a str),
    /// A single permission, of an API where one is named (of Microsoft Graph where none is).
    Single(Option<&'a str>),
}

/// Reads a scope word by word.
pub(super) fn read(scope: &str) -> Vec<Scope<'_>> {
    scope.split_whitespace().map(word).collect()
}

fn word(word: &str) -> Scope<'_> {
    if matches!(word, "openid" | "profile" | "email" | "offline_access") {
        return Scope::SignIn;
    }
    if word == ".default" {
        return Scope::Default("https://graph.microsoft.com");
    }
    if let Some(resource) = word.strip_suffix("/.default") {
        return Scope::Default(resource);
    }
    let api = Api::windows_defender_atp();
    if api.is_audience(word) || api.other_api(word).is_some() {
        return Scope::Bare(word);
    }
    match word.rsplit_once('/') {
        Some((resource, "default" | ".Default" | "" | "default.")) => Scope::Bare(resource),
        Some((resource, _)) if !resource.ends_with('/') && resource.contains("://") => {
            Scope::Single(Some(resource))
        }
        Some((resource, _)) if crate::ids::is_guid(resource) => Scope::Single(Some(resource)),
        Some(_) => Scope::Bare(word),
        None => Scope::Single(None),
    }
}

impl<'a> Scope<'a> {
    /// The API it belongs to.
    pub fn resource(&self) -> Option<&'a str> {
        match self {
            Scope::SignIn => None,
            Scope::Default(resource) | Scope::Bare(resource) => Some(resource),
            Scope::Single(resource) => Some(resource.unwrap_or("https://graph.microsoft.com")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_apart() {
        use Scope as S;
        for (text, expected) in [
            ("openid profile", vec![S::SignIn, S::SignIn]),
            (
                "https://api.securitycenter.microsoft.com/.default",
                vec![S::Default("https://api.securitycenter.microsoft.com")],
            ),
            (
                "https://securitycenter.onmicrosoft.com/windowsatpservice/.default",
                vec![S::Default("https://securitycenter.onmicrosoft.com/windowsatpservice")],
            ),
            (
                "https://api.securitycenter.microsoft.com//.default",
                vec![S::Default("https://api.securitycenter.microsoft.com/")],
            ),
            (
                "https://securitycenter.onmicrosoft.com/windowsatpservice",
                vec![S::Bare("https://securitycenter.onmicrosoft.com/windowsatpservice")],
            ),
            ("https://api.example.com", vec![S::Bare("https://api.example.com")]),
            ("Alert.Read.All", vec![S::Single(None)]),
            (
                "https://graph.microsoft.com/Mail.Send .default",
                vec![
                    S::Single(Some("https://graph.microsoft.com")),
                    S::Default("https://graph.microsoft.com"),
                ],
            ),
            (
                "fc780465-2017-40d4-a0c5-307022471b92/.default fc780465-2017-40d4-a0c5-307022471b92/Alert.Read",
                vec![
                    S::Default("fc780465-2017-40d4-a0c5-307022471b92"),
                    S::Single(Some("fc780465-2017-40d4-a0c5-307022471b92")),
                ],
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
