//! Copies a text.
//!
//! On X11 and Wayland the clipboard's content is served by the program that copied it, so the thread that copied
//! has to stay: one thread holds the clipboard from the first copy to the end of the program.

use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use tokio::sync::oneshot;

/// Why a text was not copied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardProblem {
    /// No display, or one without a clipboard.
    #[error("there is no clipboard to reach: {0}")]
    Missing(String),
    /// The clipboard is there and did not take the text.
    #[error("the text could not be copied: {0}")]
    Failed(String),
}

type Answer = oneshot::Sender<Result<(), ClipboardProblem>>;

/// The system's clipboard. Nothing is started before the first copy.
#[derive(Debug, Default)]
pub struct Clipboard {
    thread: Mutex<Option<mpsc::Sender<(String, Answer)>>>,
}

impl Clipboard {
    /// Puts a text on the clipboard; it stays there as long as this value lives.
    ///
    /// A clipboard that could not be reached is looked for again with the next copy.
    pub async fn copy_text(&self, text: &str) -> Result<(), ClipboardProblem> {
        let (answer, answered) = oneshot::channel();
        self.hand_over((text.to_owned(), answer))?;
        answered.await.unwrap_or_else(|_| Err(ClipboardProblem::Failed("its thread ended".into())))
    }

    fn hand_over(&self, request: (String, Answer)) -> Result<(), ClipboardProblem> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let request = match thread.as_ref() {
            None => request,
            Some(running) => match running.send(request) {
                Ok(()) => return Ok(()),
                Err(mpsc::SendError(request)) => request,
            },
        };
        let fresh = start().map_err(|error| ClipboardProblem::Failed(error.to_string()))?;
        let sent = fresh.send(request);
        *thread = Some(fresh);
        sent.map_err(|_| ClipboardProblem::Failed("its thread ended".into()))
    }
}

fn start() -> std::io::Result<mpsc::Sender<(String, Answer)>> {
    let (sender, requests) = mpsc::channel::<(String, Answer)>();
    thread::Builder::new().name("clipboard".into()).spawn(move || {
        let mut clipboard: Option<arboard::Clipboard> = None;
        for (text, answer) in requests {
            // Nobody waits any more where the answer is dropped.
            let _ = answer.send(copy(&mut clipboard, text));
        }
    })?;
    Ok(sender)
}

fn copy(clipboard: &mut Option<arboard::Clipboard>, text: String) -> Result<(), ClipboardProblem> {
    let mut reached = match clipboard.take() {
        Some(reached) => reached,
        None => arboard::Clipboard::new().map_err(|error| ClipboardProblem::Missing(error.to_string()))?,
    };
    reached.set_text(text).map_err(|error| ClipboardProblem::Failed(error.to_string()))?;
    *clipboard = Some(reached);
    Ok(())
}
