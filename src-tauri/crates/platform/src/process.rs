//! What the system may keep of this program's memory, and what is said when the program itself is wrong: nothing that
//! could hold a secret.

use std::panic::PanicHookInfo;

/// Whether other programs of the same user may look into this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookedInto {
    /// As the system has it. A program with a window needs this: desktop services look at the process that asks them.
    AsUsual,
    /// Not by anybody but an administrator, and no memory image whatever the limits say.
    ByNobody,
}

/// No memory image is written where the program ends in a fault, and a fault tells its place and no text.
///
/// Programs that this one starts inherit the limit.
pub fn keep_to_itself(looked_into: LookedInto) {
    std::panic::set_hook(Box::new(tell_the_place));
    no_memory_image(looked_into);
}

#[cfg(unix)]
fn no_memory_image(looked_into: LookedInto) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(problem) = setrlimit(Resource::Core, none) {
        tracing::warn!(%problem, "memory images could not be turned off");
    }
    #[cfg(target_os = "linux")]
    if looked_into == LookedInto::ByNobody {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(problem) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%problem, "other programs may look into this one");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = looked_into;
}

/// Windows keeps images only where an administrator asked for them in the registry, and no program can refuse.
#[cfg(not(unix))]
fn no_memory_image(_: LookedInto) {}

/// The usual hook prints the message, which may quote what the program was working on.
#[allow(clippy::print_stderr, reason = "the log may be what failed")]
fn tell_the_place(fault: &PanicHookInfo<'_>) {
    let thread = std::thread::current();
    let place = fault.location().map(ToString::to_string).unwrap_or_default();
    eprintln!("consentry: a fault in the program at {place} (thread {})", thread.name().unwrap_or("unnamed"));
}
