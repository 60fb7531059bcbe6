//! Who is being checked. Whoever wants to check a customer takes a turn first: a customer gives one at a time, and so
//! does a tenant, under however many apps it is a customer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio_util::sync::CancellationToken;

use crate::ids::TenantId;
use crate::records::CustomerRow;

/// The turns of one registry's customers.
#[derive(Debug, Default)]
pub struct Turns {
    taken: Mutex<Vec<Taken>>,
    freed: Notify,
}

#[derive(Debug)]
struct Taken {
    customer: CustomerRow,
    tenant: Option<TenantId>,
    cancel: CancellationToken,
}

/// A check under way; dropping it, however the check ended, frees its customer and its tenant for the next.
#[derive(Debug)]
pub struct Turn<'a> {
    turns: &'a Turns,
    customer: CustomerRow,
    /// Stops it.
    pub cancel: CancellationToken,
}

impl Turns {
    /// Takes a turn; `None` while an earlier one lasts. Without a tenant only the customer itself counts.
    pub fn begin(&self, customer: CustomerRow, tenant: Option<TenantId>) -> Option<Turn<'_>> {
        let mut taken = self.taken();
        let busy = |other: &Taken| other.customer == customer || (tenant.is_some() && other.tenant == tenant);
        if taken.iter().any(busy) {
            return None;
        }
        let cancel = CancellationToken::new();
        taken.push(Taken { customer, tenant, cancel: cancel.clone() });
        Some(Turn { turns: self, customer, cancel })
    }

    /// Stops a customer's running check, if one runs.
    pub fn cancel(&self, customer: CustomerRow) {
        for taken in self.taken().iter().filter(|taken| taken.customer == customer) {
            taken.cancel.cancel();
        }
    }

    /// Ends as soon as a turn ends after this was called.
    pub(super) fn freed(&self) -> Notified<'_> {
        self.freed.notified()
    }

    fn taken(&self) -> MutexGuard<'_, Vec<Taken>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.taken().retain(|taken| taken.customer != self.customer);
        self.turns.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_and_a_tenant_give_one_turn_at_a_time() {
        let turns = Turns::default();
        let tenant = TenantId::parse("72f988bf-86f1-41af-91ab-2d7cd011db47").ok();
        let (here, there, plain) = (CustomerRow(1), CustomerRow(2), CustomerRow(3));
        let first = turns.begin(here, tenant).unwrap();
        assert!(turns.begin(here, None).is_none(), "the same customer");
        assert!(turns.begin(there, tenant).is_none(), "the same tenant under another app");
        let second = turns.begin(plain, None).unwrap();
        turns.cancel(plain);
        assert!(second.cancel.is_cancelled() && !first.cancel.is_cancelled());
        drop(first);
        assert!(turns.begin(there, tenant).is_some());
    }
}
