//! Who is being checked. Whoever wants to check a customer takes a turn first: a customer gives one at a time, and so
//! does a tenant, under however many apps it is a customer. A look of the watch takes a turn too, and gives way to
//! whoever checks.

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

/// What a turn was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// A check that a person wants.
    Check,
    /// A look of the watch.
    Look,
}

#[derive(Debug)]
struct Taken {
    customer: CustomerRow,
    tenant: Option<TenantId>,
    purpose: For,
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
    /// Takes a turn for a check; `None` while an earlier one lasts. Without a tenant only the customer itself counts. A
    /// look in the way is stopped, and its turn ends soon.
    pub fn begin(&self, customer: CustomerRow, tenant: Option<TenantId>) -> Option<Turn<'_>> {
        self.take(customer, tenant, For::Check).ok()
    }

    /// The same, and waits for a look in the way to end; `None` while another check lasts.
    pub async fn begin_before_looks(
        &self,
        customer: CustomerRow,
        tenant: Option<TenantId>,
    ) -> Option<Turn<'_>> {
        loop {
            // Listened for before looking, so that a turn that ends in between is not missed.
            let freed = self.freed();
            match self.take(customer, tenant, For::Check) {
                Ok(turn) => return Some(turn),
                Err(For::Check) => return None,
                Err(For::Look) => freed.await,
            }
        }
    }

    /// Takes a turn for a look; `None` while a check or another look lasts.
    pub fn begin_look(&self, customer: CustomerRow, tenant: Option<TenantId>) -> Option<Turn<'_>> {
        self.take(customer, tenant, For::Look).ok()
    }

    /// Takes a turn, or says what is in its way: a check, if there is one.
    fn take(&self, customer: CustomerRow, tenant: Option<TenantId>, purpose: For) -> Result<Turn<'_>, For> {
        let mut taken = self.taken();
        let in_the_way = || {
            taken
                .iter()
                .filter(|other| other.customer == customer || (tenant.is_some() && other.tenant == tenant))
        };
        if in_the_way().any(|other| other.purpose == For::Check) {
            return Err(For::Check);
        }
        if in_the_way().next().is_some() {
            for look in in_the_way().filter(|_| purpose == For::Check) {
                look.cancel.cancel();
            }
            return Err(For::Look);
        }
        let cancel = CancellationToken::new();
        taken.push(Taken { customer, tenant, purpose, cancel: cancel.clone() });
        Ok(Turn { turns: self, customer, cancel })
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

    #[tokio::test]
    async fn a_look_gives_way_to_a_check_and_never_the_other_way_round() {
        let turns = Turns::default();
        let customer = CustomerRow(1);
        let look = turns.begin_look(customer, None).unwrap();
        assert!(turns.begin_look(customer, None).is_none());
        let cancel = look.cancel.clone();
        let (check, ()) = tokio::join!(turns.begin_before_looks(customer, None), async {
            cancel.cancelled().await;
            drop(look);
        });
        let check = check.expect("the check's turn");
        assert!(turns.begin_before_looks(customer, None).await.is_none(), "one check at a time");
        assert!(turns.begin_look(customer, None).is_none());
        assert!(!check.cancel.is_cancelled(), "nobody stops a check but who asks for it");
        drop(check);
        assert!(turns.begin_look(customer, None).is_some());
    }
}
