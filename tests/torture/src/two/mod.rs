//! Several programs at once on one registry and one keychain. Each tells what was acknowledged; afterwards all of it must
//! be true, nothing may lie in the keychain that no record points to, and nobody may have been told of a database that is
//! locked.

pub(crate) mod desks;
pub(crate) mod terminals;

use crate::Orders;
use crate::figures::Figures;

/// The lane.
pub fn run(orders: &Orders) -> Figures {
    println!("two: seed {}", orders.seed);
    let mut lane = Figures::default();
    for (name, run) in [("desks", desks::run as fn(&Orders) -> Figures), ("terminals", terminals::run)] {
        if orders.want(name) {
            let figures = run(orders);
            println!("{}", figures.line(&format!("two/{name}")));
            lane.add(figures);
        }
    }
    lane
}
