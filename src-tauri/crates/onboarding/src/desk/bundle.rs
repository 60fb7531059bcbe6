//! Taking customers along in a file for support.

use time::OffsetDateTime;

use super::{Desk, DeskProblem};
use crate::bundle::{self, MOST_CUSTOMERS, Made, Maker, Names};
use crate::ports::RegistryProblem;
use crate::records::CustomerRow;

impl Desk {
    /// Makes the file; nothing is written anywhere. Customers that are gone meanwhile are passed over, and of more than
    /// [`MOST_CUSTOMERS`] the first are taken.
    pub async fn support_file(
        &self,
        customers: &[CustomerRow],
        names: Names,
        maker: &Maker,
        at: OffsetDateTime,
    ) -> Result<Made, DeskProblem> {
        let rows = &customers[..customers.len().min(MOST_CUSTOMERS)];
        let entries = self.registry.for_support(rows.to_vec(), bundle::checks_each(rows.len())).await?;
        let unwritable = |error: serde_json::Error| RegistryProblem::Broken(error.to_string());
        Ok(bundle::make(&entries, names, maker, at).map_err(unwritable)?)
    }
}
