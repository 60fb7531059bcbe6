//! A customer's administrator, at another computer: opens the consent link, reads, decides, and ends on the address that
//! the page sends the browser to.

use std::process::{Command, Stdio};

use crate::standin::StandIn;

/// Opens the link and accepts; the address the browser ends on.
pub fn accepts(microsoft: &StandIn, link: &str) -> String {
    decides(&environment(microsoft), link, "accept")
}

/// Opens the link and cancels; the address the browser ends on.
pub fn cancels(microsoft: &StandIn, link: &str) -> String {
    decides(&environment(microsoft), link, "cancel")
}

/// As [`accepts`], on practice's own page, which is plain http on this machine.
pub fn accepts_in_practice(link: &str) -> String {
    decides(&[], link, "accept")
}

fn environment(microsoft: &StandIn) -> Vec<(String, String)> {
    let mut environment = microsoft.environment();
    let authority =
        environment.iter().find(|(name, _)| name == "SSL_CERT_FILE").expect("the authority").1.clone();
    environment.push(("CURL_CA_BUNDLE".to_owned(), authority));
    environment
}

fn decides(environment: &[(String, String)], link: &str, decision: &str) -> String {
    let page = browse(environment, &[link]);
    let once = page
        .split_once(r#"name="once" value=""#)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or_else(|| panic!("no page to decide on at {link}:\n{page}"), |(value, _)| value.to_owned());
    // The form has no target of its own, so it goes where the page came from.
    let form = format!("once={once}&decision={decision}");
    let origin = link.split('/').take(3).collect::<Vec<_>>().join("/");
    let answer =
        browse(environment, &["--data", &form, "--header", &format!("Origin: {origin}"), "--include", link]);
    answer
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("location"))
        .map_or_else(
            || panic!("no redirect after the decision:\n{answer}"),
            |(_, address)| address.trim().to_owned(),
        )
}

fn browse(environment: &[(String, String)], words: &[&str]) -> String {
    let output = Command::new("curl")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .args(["--silent", "--show-error", "--max-time", "20"])
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("curl");
    assert!(output.status.success(), "curl: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
