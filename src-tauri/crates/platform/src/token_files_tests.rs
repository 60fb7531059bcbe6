//! Token files on a real disk: written, remembered, and gone when their time comes.

use super::*;
use std::os::unix::fs::PermissionsExt as _;
use time::Duration;
use time::macros::datetime;

const END: OffsetDateTime = datetime!(2026-11-22 13:00:00 UTC);
const TOKEN: &str = "eyJ0-not-a-real-token";

struct Scene {
    folder: tempfile::TempDir,
    files: TokenFiles,
}

impl Scene {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = TokenFiles::at(folder.path().join("token-files.json"));
        Self { folder, files }
    }

    fn write(&self, name: &str, delete: bool) -> PathBuf {
        let path = self.folder.path().join(name);
        self.files.write(&path, TOKEN, "real/7", END, delete).unwrap();
        path
    }

    fn list(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("token-files.json")).unwrap()
    }
}

#[test]
fn a_token_file_is_its_owner_s_and_remembered_without_the_token() {
    let scene = Scene::set();
    let path = scene.write("t.txt", true);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), TOKEN);
    assert!(scene.list().contains("t.txt") && !scene.list().contains("eyJ0"), "{}", scene.list());
    assert_eq!(scene.files.of("real/7").len(), 1);
    assert!(scene.files.of("real/8").is_empty());
    let again = scene.files.write(&path, "other", "real/7", END, true).unwrap_err();
    assert!(matches!(again, FileProblem::Exists(_)) && std::fs::read_to_string(&path).unwrap() == TOKEN);
}

#[test]
fn at_its_end_it_is_deleted_by_whoever_runs_then() {
    let scene = Scene::set();
    let (goes, stays) = (scene.write("goes.txt", true), scene.write("stays.txt", false));
    scene.files.sweep(END - Duration::SECOND);
    assert!(goes.exists() && scene.files.next_due() == Some(END));
    let later_start = TokenFiles::at(scene.folder.path().join("token-files.json"));
    later_start.sweep(END);
    assert!(!goes.exists() && stays.exists());
    assert_eq!((scene.files.next_due(), scene.list().as_str()), (None, "[]"));
}

#[test]
fn whatever_took_its_place_is_left_alone() {
    let scene = Scene::set();
    let (changed, replaced, linked) =
        (scene.write("a", true), scene.write("b", true), scene.write("c", true));
    let gone = scene.write("d", true);
    std::fs::write(&changed, "somebody's notes").unwrap();
    std::fs::remove_file(&replaced).unwrap();
    std::fs::write(&replaced, TOKEN).unwrap();
    std::fs::remove_file(&linked).unwrap();
    let precious = scene.folder.path().join("precious");
    std::fs::write(&precious, "x").unwrap();
    std::os::unix::fs::symlink(&precious, &linked).unwrap();
    std::fs::remove_file(&gone).unwrap();
    scene.files.sweep(END);
    assert!(changed.exists() && replaced.exists() && linked.exists() && precious.exists());
    assert_eq!(scene.list(), "[]");
}

#[test]
fn it_can_be_deleted_at_once_and_only_if_it_is_on_the_list() {
    let scene = Scene::set();
    let path = scene.write("t.txt", false);
    let other = scene.folder.path().join("other.txt");
    std::fs::write(&other, "x").unwrap();
    assert_eq!(scene.files.delete(&other).unwrap(), Deleted::WasGone);
    assert!(other.exists());
    assert_eq!(scene.files.delete(&path).unwrap(), Deleted::Gone);
    assert!(!path.exists() && scene.files.of("real/7").is_empty());
}

#[test]
fn windows_that_write_and_sweep_at_once_forget_none_and_take_no_part_away() {
    let scene = Scene::set();
    let list = scene.folder.path().join("token-files.json");
    std::thread::scope(|threads| {
        for window in 0..3 {
            let (folder, files) = (scene.folder.path(), TokenFiles::at(list.clone()));
            threads.spawn(move || {
                for number in 0..20 {
                    let path = folder.join(format!("{window}-{number}"));
                    files.write(&path, TOKEN, "real/7", END, true).unwrap();
                    files.sweep(END - Duration::SECOND);
                }
            });
        }
    });
    assert_eq!(scene.files.of("real/7").len(), 60);
    scene.files.sweep(END);
    let left = std::fs::read_dir(scene.folder.path()).unwrap().count();
    assert_eq!((scene.list().as_str(), left), ("[]", 2), "list and lock are left");
}

