//! What is said of a connection that did not come about on whatever computer the text comes from.

use consentry_onboarding::evidence::FailureKind;

use consentry_onboarding::verdict::Cause;

use super::Explained;
use crate::lang::Lang;

pub(super) fn explained(lang: Lang, kind: FailureKind, host: &str) -> Explained {
    let title = match kind {
        FailureKind::UntrustedIssuer => crate::cause_title(lang, Cause::Tls),
        kind => crate::failure(lang, kind),
    };
    let meaning = match lang {
        Lang::En => format!(
            "It is about the connection to {host}, and says nothing about the customer, the app or its secret."
        ),
        Lang::Sv => format!(
            "Det gäller anslutningen till {host} och säger inget om kunden, appen eller dess hemlighet."
        ),
    };
    let next = match (kind, lang) {
        (FailureKind::NameNotResolved, Lang::En) => format!(
            "On the computer that the text comes from, check that it is online and that its DNS can look up {host}."
        ),
        (FailureKind::NameNotResolved, Lang::Sv) => format!(
            "Kontrollera på datorn som texten kommer från att den är ansluten till nätet och att dess DNS kan slå upp {host}."
        ),
        (FailureKind::Unreachable | FailureKind::TimedOut, Lang::En) => format!(
            "On the computer that the text comes from, check that the firewall lets HTTPS through to {host}."
        ),
        (FailureKind::Unreachable | FailureKind::TimedOut, Lang::Sv) => format!(
            "Kontrollera på datorn som texten kommer från att brandväggen släpper fram HTTPS till {host}."
        ),
        (FailureKind::CertificateExpired, Lang::En) => {
            "Check the date and time of the computer that the text comes from.".to_owned()
        }
        (FailureKind::CertificateExpired, Lang::Sv) => {
            "Kontrollera datum och tid på datorn som texten kommer från.".to_owned()
        }
        (FailureKind::ProxyUnreachable, Lang::En) => {
            "Correct the proxy's address on the computer that the text comes from.".to_owned()
        }
        (FailureKind::ProxyUnreachable, Lang::Sv) => {
            "Rätta proxyns adress på datorn som texten kommer från.".to_owned()
        }
        (FailureKind::ProxySignIn, Lang::En) => {
            format!("Ask whoever runs the proxy to let {host} through without a sign-in.")
        }
        (FailureKind::ProxySignIn, Lang::Sv) => {
            format!("Be den som sköter proxyn att släppa igenom {host} utan inloggning.")
        }
        (FailureKind::ProxyRefused, Lang::En) => {
            format!("Ask whoever runs the proxy to let {host} through.")
        }
        (FailureKind::ProxyRefused, Lang::Sv) => {
            format!("Be den som sköter proxyn att släppa igenom {host}.")
        }
        (_, Lang::En) => format!(
            "If the network inspects encrypted traffic, add its root certificate where the program looks for \
             certificates, or let {host} through without inspection."
        ),
        (_, Lang::Sv) => format!(
            "Om nätverket granskar krypterad trafik: lägg till dess rotcertifikat där programmet letar efter \
             certifikat, eller släpp igenom {host} utan granskning."
        ),
    };
    Explained {
        title: title.to_owned(),
        meaning,
        next_steps: vec![next],
        details: Vec::new(),
        understood: true,
    }
}
