//! Working code with a customer's values, in four languages: what a partner's developer starts from.
//!
//! No snippet holds a secret. Each takes it from the environment, says so where it is not there, gets a token in the
//! customer's tenant and makes one call that only reads. The library that Microsoft keeps comes first, Microsoft's
//! guide's own way below, put right where it would do harm: certificates are checked, constants are quoted, and what is
//! retired says so.
//!
//! The code is in `templates`, with «names» in place of values and sentences; [`quote`] makes each value a literal.

mod quote;
mod words;

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::ids::{AppId, TenantId};
use serde::{Deserialize, Serialize};

use crate::calls::call_title;
use crate::kit::plain::plain;
use crate::lang::Lang;

/// The environment variable that every snippet reads the secret from.
pub const SECRET_VARIABLE: &str = "CONSENTRY_CLIENT_SECRET";

/// What the code is made of.
#[derive(Debug, Clone)]
pub struct SnippetFacts<'a> {
    /// Where to sign in and whom to ask.
    pub cloud: &'a Cloud,
    /// The customer's tenant.
    pub tenant: TenantId,
    /// The partner's app.
    pub app: AppId,
    /// The customer's name, for the first comment.
    pub customer: &'a str,
    /// The catalogue's id of the call to make.
    pub operation: &'a str,
    /// Its path and query.
    pub path: &'a str,
}

/// A language to program in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeLanguage {
    /// PowerShell 5.1 and later.
    Powershell,
    /// C#, .NET 6 and later.
    Csharp,
    /// Python 3.
    Python,
    /// A POSIX shell with curl.
    Curl,
}

/// Which way a snippet goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeWay {
    /// The v2 token address, with Microsoft's present library where there is one.
    V2,
    /// The v1 token address.
    V1,
    /// As Microsoft's guide has it, with a library that is retired.
    Guide,
}

/// Code, ready to be copied or saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Stable id, such as `python-v2`.
    pub id: &'static str,
    /// Language.
    pub language: CodeLanguage,
    /// Way.
    pub way: CodeWay,
    /// What its file ends in.
    pub ending: &'static str,
    /// The code.
    pub code: String,
}

struct Template {
    id: &'static str,
    language: CodeLanguage,
    way: CodeWay,
    text: &'static str,
}

macro_rules! template {
    ($file:literal, $language:ident, $way:ident, $id:literal) => {
        Template {
            id: $id,
            language: CodeLanguage::$language,
            way: CodeWay::$way,
            text: include_str!(concat!("templates/", $file)),
        }
    };
}

const TEMPLATES: [Template; 9] = [
    template!("powershell-v2.ps1", Powershell, V2, "powershell-v2"),
    template!("powershell-v1.ps1", Powershell, V1, "powershell-v1"),
    template!("csharp-v2.cs", Csharp, V2, "csharp-v2"),
    template!("csharp-v1.cs", Csharp, V1, "csharp-v1"),
    template!("csharp-guide.cs", Csharp, Guide, "csharp-guide"),
    template!("python-v2.py", Python, V2, "python-v2"),
    template!("python-v1.py", Python, V1, "python-v1"),
    template!("curl-v2.sh", Curl, V2, "curl-v2"),
    template!("curl-v1.sh", Curl, V1, "curl-v1"),
];

impl CodeLanguage {
    fn quote(self, value: &str) -> String {
        match self {
            CodeLanguage::Powershell => quote::powershell(value),
            CodeLanguage::Csharp => quote::csharp(value),
            CodeLanguage::Python => quote::python(value),
            CodeLanguage::Curl => quote::shell(value),
        }
    }

    fn ending(self) -> &'static str {
        match self {
            CodeLanguage::Powershell => "ps1",
            CodeLanguage::Csharp => "cs",
            CodeLanguage::Python => "py",
            CodeLanguage::Curl => "sh",
        }
    }
}

/// Every snippet for a customer, by language, the present way first.
pub fn snippets(lang: Lang, facts: &SnippetFacts<'_>) -> Vec<Snippet> {
    TEMPLATES.iter().map(|template| snippet(lang, facts, template)).collect()
}

fn snippet(lang: Lang, facts: &SnippetFacts<'_>, template: &Template) -> Snippet {
    let language = template.language;
    Snippet {
        id: template.id,
        language,
        way: template.way,
        ending: language.ending(),
        code: filled(template.text, |name| {
            said(lang, facts, language, name).or_else(|| Some(language.quote(&value(facts, name)?)))
        }),
    }
}

/// What stands in the code as it is: comments, and the one sentence that is a value of the code as well.
fn said(lang: Lang, facts: &SnippetFacts<'_>, language: CodeLanguage, name: &str) -> Option<String> {
    Some(match name {
        "purpose" => words::purpose(lang, &plain(facts.customer)),
        "call-api" => words::call_api(lang, call_title(lang, facts.operation).unwrap_or(facts.operation)),
        "missing" => language.quote(words::said(lang, name)?),
        // MSAL asks Microsoft about every host that it does not know, and practice's is on this computer only.
        "discovery" if facts.cloud.id() == CloudId::Practice => ", instance_discovery=False".to_owned(),
        "discovery" => String::new(),
        other => words::said(lang, other)?.to_owned(),
    })
}

fn value(facts: &SnippetFacts<'_>, name: &str) -> Option<String> {
    let SnippetFacts { cloud, tenant, app, .. } = facts;
    let login = |path: &str| cloud.login_url(&format!("/{tenant}{path}")).to_string();
    Some(match name {
        "app" => app.to_string(),
        "authority" => login(""),
        "token-v2" => login("/oauth2/v2.0/token"),
        "token-v1" => login("/oauth2/token"),
        "scope" => format!("{}/.default", cloud.audience()),
        "resource" => cloud.audience().to_owned(),
        "call" => cloud.default_api_host().url(facts.path)?.to_string(),
        _ => return None,
    })
}

/// Puts something in place of every «name», in one pass: what is put in is not read again.
fn filled(template: &str, mut of: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('«') {
        let (name, behind) = after.split_once('»').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&of(name).unwrap_or_default());
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_every_template_is_known() {
        let cloud = Cloud::practice(4711);
        let facts = SnippetFacts {
            cloud: &cloud,
            tenant: TenantId::parse("1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af").unwrap(),
            app: AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap(),
            customer: "x",
            operation: "alerts.list",
            path: "/api/alerts",
        };
        for template in &TEMPLATES {
            for lang in Lang::ALL {
                filled(template.text, |name| {
                    let known = said(lang, &facts, template.language, name).or_else(|| value(&facts, name));
                    assert!(known.is_some(), "{}: {name}", template.id);
                    known
                });
            }
            assert!(template.text.contains(SECRET_VARIABLE), "{}", template.id);
            assert!(
                template.text.starts_with(['#', '/']) && template.text.ends_with('\n'),
                "{}",
                template.id
            );
        }
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        assert_eq!(filled("a «x» b «y»", |name| Some(format!("[«{name}»]"))), "a [«x»] b [«y»]");
    }
}