#[test]
fn what_a_cut_off_program_left_half_written_is_found() {
    let scene = Scene::set();
    let whole = scene.write("whole.txt", true);
    let part = scene.folder.path().join(".consentry-x.part");
    let never = scene.folder.path().join("never.txt");
    let mut cut: serde_json::Value = serde_json::from_str(&scene.list()).unwrap();
    let mut begun = cut[0].clone();
    (begun["path"], begun["part"]) = (serde_json::json!(never), serde_json::json!(part));
    begun["identity"] = serde_json::Value::Null;
    cut.as_array_mut().unwrap().push(begun);
    std::fs::write(scene.folder.path().join("token-files.json"), cut.to_string()).unwrap();
    std::fs::write(&part, &TOKEN[..5]).unwrap();
    // Somebody else's file has the name meanwhile.
    std::fs::write(&never, "notes").unwrap();
    let next_start = TokenFiles::at(scene.folder.path().join("token-files.json"));
    assert_eq!(next_start.of("real/7").len(), 1, "what was never whole is not shown");
    next_start.sweep(END - Duration::SECOND);
    assert!(!part.exists() && whole.exists() && never.exists());
    assert_eq!(scene.list().matches("path").count(), 1, "{}", scene.list());
}

#[test]
fn a_list_of_an_earlier_version_is_read_and_a_disk_may_get_another_number() {
    let scene = Scene::set();
    let path = scene.write("t.txt", true);
    let mut list: serde_json::Value = serde_json::from_str(&scene.list()).unwrap();
    list[0].as_object_mut().unwrap().remove("part");
    list[0]["identity"]["number"][0] = serde_json::json!(987_654);
    std::fs::write(scene.folder.path().join("token-files.json"), list.to_string()).unwrap();
    scene.files.sweep(END);
    assert!(!path.exists(), "it is the file that was written");
}

#[test]
fn a_list_or_a_lock_that_is_not_ours_is_neither_believed_nor_written() {
    let precious = tempfile::NamedTempFile::new().unwrap();
    for name in ["token-files.json", "token-files.lock"] {
        for why in ["a link", "no regular file", "another user"] {
            let scene = Scene::set();
            let path = scene.write("t.txt", true);
            let place = scene.folder.path().join(name);
            let list = scene.list();
            std::fs::remove_file(&place).unwrap();
            match why {
                "a link" => std::os::unix::fs::symlink(&precious, &place).unwrap(),
                "no regular file" => ours::tests::make_pipe(&place),
                _ => {
                    std::fs::write(&place, "[]").unwrap();
                    if !ours::tests::give_away(&place) {
                        continue;
                    }
                }
            }
            let problem = scene.files.delete(&path).unwrap_err().to_string();
            assert!(problem.contains(why), "{name}: {problem}");
            scene.files.sweep(END);
            assert!(path.exists() && place.symlink_metadata().is_ok(), "{name}, {why}");
            assert!(scene.files.write(&scene.folder.path().join("u.txt"), TOKEN, "x", END, true).is_err());
            assert_eq!(std::fs::read(&precious).unwrap(), b"");
            // Taken away again, and the list put back, everything goes on.
            std::fs::remove_file(&place).unwrap();
            std::fs::write(scene.folder.path().join("token-files.json"), list).unwrap();
            scene.files.sweep(END);
            assert!(!path.exists(), "{name}, {why}");
        }
    }
}

#[test]
fn a_damaged_list_deletes_nothing_and_a_full_place_leaves_no_token() {
    let scene = Scene::set();
    let path = scene.write("t.txt", true);
    std::fs::write(scene.folder.path().join("token-files.json"), "[{").unwrap();
    scene.files.sweep(END);
    assert!(path.exists() && scene.folder.path().join("token-files.damaged").exists(), "set aside");
    // A list that cannot be read is not written anew: that would forget what stands in it.
    std::fs::create_dir(scene.folder.path().join("token-files.json")).unwrap();
    let late = scene.folder.path().join("v.txt");
    assert!(scene.files.write(&late, TOKEN, "x", END, true).is_err() && !late.exists());
    scene.files.sweep(END);
    let nowhere = TokenFiles::at(scene.folder.path().join("no/such/folder/list.json"));
    let unremembered = scene.folder.path().join("u.txt");
    assert!(nowhere.write(&unremembered, TOKEN, "x", END, true).is_err());
    assert!(!unremembered.exists());
}
