//! Consentry from a terminal: the same doors as in the window, for scripts and for people who live in a shell.
//!
//! Standard output carries the answer and nothing else: text for a person, or with `--json` exactly one JSON
//! document. Progress, notes and logs go to standard error. Secrets and tokens come in on standard input or
//! from the keychain; there is no argument for them. The exit status says how it ended ([`exit::Exit`]).

mod ability;
mod args;
mod bundle;
mod check;
mod exit;
mod explain;
mod input;
mod inspect;
mod link;
mod logging;
mod opened;
mod output;
mod permissions;
mod practice;
mod progress;
mod records;
mod render;
mod serve;
mod unechoed;
mod usage;

use std::process::ExitCode;

use args::{Cli, Command};
use consentry_platform::process::{self, LookedInto};
use exit::{Exit, Trouble};
use output::Out;

fn main() -> ExitCode {
    process::keep_to_itself(LookedInto::ByNobody);
    let words: Vec<_> = std::env::args_os().collect();
    let spoken = Out::before_parsing(&words);
    let (out, ended) = match args::read(words) {
        Ok(cli) => {
            let out = spoken.with(&cli);
            logging::start(out);
            let ended = run(&cli, out);
            (out, ended)
        }
        Err(error) => {
            let ended = usage::clap_error(spoken, &error);
            (spoken, ended)
        }
    };
    let exit = ended.unwrap_or_else(|trouble| out.trouble(&trouble));
    ExitCode::from(exit.status())
}

fn run(cli: &Cli, out: Out) -> Result<Exit, Trouble> {
    let cloud = cli.cloud;
    match &cli.command {
        Command::Link(args) => link::run(args, cloud, out),
        Command::Check(args) => check::run(args, cloud, out),
        Command::Inspect(args) => inspect::run(args, cloud, out),
        Command::Explain(args) => explain::run(args, cloud, out),
        Command::Bundle(args) if args.open => opened::run(args, out),
        Command::Bundle(args) => bundle::run(args, out),
        Command::Permissions(args) => permissions::run(args, out),
        Command::Practice(args) => practice::run(args, out),
    }
}

/// Runs a future to its end. Name lookups that still hang in the background are not waited for.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Trouble::machine(&error))?;
    let value = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(value)
}
