//! A customer's token between two calls: in memory only, until it expires, is dropped, or its secret changes.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::ids::{AppId, TenantId};
use crate::permission::Permission;
use crate::records::{AppRecord, AppRow, CustomerRecord, CustomerRow};
use crate::secret::AccessToken;

/// A token that ends within this time is not begun with any more.
const TOO_LITTLE: Duration = Duration::seconds(30);

/// A token that was verified, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// Wiped from memory when the last one who uses it lets go.
    pub token: Arc<AccessToken>,
    pub facts: TokenInHand,
    of: Owner,
}

/// What may be told of a token that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInHand {
    /// When it ends.
    pub expires_at: OffsetDateTime,
    /// What it allows.
    pub roles: BTreeSet<Permission>,
}

/// Whatever makes a token another one's when it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Owner {
    app: AppRow,
    app_id: AppId,
    tenant: TenantId,
    generation: Option<u32>,
}

impl Owner {
    fn of(customer: &CustomerRecord, app: &AppRecord) -> Self {
        Self {
            app: app.row,
            app_id: app.app_id,
            tenant: customer.tenant_id,
            generation: app.secret.as_ref().map(|secret| secret.generation),
        }
    }
}

impl Held {
    pub fn new(token: AccessToken, facts: TokenInHand, customer: &CustomerRecord, app: &AppRecord) -> Self {
        Self { token: Arc::new(token), facts, of: Owner::of(customer, app) }
    }
}

/// The tokens in hand, by customer.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<CustomerRow, Held>>);

impl Tokens {
    fn all(&self) -> MutexGuard<'_, HashMap<CustomerRow, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The customer's token, if it still is that: for the same tenant, app and secret, and not about to end.
    pub fn of(&self, customer: &CustomerRecord, app: &AppRecord, now: OffsetDateTime) -> Option<Held> {
        let mut all = self.all();
        let good =
            |held: &Held| held.of == Owner::of(customer, app) && held.facts.expires_at - now > TOO_LITTLE;
        if !all.get(&customer.row).is_some_and(good) {
            all.remove(&customer.row);
        }
        all.get(&customer.row).cloned()
    }

    /// Keeps a customer's token. Others' that ended meanwhile go: nobody may ever ask for them again.
    pub fn keep(&self, customer: CustomerRow, held: Held, now: OffsetDateTime) {
        let mut all = self.all();
        all.retain(|_, other| other.facts.expires_at - now > TOO_LITTLE);
        all.insert(customer, held);
    }

    pub fn drop_of(&self, customer: CustomerRow) {
        self.all().remove(&customer);
    }

    pub fn drop_of_app(&self, app: AppRow) {
        self.all().retain(|_, held| held.of.app != app);
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} held)", self.all().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::CloudId;
    use crate::records::{KeptIn, SecretRecord};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);

    fn app(generation: u32) -> AppRecord {
        let app_id = AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap();
        let secret = SecretRecord {
            generation,
            kept_in: KeptIn::Keychain,
            stored_at: NOW,
            proved_at: None,
            expires_on: None,
        };
        let new = AppRecord::new("x".to_owned(), CloudId::Commercial, app_id);
        AppRecord { row: AppRow(1), secret: Some(secret), ..new }
    }

    fn customer(tenant: &str) -> CustomerRecord {
        let tenant = TenantId::parse(tenant).unwrap();
        CustomerRecord { row: CustomerRow(7), ..CustomerRecord::new(AppRow(1), "y".to_owned(), tenant, NOW) }
    }

    const ONE: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
    const OTHER: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    fn filled() -> Tokens {
        let tokens = Tokens::default();
        let facts = TokenInHand { expires_at: NOW + Duration::HOUR, roles: BTreeSet::new() };
        let token = AccessToken::new("eyJ0-the-token".to_owned());
        tokens.keep(CustomerRow(7), Held::new(token, facts, &customer(ONE), &app(1)), NOW);
        tokens
    }

    #[test]
    fn a_token_is_held_until_it_is_about_to_end() {
        let tokens = filled();
        assert!(tokens.of(&customer(ONE), &app(1), NOW + Duration::minutes(59)).is_some());
        assert!(tokens.of(&customer(ONE), &app(1), NOW + Duration::seconds(3_571)).is_none());
        assert!(tokens.of(&customer(ONE), &app(1), NOW).is_none(), "it was let go");
    }

    #[test]
    fn another_secret_tenant_or_leaving_lets_it_go() {
        assert!(filled().of(&customer(ONE), &app(2), NOW).is_none());
        assert!(filled().of(&customer(OTHER), &app(1), NOW).is_none());
        let tokens = filled();
        tokens.drop_of(CustomerRow(7));
        assert!(tokens.of(&customer(ONE), &app(1), NOW).is_none());
        let tokens = filled();
        tokens.drop_of_app(AppRow(1));
        assert!(tokens.of(&customer(ONE), &app(1), NOW).is_none());
    }

    #[test]
    fn what_ended_goes_when_another_comes() {
        let tokens = filled();
        let keep = |now| {
            let facts = TokenInHand { expires_at: now + Duration::HOUR, roles: BTreeSet::new() };
            let token = AccessToken::new("another".to_owned());
            tokens.keep(CustomerRow(8), Held::new(token, facts, &customer(OTHER), &app(1)), now);
        };
        keep(NOW + Duration::minutes(30));
        assert_eq!(tokens.all().len(), 2);
        keep(NOW + Duration::HOUR);
        assert_eq!(tokens.all().keys().collect::<Vec<_>>(), [&CustomerRow(8)]);
    }

    #[test]
    fn printing_shows_no_token() {
        let tokens = filled();
        let held = tokens.of(&customer(ONE), &app(1), NOW).unwrap();
        assert!(!format!("{tokens:?} {held:?}").contains("the-token"));
    }
}
