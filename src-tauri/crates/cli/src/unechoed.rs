//! A line typed at a terminal without being shown. Whatever ends the program meanwhile finds the terminal as it was:
//! otherwise the shell behind it would show nothing of what is typed next.

use std::io;

/// Reads a line.
pub fn read_line() -> io::Result<String> {
    #[cfg(unix)]
    return watched::read_line();
    #[cfg(not(unix))]
    return rpassword::read_password();
}

#[cfg(unix)]
mod watched {
    use std::fs::File;
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// The terminal and how it was before; none once it is so again.
    type Before = Arc<Mutex<Option<(File, Termios)>>>;

    pub fn read_line() -> io::Result<String> {
        let terminal = File::open("/dev/tty")?;
        let as_it_was = tcgetattr(&terminal)?;
        let before = Before::new(Mutex::new(Some((terminal, as_it_was))));
        watch(Arc::clone(&before))?;
        let typed = rpassword::read_password();
        put_back(&before);
        if typed.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
            // Ctrl+C reaches the program as a character. It ends as the signal would have ended it, and nothing is said.
            emulate_default_handler(SIGINT)?;
        }
        typed
    }

    /// From here to the end of the program: a handler that is taken away again would leave its signal without effect.
    fn watch(before: Before) -> io::Result<()> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGQUIT])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                put_back(&before);
                // It ends the program. Where it could not, there is nothing else to do.
                let _ = emulate_default_handler(signal);
            }
        })?;
        Ok(())
    }

    fn put_back(before: &Before) {
        let before = before.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((terminal, as_it_was)) = before {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &as_it_was);
        }
    }
}
