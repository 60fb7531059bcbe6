//! The proxy that the environment names. The client reads the same variables by itself, but a value that it cannot read
//! it passes over, and then asks directly, around what the network's owner put in the way. Here that is a failure which
//! names the variable; never its value, which may hold a password.

use std::ffi::OsString;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{NoProxy, Proxy};
use url::Url;

use crate::evidence::{Failure, FailureKind};

use super::failure;

/// In the order in which they count. Of two spellings the first that is set counts, be it empty, as with the client.
const VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// Where this is set, the client takes itself for a web server's script and passes over every proxy. The reason for
/// that is a header which can set `HTTP_PROXY`; the variables that count here it cannot reach.
const SCRIPT: &str = "REQUEST_METHOD";

/// What the environment says of the way out.
pub(super) enum Way {
    /// The client reads it as it is: a proxy or none, and where none is named the system's.
    AsItStands,
    /// A proxy that the client would pass over.
    Through(Box<Proxy>),
    /// A setting that cannot be read.
    Unreadable(Unreadable),
}

/// A setting that cannot be read, and the hosts that need no proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    variable: &'static str,
    exceptions: String,
}

impl Unreadable {
    /// Nothing is sent, except to hosts that are asked directly anyway.
    pub fn stop(&self, url: &Url) -> Result<(), Failure> {
        let any = Matcher::builder().https("http://proxy.invalid").no(&self.exceptions).build();
        let excepted = url.as_str().parse().is_ok_and(|url| any.intercept(&url).is_none());
        if excepted {
            return Ok(());
        }
        Err(failure::plain(
            FailureKind::ProxyUnreachable,
            &format!(
                "the proxy setting in {} cannot be read, so nothing was sent; its form is http://host:port, and in a \
                 password a blank is written %20",
                self.variable
            ),
        ))
    }
}

/// Reads the environment.
pub(super) fn way_out(variable: impl Fn(&str) -> Option<OsString>) -> Way {
    let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, variable(name)?)));
    let in_words = |name| variable(name)?.into_string().ok();
    let exceptions = EXCEPTIONS.into_iter().find_map(in_words).unwrap_or_default();
    let named = VARIABLES.into_iter().filter_map(first).find(|(_, value)| !value.is_empty());
    let Some((name, value)) = named else { return Way::AsItStands };
    let passed_over = variable(SCRIPT).is_some();
    read(value, passed_over, &exceptions)
        .unwrap_or(Way::Unreadable(Unreadable { variable: name, exceptions }))
}

fn read(value: OsString, passed_over: bool, exceptions: &str) -> Option<Way> {
    let value = value.into_string().ok()?;
    let bare = value.trim();
    if !is_readable(bare) {
        return None;
    }
    if bare == value && !passed_over {
        return Some(Way::AsItStands);
    }
    // The client takes a whole address only, and spells it in its own way.
    let address = if bare.contains("://") { bare.to_owned() } else { format!("http://{bare}") };
    let address = Url::parse(&address).ok().filter(|address| is_readable(address.as_str()))?;
    Some(Way::Through(Box::new(Proxy::https(address).ok()?.no_proxy(NoProxy::from_string(exceptions)))))
}

