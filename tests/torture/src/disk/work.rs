//! The kinds of work that a full disk interrupts: what is there before, how it is done, and what is there after.

use std::path::{Path, PathBuf};

use consentry_onboarding::ports::{Registry as _, RegistryProblem, SecretPlace};
use consentry_onboarding::records::{CustomerRecord, SetupDraft};
use consentry_platform::files::{FileProblem, Readers, save_in};
use consentry_platform::{SqliteRegistry, TokenFiles};

use crate::crash::{migrations, wait as waiting};
use crate::figures::hold;
use crate::made;

/// Kinds of work.
pub(super) const WORK: [&str; 13] = [
    "open",
    "migrate",
    "add",
    "edit",
    "remove",
    "check",
    "import",
    "app",
    "draft",
    "note",
    "token-file",
    "token-delete",
    "file",
];

/// Why the work was refused.
#[derive(Debug)]
pub(super) enum Refused {
    Registry(RegistryProblem),
    File(FileProblem),
}

impl Refused {
    /// It says that the disk is full, and which.
    pub(super) fn is_full(&self, place: &Path) -> Result<(), String> {
        let says = matches!(
            self,
            Self::Registry(RegistryProblem::DiskFull(_)) | Self::File(FileProblem::DiskFull(_))
        );
        hold!(says, "a full disk was called: {self:?}");
        self.names(place)
    }

    fn names(&self, place: &Path) -> Result<(), String> {
        let text = match self {
            Self::Registry(problem) => problem.to_string(),
            Self::File(problem) => problem.to_string(),
        };
        hold!(text.contains(&place.display().to_string()), "the file is not named: {text}");
        Ok(())
    }
}

pub(super) fn registry_in(place: &Path) -> PathBuf {
    place.join("registry.db")
}

pub(super) fn is_files(work: &str) -> bool {
    matches!(work, "token-file" | "token-delete" | "file")
}

/// What is there before.
pub(super) fn prepare(base: &Path, work: &str) {
    match work {
        "open" => {}
        "migrate" => {
            let old = migrations::old_file(base, 1);
            std::fs::rename(old, registry_in(base)).unwrap();
        }
        _ if is_files(work) => {}
        _ => waiting(async {
            let registry = made::next_start(&registry_in(base)).unwrap();
            let app = made::app_in(&registry, 1).await.row;
            for number in 1..=20 {
                let row = registry.add_customer(made::customer(app, number, 0)).await.unwrap().row;
                registry.add_check(row, made::check(number)).await.unwrap();
            }
        }),
    }
}

/// The work, with what was open before the disk was full.
pub(super) struct Open {
    place: PathBuf,
    work: &'static str,
    registry: Option<SqliteRegistry>,
}

impl Open {
    pub(super) fn begin(place: &Path, work: &'static str) -> Self {
        let opened = !is_files(work) && work != "open" && work != "migrate";
        let registry = opened.then(|| made::next_start(&registry_in(place)).unwrap());
        Self { place: place.to_owned(), work, registry }
    }

    pub(super) fn act(&mut self) -> Result<(), Refused> {
        match self.work {
            "open" | "migrate" => {
                let (registry, aside) =
                    SqliteRegistry::open(&registry_in(&self.place)).map_err(Refused::Registry)?;
                assert_eq!(aside, None, "a full disk is no damage");
                self.registry = Some(registry);
                Ok(())
            }
            work if is_files(work) => act_on_files(&self.place, work).map_err(Refused::File),
            work => waiting(act_on(self.registry.as_ref().unwrap(), work)).map_err(Refused::Registry),
        }
    }
}

fn act_on_files(place: &Path, work: &str) -> Result<(), FileProblem> {
    let files = TokenFiles::at(place.join("list.json"));
    match work {
        "token-file" => {
            let token = "eyJ-".repeat(3_000);
            files.write(&place.join("t.txt"), &token, "torture", made::at(9_000_000), true).map(|_| ())
        }
        "token-delete" => {
            let path = place.join("old.txt");
            files.delete(&path).map(|_| ())
        }
        _ => save_in(place, "list.csv", &vec![b'x'; 20_000], Readers::AsUsual).map(|_| ()),
    }
}

