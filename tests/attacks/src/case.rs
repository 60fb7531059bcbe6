//! A case: its name, the text, and what has to be said of it.

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::verdict::Cause;

/// What part of a token a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The signature.
    Signature,
    /// The method, or a key that the token brings along.
    Confusion,
    /// The rest of the header.
    Header,
    /// The claims, under a signature that fits.
    Claims,
    /// The form of the whole.
    Structure,
    /// A shape that Entra issues.
    Good,
    /// Odd, and honest all the same.
    Harmless,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 7] = [
        Class::Signature,
        Class::Confusion,
        Class::Header,
        Class::Claims,
        Class::Structure,
        Class::Good,
        Class::Harmless,
    ];

    /// For tables and the names of cases.
    pub fn name(self) -> &'static str {
        match self {
            Class::Signature => "signature",
            Class::Confusion => "confusion",
            Class::Header => "header",
            Class::Claims => "claims",
            Class::Structure => "structure",
            Class::Good => "good",
            Class::Harmless => "harmless",
        }
    }
}

/// What has to be said where the published keys are at hand, tenant, app and a permission are named, and a call
/// would be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The token is good.
    Connected,
    /// It is not, for this cause.
    Cause(Cause),
    /// It is not, for this cause and this finer reason.
    Because(Cause, &'static str),
}

impl Said {
    /// The cause; none for a good token.
    pub fn cause(self) -> Option<Cause> {
        match self {
            Said::Connected => None,
            Said::Cause(cause) | Said::Because(cause, _) => Some(cause),
        }
    }

    /// The finer reason, where the case asks for one.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Said::Because(_, reason) => Some(reason),
            Said::Connected | Said::Cause(_) => None,
        }
    }

    /// What has to be said without any keys: what only keys can tell is not proved then.
    pub fn offline(self) -> Cause {
        match self.cause() {
            None | Some(Cause::SignatureInvalid | Cause::KeyUnknown) => Cause::NotProved,
            Some(cause) => cause,
        }
    }
}

/// A token and what has to be said of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is about.
    pub class: Class,
    /// Its name, the same in every run.
    pub name: String,
    /// Why this has to be said.
    pub why: &'static str,
    /// The cloud that it is inspected for.
    pub cloud: CloudId,
    /// The text.
    pub token: String,
    /// What has to be said of it.
    pub said: Said,
    /// What has to be said where it was pasted, if that is something else: blanks in a pasted token are the mail
    /// program's.
    pub pasted: Option<Said>,
}

impl Case {
    pub(crate) fn new(
        class: Class,
        name: impl AsRef<str>,
        why: &'static str,
        token: String,
        said: Said,
    ) -> Self {
        let name = format!("{}/{}", class.name(), name.as_ref());
        Self { class, name, why, cloud: CloudId::Commercial, token, said, pasted: None }
    }

    /// Whether it must never be refused, at least where it was pasted.
    pub fn is_good(&self) -> bool {
        matches!(self.class, Class::Good | Class::Harmless)
    }

    pub(crate) fn in_cloud(self, cloud: CloudId) -> Self {
        Self { cloud, ..self }
    }

    pub(crate) fn when_pasted(self, said: Said) -> Self {
        Self { pasted: Some(said), ..self }
    }
}

/// A document in the place of the published keys, and what has to be said of a good token then.
#[derive(Debug, Clone)]
pub struct KeySetCase {
    /// Its name, the same in every run.
    pub name: String,
    /// Why this has to be said.
    pub why: &'static str,
    /// The document.
    pub body: Vec<u8>,
    /// The token, of the version whose keys these are.
    pub token: String,
    /// Whether it is a 2.0 token.
    pub second: bool,
    /// What has to be said.
    pub said: Said,
}