/// Whether the client can read it, by the client's own reading. A port that is none it would pass over, and ask at
/// another.
fn is_readable(value: &str) -> bool {
    let Ok(anybody) = "https://host.invalid/".parse() else { return false };
    let proxy = Matcher::builder().https(value).build().intercept(&anybody);
    proxy.as_ref().and_then(|proxy| proxy.uri().authority()).is_some_and(|at| {
        let after = at.as_str().strip_prefix(at.host());
        !at.host().is_empty() && (at.port_u16().is_some() || matches!(after, Some("" | ":")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "http://anna:Kanarie%2FPw@127.0.0.1:8080";
    const BAD: &str = "http://anna:Kanarie Pw@127.0.0.1:8080";

    fn told(environment: &[(&str, &str)]) -> &'static str {
        let value =
            |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
        match way_out(value) {
            Way::AsItStands => "as it stands",
            Way::Through(_) => "through",
            Way::Unreadable(unreadable) => unreadable.variable,
        }
    }

    #[test]
    fn what_the_client_reads_is_left_to_it() {
        for value in [
            GOOD,
            "",
            "127.0.0.1:8080",
            "anna:pw@proxy.example",
            "proxy",
            "HTTPS://proxy.example/path",
            "http://[::1]:8080",
            "http://anna:pw@[::1]",
            "http://proxy.example:",
            // It says itself that it has no SOCKS.
            "socks5://127.0.0.1:1080",
        ] {
            assert_eq!(told(&[("HTTPS_PROXY", value)]), "as it stands", "{value}");
        }
        assert_eq!(told(&[]), "as it stands");
        assert_eq!(told(&[("HTTP_PROXY", BAD), ("Https_Proxy", BAD)]), "as it stands", "not for https");
    }

    #[test]
    fn what_it_would_pass_over_is_unreadable() {
        for value in [
            BAD,
            " ",
            "ftp://127.0.0.1:8080",
            "//127.0.0.1:8080",
            "http:///127.0.0.1:8080",
            "PROXY 127.0.0.1:8080",
            "http://",
            "http://:80",
            "http://anna:pw@",
            "http://anna:pw@:80",
            "http://[::1:8080",
            "http://127.0.0.1:99999",
            "http://anna:Kanarie#Pw@127.0.0.1:8080",
            "http://anna:Kanarie\u{1b}@127.0.0.1",
            "http=127.0.0.1:8080;https=127.0.0.1:8080",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                assert_eq!(told(&[(name, value)]), name, "{value}");
            }
        }
    }

    #[test]
    fn the_first_that_is_set_counts() {
        assert_eq!(told(&[("https_proxy", BAD), ("HTTPS_PROXY", GOOD)]), "as it stands");
        assert_eq!(told(&[("https_proxy", BAD), ("HTTPS_PROXY", "")]), "as it stands");
        assert_eq!(told(&[("HTTPS_PROXY", ""), ("ALL_PROXY", BAD)]), "ALL_PROXY");
        assert_eq!(told(&[("HTTPS_PROXY", BAD), ("ALL_PROXY", GOOD)]), "HTTPS_PROXY");
        assert_eq!(told(&[("HTTPS_PROXY", GOOD), ("ALL_PROXY", BAD)]), "as it stands");
    }

    #[test]
    fn blanks_around_it_and_a_web_server_s_variable_change_nothing() {
        for value in [format!(" {GOOD}"), format!("{GOOD} \r\n"), "\t127.0.0.1:8080".to_owned()] {
            assert_eq!(told(&[("HTTPS_PROXY", &value)]), "through", "{value:?}");
        }
        for value in [GOOD, "127.0.0.1:8080", "proxy"] {
            assert_eq!(told(&[("HTTPS_PROXY", value), (SCRIPT, "GET")]), "through", "{value}");
        }
        assert_eq!(told(&[("HTTPS_PROXY", BAD), (SCRIPT, "GET")]), "HTTPS_PROXY");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_text_is_unreadable() {
        use std::os::unix::ffi::OsStringExt as _;
        let way = way_out(|name| (name == "HTTPS_PROXY").then(|| OsString::from_vec(vec![b'h', 0xff])));
        assert!(matches!(way, Way::Unreadable(Unreadable { variable: "HTTPS_PROXY", .. })));
    }

    #[test]
    fn only_what_needs_no_proxy_is_asked() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (login, api) =
            (url("https://login.microsoftonline.com/x"), url("https://api.security.microsoft.com/y"));
        for (exceptions, stopped) in [
            ("", [true, true]),
            ("localhost", [true, true]),
            (" .microsoftonline.com , x", [false, true]),
            ("api.security.microsoft.com", [true, false]),
            ("*", [false, false]),
        ] {
            let unreadable = Unreadable { variable: "https_proxy", exceptions: exceptions.to_owned() };
            let told = [&login, &api].map(|url| unreadable.stop(url).is_err());
            assert_eq!(told, stopped, "{exceptions:?}");
        }
        let failure =
            Unreadable { variable: "https_proxy", exceptions: String::new() }.stop(&login).unwrap_err();
        assert_eq!(failure.kind, FailureKind::ProxyUnreachable);
        assert!(
            failure.raw.starts_with("the proxy setting in https_proxy cannot be read"),
            "{}",
            failure.raw
        );
    }
}
