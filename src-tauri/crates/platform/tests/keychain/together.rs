//! Several programs at one keychain.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use consentry_onboarding::ports::SecretStore as _;
use consentry_platform::Keychain;

use crate::{CANARY, UNLOCKED, User, place, secret};

#[test]
fn what_another_program_removes_meanwhile_is_gone_and_no_fault_of_the_keychain() {
    User::new().session(UNLOCKED, "together::inner_removed_meanwhile", None);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside a session"]
async fn inner_removed_meanwhile() {
    let over = Arc::new(AtomicBool::new(false));
    let other = tokio::spawn({
        let over = Arc::clone(&over);
        async move {
            let keychain = Keychain::new();
            while !over.load(Ordering::SeqCst) {
                keychain.put(place(1), secret(CANARY)).await.unwrap();
                keychain.delete(place(1)).await.unwrap();
            }
        }
    });
    let (mut there, mut gone) = (0, 0);
    // Each with a connection of its own, as programs have that only just began.
    for _ in 0..40 {
        match Keychain::new().get(place(1)).await.unwrap() {
            Some(found) => {
                assert_eq!(found.expose(), CANARY);
                there += 1;
            }
            None => gone += 1,
        }
    }
    over.store(true, Ordering::SeqCst);
    other.await.unwrap();
    assert!(there > 0 && gone > 0, "{there} times there, {gone} times gone");
}
