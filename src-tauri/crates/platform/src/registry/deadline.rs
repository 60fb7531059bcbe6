//! An end to work in the file, whatever stands in it. Nothing of ours comes near it; a file that somebody changed while it
//! was open, or of which SQLite was told what is not true, could keep a program busy for ever.

use std::ffi::c_int;
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// How long one act may work, waiting for others included.
pub(super) const ACT: Duration = Duration::from_secs(30);
/// How many steps SQLite goes between two looks at the clock: about a millisecond's worth.
const STEPS: c_int = 20_000;

/// From now on, work ends after so long.
pub(super) fn set(connection: &mut Connection, longest: Duration) -> rusqlite::Result<()> {
    let until = Instant::now() + longest;
    connection.progress_handler(STEPS, Some(move || Instant::now() >= until))
}

/// Takes as long as it takes: what grows with the file alone, and ends with it.
pub(super) fn lift(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.progress_handler(0, None::<fn() -> bool>)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use consentry_onboarding::ports::{Registry as _, RegistryProblem};

    use super::super::{Open, SqliteRegistry, file, place, schema};
    use super::*;

    const ENDLESS: &str = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)";

    fn impatient(path: &Path) -> SqliteRegistry {
        let (connection, _) = file::open(path, schema::MIGRATIONS).unwrap();
        let place = place::Place::of(path.to_owned());
        SqliteRegistry::over(Open { connection, place, longest: Duration::from_millis(300) }).unwrap()
    }

    fn ended<T: std::fmt::Debug>(answer: Result<T, RegistryProblem>) {
        match answer.unwrap_err() {
            RegistryProblem::Broken(text) => {
                assert!(text.contains("did not come to an end") && text.contains("registry.db"), "{text}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn work_that_does_not_end_is_ended_and_nothing_of_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.db");
        let registry = impatient(&path);
        registry.save_look(Some("sv".into()), None).await.unwrap();
        // Another program changes the file while it is open.
        let other = Connection::open(&path).unwrap();
        let trigger = format!(
            "CREATE TRIGGER t AFTER UPDATE ON preferences BEGIN SELECT count(*) FROM ({ENDLESS} SELECT n FROM r); END"
        );
        other.execute_batch(&trigger).unwrap();
        ended(registry.save_look(Some("en".into()), None).await);
        assert_eq!(registry.preferences().await.unwrap().language.as_deref(), Some("sv"));
        let view = format!(
            "DROP TRIGGER t; ALTER TABLE setup_draft RENAME TO away;
             CREATE VIEW setup_draft AS SELECT 'x' AS draft WHERE ({ENDLESS} SELECT count(*) FROM r) > 0"
        );
        other.execute_batch(&view).unwrap();
        ended(registry.setup_draft().await);
        // The time of one act is not taken from the next.
        registry.save_look(Some("en".into()), None).await.unwrap();
        assert_eq!(registry.preferences().await.unwrap().language.as_deref(), Some("en"));
    }

    #[tokio::test]
    async fn a_value_larger_than_any_of_ours_is_a_problem_and_not_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.db");
        drop(impatient(&path));
        let other = Connection::open(&path).unwrap();
        let large = "INSERT INTO setup_draft (id, draft) VALUES (1, '\"' || printf('%.*c', ?1, 'x') || '\"')";
        other.execute(large, [20_000_000]).unwrap();
        drop(other);
        // Told while it is opened, where all of the file is looked through, or else when it is read.
        let told = match SqliteRegistry::open(&path) {
            Ok((registry, aside)) => {
                assert_eq!(aside, None);
                registry.setup_draft().await.unwrap_err()
            }
            Err(problem) => problem,
        };
        assert!(matches!(&told, RegistryProblem::Broken(text) if text.contains("larger than")), "{told:?}");
    }
}
