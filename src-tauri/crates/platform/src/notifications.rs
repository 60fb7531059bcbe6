//! Tells the person, through their desktop, what happened while they looked elsewhere.
//!
//! The call to the desktop's daemon may have to start it first and takes its time, so it is made on a thread of its
//! own: zbus must not be called from one of Tokio's, and nothing waits for the outcome. A machine without such a
//! daemon is passed over; the window says the same.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use consentry_onboarding::ports::{Notification, Notifier};

/// So many are kept in hand: some desktops take a notification away when the program that sent it lets go of the line.
const KEPT: usize = 8;
/// Longer texts are cut: what stands here is a line and a sentence or two.
const LONGEST: usize = 300;

/// The desktop's notifications. Nothing is started before the first one.
#[derive(Debug, Default)]
pub struct DesktopNotifications {
    thread: Mutex<Option<mpsc::Sender<Notification>>>,
}

impl Notifier for DesktopNotifications {
    fn notify(&self, notification: Notification) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let notification = match thread.as_ref().map(|running| running.send(notification.clone())) {
            Some(Ok(())) => return,
            Some(Err(mpsc::SendError(back))) => back,
            None => notification,
        };
        match start() {
            Ok(fresh) => {
                // The thread was just started and listens.
                let _ = fresh.send(notification);
                *thread = Some(fresh);
            }
            Err(problem) => tracing::warn!(%problem, "no thread for notifications"),
        }
    }
}

fn start() -> std::io::Result<mpsc::Sender<Notification>> {
    let (sender, waiting) = mpsc::channel::<Notification>();
    thread::Builder::new().name("notifications".into()).spawn(move || {
        let mut shown = VecDeque::new();
        for notification in waiting {
            match show(&notification) {
                Ok(handle) => {
                    shown.push_back(handle);
                    if shown.len() > KEPT {
                        shown.pop_front();
                    }
                }
                Err(problem) => tracing::debug!(%problem, "the desktop took no notification"),
            }
        }
    })?;
    Ok(sender)
}

fn show(notification: &Notification) -> notify_rust::error::Result<notify_rust::NotificationHandle> {
    let mut told = notify_rust::Notification::new();
    told.appname("Consentry").summary(&plain(&notification.title)).body(&body(&notification.body));
    #[cfg(target_os = "linux")]
    told.icon("consentry-desktop");
    told.show()
}

/// A title is plain text by the specification, and a body may be read as markup where the daemon says so.
#[cfg(target_os = "linux")]
fn body(text: &str) -> String {
    let reads_markup =
        notify_rust::get_capabilities().is_ok_and(|all| all.iter().any(|one| one == "body-markup"));
    if reads_markup { escaped(&plain(text)) } else { plain(text) }
}

#[cfg(not(target_os = "linux"))]
fn body(text: &str) -> String {
    plain(text)
}

/// One line without anything unseen, of a length that can be shown.
fn plain(text: &str) -> String {
    let seen = |c: &char| !consentry_onboarding::answer::steers(*c);
    let mut line: String = text.chars().filter(seen).take(LONGEST).collect();
    if text.chars().filter(seen).count() > LONGEST {
        line.push('…');
    }
    line
}

#[cfg(any(target_os = "linux", test))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_neither_markup_nor_more_than_a_line() {
        assert_eq!(plain("A\u{202e}B\nC\u{7}"), "ABC");
        assert_eq!(escaped("<b>&</b>"), "&lt;b&gt;&amp;&lt;/b&gt;");
        assert_eq!(plain(&"å".repeat(400)).chars().count(), LONGEST + 1);
    }
}