async fn act_on(registry: &SqliteRegistry, work: &str) -> Result<(), RegistryProblem> {
    let customers = registry.customers().await?;
    let (app, first) = (customers[0].app, &customers[0]);
    match work {
        "add" => registry.add_customer(made::customer(app, 1_000, 0)).await.map(|_| ()),
        "edit" => {
            let (number, _) = made::whole(first).unwrap();
            let edited = CustomerRecord {
                row: first.row,
                version: first.version,
                added_at: first.added_at,
                ..made::customer(app, number, 1)
            };
            registry.save_customer(edited).await.map(|_| ())
        }
        "remove" => registry.remove_customer(first.row, made::at(1)).await,
        "check" => registry.add_check(first.row, made::check(77)).await,
        "import" => {
            let many = (2_000..2_300).map(|number| made::customer(app, number, 0)).collect();
            registry.add_customers(many).await.map(|_| ())
        }
        "app" => {
            let record = registry.app(app).await?;
            let addresses = (0..40).map(|one| format!("https://{one}.example/back")).collect();
            registry
                .save_app(consentry_onboarding::records::AppRecord { redirect_uris: addresses, ..record })
                .await
                .map(|_| ())
        }
        "draft" => {
            let draft =
                SetupDraft { name: "n".into(), tasks: vec!["a task".into(); 2_000], ..SetupDraft::default() };
            registry.save_setup_draft(Some(draft)).await
        }
        "note" => {
            let place = |generation| SecretPlace {
                cloud: consentry_onboarding::cloud::CloudId::Practice,
                app_id: made::app_id(1),
                generation,
            };
            registry.note_unsettled((1..=200).map(place).collect()).await
        }
        other => panic!("{other}"),
    }
}

/// Everything that is there, as a text that can be compared.
pub(super) fn state(place: &Path, work: &str) -> Result<String, String> {
    if is_files(work) {
        let mut names: Vec<_> = std::fs::read_dir(place)
            .unwrap()
            .flatten()
            .map(|entry| (entry.file_name(), entry.metadata().unwrap().len()))
            .filter(|(name, _)| name != "list.json" && !name.to_string_lossy().starts_with("registry"))
            .collect();
        names.sort();
        let files = TokenFiles::at(place.join("list.json")).of("torture");
        let listed: Vec<_> =
            files.into_iter().map(|file| file.path.file_name().unwrap().to_owned()).collect();
        return Ok(format!("{names:?} {listed:?}"));
    }
    let path = registry_in(place);
    if !path.exists() || std::fs::metadata(&path).is_ok_and(|file| file.len() == 0) {
        return Ok("nothing".into());
    }
    if work == "migrate" {
        let file = rusqlite::Connection::open(&path).map_err(|error| error.to_string())?;
        let version: i32 = file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        if version == 1 {
            return Ok("old".into());
        }
    }
    waiting(async {
        let registry = made::next_start(&path)?;
        let text = |problem: RegistryProblem| problem.to_string();
        let customers = registry.customers().await.map_err(text)?;
        let mut checks = Vec::new();
        for customer in &customers {
            checks.push(registry.checks(customer.row, 100).await.map_err(text)?.len());
        }
        let apps = registry.apps().await.map_err(text)?;
        let draft = registry.setup_draft().await.map_err(text)?;
        let notes = registry.unsettled().await.map_err(text)?.len();
        Ok(format!("{customers:?} {checks:?} {apps:?} {draft:?} {notes}"))
    })
}

pub(super) fn made_sound(place: &Path) -> Result<(), String> {
    let path = registry_in(place);
    if path.exists() { made::sound(&path) } else { Ok(()) }
}
