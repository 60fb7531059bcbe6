//! Whether what lies under one of our names is ours: a regular file that belongs to this user. A link, a pipe, a device
//! or another user's file got there in a folder that was open to others. It is neither read nor written, since reading
//! a pipe never ends, and what is written through a link ends up in a file that somebody else chose.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Looks at what lies there without touching it; nothing at all is fine.
pub(crate) fn look(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(data) => judge(&data),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a file of ours as these options say; one that is made is closed to everybody else.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // Before anything is opened, which a device may notice, and so that a link is called one.
    look(path)?;
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // Whatever takes its place after that look: no link is followed, and no pipe waited for.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    judge(&file.metadata()?)?;
    Ok(file)
}

/// Whether a file, folder or link that was looked at belongs to this user.
#[cfg(unix)]
pub(crate) fn belongs(data: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    if data.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(refused("it belongs to another user of this computer"))
}

/// Windows: below the user's profile nobody else can put a file, administrators apart.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "one signature on every system")]
pub(crate) fn belongs(_: &Metadata) -> io::Result<()> {
    Ok(())
}

fn judge(data: &Metadata) -> io::Result<()> {
    if data.is_symlink() {
        return Err(refused("it is a link"));
    }
    if !data.is_file() {
        return Err(refused("it is no regular file"));
    }
    belongs(data)
}

/// Said like any other right that is missing.
fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, why)
}

#[cfg(test)]
#[cfg(unix)]
pub(crate) mod tests {
    use super::*;
    use std::os::unix::fs::{chown, symlink};

    /// Gives a file to another user, which only root can do.
    #[allow(
        clippy::print_stderr,
        reason = "whoever runs the tests as another user is told what was not tested"
    )]
    pub(crate) fn give_away(path: &Path) -> bool {
        if !rustix::process::geteuid().is_root() {
            eprintln!("not tested: only root can give a file to another user");
            return false;
        }
        chown(path, Some(65534), Some(65534)).unwrap();
        true
    }

    /// Makes a pipe, which whoever opens it waits for.
    pub(crate) fn make_pipe(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    fn refusal(path: &Path) -> String {
        let mut options = OpenOptions::new();
        let problem = open(path, options.read(true).write(true).create(true)).unwrap_err();
        assert_eq!(problem.kind(), io::ErrorKind::PermissionDenied, "{problem:?}");
        assert_eq!(look(path).unwrap_err().to_string(), problem.to_string());
        problem.to_string()
    }

    #[test]
    fn only_a_regular_file_of_this_user_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("precious"), "mine").unwrap();
        symlink(at("precious"), at("link")).unwrap();
        symlink(at("missing"), at("dangling")).unwrap();
        symlink("loop", at("loop")).unwrap();
        for link in ["link", "dangling", "loop"] {
            assert_eq!(refusal(&at(link)), "it is a link");
        }
        assert!(!at("missing").exists());
        make_pipe(&at("pipe"));
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        for other in ["pipe", "socket", "folder"] {
            assert_eq!(refusal(&at(other)), "it is no regular file");
        }
        std::fs::write(at("theirs"), "theirs").unwrap();
        if give_away(&at("theirs")) {
            assert_eq!(refusal(&at("theirs")), "it belongs to another user of this computer");
        }
        let mut options = OpenOptions::new();
        open(&at("precious"), options.read(true)).unwrap();
        assert_eq!(std::fs::read(at("precious")).unwrap(), b"mine");
    }
}
