//! The person's own browser: consent happens there, never in a window of ours.

use std::path::Path;

use consentry_onboarding::mail::MailDraft;
use consentry_onboarding::ports::{Browser, BrowserProblem};
use url::{Host, Url};

/// The system's default browser.
///
/// Opens `https` addresses, and `http` ones on 127.0.0.1 (practice's consent page). Anything else is refused:
/// other schemes start other programs. A message for the mail program
/// comes as a type of its own. Addresses come from the core alone, so a refusal here means a mistake there.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, address: &Url) -> Result<(), BrowserProblem> {
        if !may_open(address) {
            // The address itself stays out of the text: its query may hold the state of a link.
            return Err(BrowserProblem(format!("{} addresses like this are not opened", address.scheme())));
        }
        tell(address.as_str()).map_err(|error| BrowserProblem(error.to_string()))
    }

    /// The type says that the core made the address; its shape is looked at all the same.
    fn write_mail(&self, draft: &MailDraft) -> Result<(), BrowserProblem> {
        let address = draft.as_url();
        if !may_write(address) {
            return Err(BrowserProblem(format!("{} addresses like this are not opened", address.scheme())));
        }
        tell(address.as_str()).map_err(|error| BrowserProblem(error.to_string()))
    }
}

/// A message to nobody yet: a subject and a body, and no other field.
fn may_write(address: &Url) -> bool {
    let fields: Vec<_> = address.query_pairs().map(|(name, _)| name.into_owned()).collect();
    address.scheme() == "mailto" && address.path().is_empty() && fields == ["subject", "body"]
}

/// Opens a page that was just saved, for reading and printing, with whatever shows pages here.
pub fn open_saved_page(path: &Path) -> Result<(), BrowserProblem> {
    // A saved file of another kind could start another program.
    if path.extension().is_none_or(|ending| ending != "html") || !path.is_absolute() {
        return Err(BrowserProblem("only a saved page is opened".to_owned()));
    }
    let address = Url::from_file_path(path).map_err(|()| BrowserProblem("not a path".to_owned()))?;
    tell(address.as_str()).map_err(|error| BrowserProblem(error.to_string()))
}

fn may_open(address: &Url) -> bool {
    let plain = address.username().is_empty() && address.password().is_none();
    let host = match address.scheme() {
        "https" => address.host().is_some(),
        "http" => address.host() == Some(Host::Ipv4(std::net::Ipv4Addr::LOCALHOST)),
        _ => false,
    };
    plain && host
}

/// `xdg-open` exits at once where a browser runs already and stays where it had to start one; within this time
/// it has failed if it will.
#[cfg(target_os = "linux")]
fn tell(address: &str) -> std::io::Result<()> {
    open::that_detached_with_timeout(address, std::time::Duration::from_secs(2))
}

#[cfg(not(target_os = "linux"))]
fn tell(address: &str) -> std::io::Result<()> {
    open::that_detached(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(text: &str) -> bool {
        may_open(&Url::parse(text).unwrap())
    }

    #[test]
    fn web_pages_may_be_opened() {
        assert!(may("https://login.microsoftonline.com/x/v2.0/adminconsent?client_id=1&state=a%20b"));
        assert!(may("http://127.0.0.1:4711/consent"));
    }

    #[test]
    fn a_message_of_the_core_may_be_begun_and_no_other() {
        let draft = MailDraft::new("Hej & hå", "en rad\nen till ?bcc=x@example.com").unwrap();
        assert!(may_write(draft.as_url()));
        assert!(!may(draft.as_url().as_str()), "never as a page");
        for other in [
            "mailto:a@example.com?subject=x&body=y",
            "mailto:?subject=x&body=y&bcc=a@example.com",
            "mailto:?subject=x&body=y&attach=/etc/passwd",
            "mailto:?body=y",
            "https://example.com/?subject=x&body=y",
        ] {
            assert!(!may_write(&Url::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for other in [
            "http://login.microsoftonline.com/",
            "http://localhost:4711/",
            "http://127.0.0.2/",
            "http://127.0.0.1.evil.example/",
            "https://127.0.0.1@evil.example/",
            "https://user:word@login.microsoftonline.com/",
            "file:///etc/passwd",
            "smb://host/share",
            "javascript:alert(1)",
            "ms-settings:",
            "mailto:a@example.com",
            "data:text/html,x",
        ] {
            assert!(!may(other), "{other}");
            let problem = SystemBrowser.open(&Url::parse(other).unwrap()).unwrap_err();
            assert!(problem.0.ends_with("are not opened"), "{other}: {problem}");
        }
    }
}
