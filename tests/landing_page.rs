//! The page for the partner's own address, in a real browser: it reads the answer, the error first, shows what came from
//! outside as text, and asks nobody for anything.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use consentry_words::{LandingFacts, Lang, landing_page, landing_words};

const TENANT: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
/// Where the partner hosts it. No such host exists: the browser asks its proxy, and the proxy is this test.
const AT: &str = "http://onboarding.example/done";

fn facts() -> LandingFacts {
    LandingFacts {
        app_name: "Northwind MDR".to_owned(),
        publisher: Some("Northwind AB".to_owned()),
        contact: Some("anna@northwind.example".to_owned()),
    }
}

/// Serves the page under its address and writes down everything that a browser asks for.
struct Host {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start(page: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let book = Arc::clone(&asked);
        // Ends with the test.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (page, book) = (page.clone(), Arc::clone(&book));
                std::thread::spawn(move || answer(&stream, &page, &book));
            }
        });
        Self { address, asked }
    }

    /// Opens an address in a browser of its own, and gives the page as it stands after its script ran.
    fn opened(&self, language: &str, address: &str) -> Seen {
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new(std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into()))
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-default-apps"])
            .args(["--enable-logging=stderr", "--log-level=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("--accept-lang={language}"))
            .arg(format!("--proxy-server=http://{}", self.address))
            .args(["--proxy-bypass-list=<-loopback>", "--dump-dom", address])
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .output()
            .expect("chromium; `make setup-test` installs it");
        let (page, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(page.contains("</html>"), "{said}");
        let complaints = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
        Seen { page: page.into_owned(), complaints }
    }

    /// Everything that was asked for, except what the browser wants of its maker in any case.
    fn asked(&self) -> Vec<String> {
        let host = |target: &str| {
            let rest = target.split_once("://").map_or(target, |(_, rest)| rest).to_owned();
            rest.split(['/', ':', '?']).next().unwrap_or_default().to_owned()
        };
        let its_own = |target: &&String| {
            let host = host(target);
            [".google.com", ".googleapis.com"].iter().any(|maker| host.ends_with(maker))
        };
        self.asked.lock().unwrap().iter().filter(|target| !its_own(target)).cloned().collect()
    }
}

fn answer(stream: &TcpStream, page: &str, book: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() || first.is_empty() {
        return;
    }
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        line.clear();
    }
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let known = target.starts_with(AT);
    book.lock().unwrap().push(target);
    let (status, body) = if known { ("200 OK", page) } else { ("404 Not Found", "") };
    let mut stream = stream;
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// A page after its script ran.
struct Seen {
    page: String,
    complaints: Vec<String>,
}

impl Seen {
    /// What stands in the element with this id, as it stands in the markup.
    fn inside(&self, id: &str) -> &str {
        let rest = self.page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id}"));
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split("</").next().unwrap()
    }

    fn shows(&self, id: &str) -> bool {
        let rest = self.page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id}"));
        !rest.split('>').next().unwrap().contains("hidden")
    }

    fn language(&self) -> &str {
        self.page.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap()
    }
}

fn host() -> Host {
    Host::start(landing_page(Lang::En, &facts()))
}

#[test]
fn an_answer_is_told_in_the_browser_s_language_and_nobody_is_asked() {
    let host = host();
    let address = format!("{AT}?admin_consent=True&tenant={TENANT}&state=abc");
    for (language, lang) in [("en-GB", Lang::En), ("sv-SE", Lang::Sv), ("de-DE", Lang::En)] {
        let (seen, words) = (host.opened(language, &address), landing_words(lang, &facts()));
        assert_eq!(seen.language(), lang.id(), "{language}");
        assert_eq!(
            (seen.inside("title"), seen.inside("text")),
            (words.done.title.as_str(), words.done.text.as_str())
        );
        assert_eq!(seen.inside("tenant"), TENANT);
        assert!(seen.shows("tenant-part") && seen.shows("address-part") && !seen.shows("said-part"));
        assert_eq!(seen.inside("by"), words.by.unwrap());
        assert_eq!(seen.complaints, [""; 0], "its policy lets its own script and style be");
    }
    // The whole answer stands in the address, so that the page itself is asked for with it, as any page is.
    assert_eq!(host.asked(), [address.clone(), address.clone(), address]);
}

#[test]
fn an_error_is_read_before_anything_else() {
    let host = host();
    let words = landing_words(Lang::En, &facts());
    let cases = [
        ("error=access_denied&error_description=AADSTS65004%3A+declined&admin_consent=True", &words.declined),
        ("error=permission_denied&error_description=The+admin+canceled+the+request", &words.declined),
        ("error=access_denied&error_subcode=cancel", &words.declined),
        ("error=access_denied&error_description=AADSTS90094%3A+only+an+administrator", &words.not_an_admin),
        ("error=access_denied&error_description=AADSTS1003031%3A+x&admin_consent=True", &words.refused),
    ];
    for (query, case) in cases {
        let seen = host.opened("en-GB", &format!("{AT}?{query}&tenant={TENANT}&state=abc"));
        assert_eq!(seen.inside("title"), case.title, "{query}");
        assert_eq!(seen.inside("text"), case.text, "{query}");
        assert!(
            seen.shows("said-part") && seen.shows("address-part") && !seen.shows("tenant-part"),
            "{query}"
        );
        assert!(seen.inside("said").starts_with(query.split(['=', '&']).nth(1).unwrap()), "{query}");
    }
}

#[test]
fn nothing_is_said_of_an_address_without_an_answer() {
    let seen = host().opened("sv-SE", AT);
    assert_eq!(seen.inside("title"), landing_words(Lang::Sv, &facts()).nothing.title);
    assert!(!seen.shows("said-part") && !seen.shows("address-part") && !seen.shows("tenant-part"));
}

#[test]
fn what_an_address_brings_is_text() {
    let host = host();
    let hostile = "%3Cscript%3Edocument.title%3D%22taken%22%3C%2Fscript%3E%3Cimg+src%3D%22http%3A%2F%2Fevil.example%2Fx%22+onerror%3D%22document.title%3D1%22%3E";
    let address = format!(
        "{AT}?error=access_denied{hostile}&error_description=AADSTS1+{hostile}&tenant={hostile}&state={hostile}#{hostile}"
    );
    let seen = host.opened("en-GB", &address);
    assert!(seen.inside("said").contains("&lt;script&gt;"), "{}", seen.inside("said"));
    assert!(seen.page.contains("<title>Northwind MDR</title>"));
    assert!(!seen.page.contains("<img") && seen.page.matches("<script").count() == 1);
    assert_eq!(seen.complaints, [""; 0]);
    assert_eq!(host.asked().len(), 1, "{:?}", host.asked());
    let tenant = host.opened("en-GB", &format!("{AT}?admin_consent=True&tenant={hostile}"));
    assert!(!tenant.shows("tenant-part"), "what is no ID is not shown as one");
}

#[test]
fn a_code_is_not_offered_to_be_sent_around() {
    let seen = host().opened("en-GB", &format!("{AT}?code=0.AXsecret&session_state=x"));
    assert_eq!(seen.inside("title"), landing_words(Lang::En, &facts()).done.title);
    assert_eq!(seen.inside("address"), format!("{AT}?code=removed&amp;session_state=x"));
    assert!(!seen.page.contains("0.AXsecret"), "nowhere on the page");
}
