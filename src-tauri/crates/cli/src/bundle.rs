//! `consentry bundle`: a file for support, on standard output. Where it goes from there is the caller's choice.

use consentry_onboarding::bundle::{Maker, Names};
use consentry_onboarding::desk::DeskProblem;
use consentry_onboarding::ports::{Clock as _, SystemClock};

use crate::args::BundleArgs;
use crate::exit::{Exit, Trouble};
use crate::output::{Out, spelled_out};
use crate::{block_on, records};

/// Prints the file and, beside it, what stands for whom.
pub fn run(args: &BundleArgs, out: Out) -> Result<Exit, Trouble> {
    let Some(desk) = records::desk(out).map_err(Trouble::Machine)? else {
        return Err(records::no_such_customer(out));
    };
    let Some(customer) = &args.customer else { return Err(records::no_such_customer(out)) };
    let names = if args.keep_names { Names::Kept } else { Names::Replaced };
    let made = block_on(async {
        let found = records::customer(out, &desk, customer, args.app_id).await;
        let customer = found.map_err(|problem| Trouble::machine(&problem))??;
        let maker = Maker::this_program(std::env::consts::OS, std::env::consts::ARCH);
        let made = desk.support_file(&[customer.row], names, &maker, SystemClock.now()).await;
        made.map_err(|problem: DeskProblem| Trouble::machine(&problem))
    })??;
    // For the person at the terminal; the file does not say who stands behind a name in it.
    for one in &made.replaced {
        out.note(&format!("{} = {}", one.instead, one.name));
    }
    if let Some(said) = consentry_words::left_out(out.lang, made.left_out) {
        out.note(&said);
    }
    out.text(&spelled_out(&made.text))?;
    Ok(Exit::Done)
}
