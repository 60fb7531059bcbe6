//! Finds in a text what tells who somebody is: IDs ([`ids`]), hosts and addresses ([`hosts`]), accounts and names of users
//! in paths ([`people`]), names ([`names`]). All of them read a text as [`Plain`] gives it, so that a name is found however
//! it is spelled.

mod hosts;
mod ids;
mod names;
mod people;
mod plain;

use std::ops::Range;

pub use hosts::{Host, hosts};
pub use ids::{Id, digits, ids, is_guid};
pub use names::{announced, named, quoted};
pub use people::users;
pub use plain::Plain;

/// A place in a text.
pub type Place = Range<usize>;

/// In order, none inside another.
fn tidied(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut done = 0;
    places.retain(|place| {
        let fits = place.start >= done;
        done = done.max(place.end);
        fits
    });
    places
}
