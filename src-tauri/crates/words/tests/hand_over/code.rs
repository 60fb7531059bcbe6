//! The snippets. Python and curl are carried out elsewhere (`tests/snippets.rs` of the root package); C# and PowerShell,
//! which this machine cannot run, are read by parsers of these languages.

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::ids::{AppId, TenantId};
use consentry_words::{CodeLanguage, CodeWay, Lang, SECRET_VARIABLE, Snippet, SnippetFacts, snippets};
use tree_sitter::{Language, Node, Parser};

use crate::samples::{APP, TENANT};
use crate::{HOSTILE, assert_agreed, hostile};

fn of(lang: Lang, cloud: &Cloud, customer: &str) -> Vec<Snippet> {
    let facts = SnippetFacts {
        cloud,
        tenant: TenantId::parse(TENANT).unwrap(),
        app: AppId::parse(APP).unwrap(),
        customer,
        operation: "alerts.list",
        path: "/api/alerts?$top=1",
    };
    snippets(lang, &facts)
}

fn commercial() -> Cloud {
    Cloud::real(CloudId::Commercial).unwrap()
}

fn parser(language: CodeLanguage) -> Option<Parser> {
    let grammar: Language = match language {
        CodeLanguage::Csharp => tree_sitter_c_sharp::LANGUAGE.into(),
        CodeLanguage::Powershell => tree_sitter_powershell::LANGUAGE.into(),
        CodeLanguage::Python | CodeLanguage::Curl => return None,
    };
    let mut parser = Parser::new();
    parser.set_language(&grammar).unwrap();
    Some(parser)
}

/// The shape of a program: the kinds of its nodes, comments left out.
fn shape(node: Node<'_>, out: &mut Vec<String>) {
    if node.kind().contains("comment") {
        return;
    }
    out.push(node.kind().to_owned());
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        shape(child, out);
    }
}

fn read(snippet: &Snippet) -> Option<Vec<String>> {
    let tree = parser(snippet.language)?.parse(&snippet.code, None).unwrap();
    assert!(!tree.root_node().has_error(), "{}:\n{}", snippet.id, tree.root_node().to_sexp());
    let mut found = Vec::new();
    shape(tree.root_node(), &mut found);
    Some(found)
}

#[test]
fn the_code_reads_as_agreed_in_both_languages() {
    for lang in Lang::ALL {
        for snippet in of(lang, &commercial(), "Contoso Hospital") {
            assert_agreed(&format!("{lang}-{}.{}", snippet.id, snippet.ending), &snippet.code);
        }
    }
}

#[test]
fn every_language_goes_the_present_way_first_and_no_way_skips_the_certificate() {
    for lang in Lang::ALL {
        for id in CloudId::REAL {
            let all = of(lang, &Cloud::real(id).unwrap(), "Contoso");
            for language in
                [CodeLanguage::Powershell, CodeLanguage::Csharp, CodeLanguage::Python, CodeLanguage::Curl]
            {
                let ways: Vec<_> =
                    all.iter().filter(|one| one.language == language).map(|one| one.way).collect();
                assert_eq!(ways[..2], [CodeWay::V2, CodeWay::V1], "{language:?}");
            }
            for Snippet { id, code, .. } in &all {
                for unsafe_switch in [
                    " -k",
                    "--insecure",
                    "verify=False",
                    "SkipCertificateCheck",
                    "ServerCertificateCustom",
                    "ServerCertificateValidationCallback",
                    "CERT_NONE",
                    "_create_unverified_context",
                ] {
                    assert!(!code.contains(unsafe_switch), "{id}: {unsafe_switch}");
                }
                assert!(
                    code.contains(SECRET_VARIABLE) && code.contains(APP) && code.contains(TENANT),
                    "{id}"
                );
                assert!(!code.contains('«') && !code.contains('»'), "{id}");
                let retired = code.contains("Clients.ActiveDirectory");
                assert_eq!(retired, *id == "csharp-guide", "{id}");
                assert!(!retired || code.contains("2023"), "{id} says that it is retired");
            }
        }
    }
    let named =
        |piece: &str| of(Lang::En, &commercial(), "x").iter().filter(|one| one.code.contains(piece)).count();
    assert_eq!(named("msal.ConfidentialClientApplication"), 1);
    assert_eq!(named("using Microsoft.Identity.Client;"), 1);
}

#[test]
fn each_cloud_has_its_own_addresses() {
    for (id, login, api) in [
        (CloudId::Gcc, "https://login.microsoftonline.com/", "https://api-gcc.securitycenter.microsoft.us/"),
        (
            CloudId::GccHigh,
            "https://login.microsoftonline.us/",
            "https://api-gov.securitycenter.microsoft.us/",
        ),
    ] {
        for snippet in of(Lang::En, &Cloud::real(id).unwrap(), "Contoso") {
            assert!(snippet.code.contains(login) && snippet.code.contains(api), "{}", snippet.code);
            assert!(!snippet.code.contains("securitycenter.microsoft.com"), "{}", snippet.code);
        }
    }
}

#[test]
fn csharp_and_powershell_are_whole_programs() {
    for lang in Lang::ALL {
        for snippet in of(lang, &commercial(), "Contoso") {
            let read = read(&snippet);
            let parsed = matches!(snippet.language, CodeLanguage::Csharp | CodeLanguage::Powershell);
            assert_eq!(read.is_some_and(|shape| shape.len() > 60), parsed, "{}", snippet.id);
        }
    }
}

#[test]
fn no_customer_s_name_changes_the_program() {
    for lang in Lang::ALL {
        let plain = of(lang, &commercial(), "Contoso");
        // Each is read by two parsers, so some of the common list must do.
        let (ours, listed) =
            (HOSTILE.into_iter().map(str::to_owned), hostile().into_iter().skip(HOSTILE.len()));
        for name in &ours.chain(listed.step_by(8)).collect::<Vec<String>>() {
            for (hostile, plain) in of(lang, &commercial(), name).iter().zip(&plain) {
                let id = hostile.id;
                let mut lines = hostile.code.lines().zip(plain.code.lines());
                let same = lines.by_ref().filter(|(a, b)| a != b).count();
                assert_eq!(same, 1, "{id}: the name stands in one line, and that is a comment");
                assert_eq!(hostile.code.lines().count(), plain.code.lines().count(), "{id}: {name}");
                let changed = hostile.code.lines().zip(plain.code.lines()).find(|(a, b)| a != b).unwrap().0;
                assert!(changed.starts_with("# ") || changed.starts_with("// "), "{id}: {changed}");
                assert_eq!(read(hostile), read(plain), "{id}: {name}");
                if hostile.language == CodeLanguage::Python {
                    // Python obeys the first of the two lines that name an encoding (PEP 263).
                    let first = hostile.code.lines().next();
                    assert_eq!(first, Some("# -*- coding: utf-8 -*-"), "{id}: {name}");
                }
            }
        }
    }
}
