//! What the judge is held to: every cause from the evidence that brings it about, roots before symptoms, exact
//! boundaries of time, and that no evidence whatever makes it panic or call something connected that is not.

pub(crate) mod builders;
mod causes;
mod clouds;
mod permissions;
mod table;
mod time;
pub(crate) mod totality;
