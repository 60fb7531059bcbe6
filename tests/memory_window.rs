//! What is left of a secret and of a token in the memory of both programs once they were used: looked for in the programs
//! that ship, from outside, as an administrator of the machine could. SECURITY.md says which copies are not in our hands;
//! this holds their number.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]
#![allow(clippy::print_stdout, reason = "what was found, for whoever looks")]

use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use consentry_testbed::canary::Canary;
use consentry_testbed::memory::{Copy, copies};
use consentry_testbed::programs;
use consentry_testbed::scene::{APP, SECRET, Scene, tenant};
use consentry_testbed::steps::{CHECK, connect};
use consentry_testbed::wait_for;
use consentry_testbed::window::Window;
use tokio::sync::watch;

/// Lets the API answer when it is told to.
#[derive(Clone)]
struct Door {
    arrived: Arc<AtomicUsize>,
    open: watch::Sender<bool>,
}

impl Door {
    fn shut() -> Self {
        Self { arrived: Arc::default(), open: watch::Sender::new(false) }
    }

    fn before(&self, answers: Router) -> Router {
        answers.layer(from_fn_with_state(self.clone(), wait_at_the_door))
    }

    /// Waits until a call of the API stands in front of it.
    fn see_a_call(&self) {
        wait_for("a call of the API", CHECK, || (self.arrived.load(Ordering::SeqCst) > 0).then_some(()));
    }
}

async fn wait_at_the_door(State(door): State<Door>, request: Request<Body>, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        door.arrived.fetch_add(1, Ordering::SeqCst);
        let mut open = door.open.subscribe();
        // An error means that the test is over.
        let _ = open.wait_for(|open| *open).await;
    }
    next.run(request).await
}

/// So many copies of secret and token together in one program, at the most.
const MOST: usize = 8;

/// Whether it lies in what a library made of it, to be told by what stands around it: the form on its way to the sign-in
/// service, the answer as it came, or the message in which the page sent its command. None of ours looks so.
fn is_a_librarys(copy: &Copy) -> bool {
    let marks = ["client_secret=", "\",\"expires_in\":", "\",\"keepInMemory\":"];
    marks.iter().any(|mark| copy.around.contains(mark))
}

/// What tells a token, and shows what comes after it.
fn end_of(token: &str) -> &str {
    &token[token.len() - 48..]
}

fn told(what: &str, found: &[Copy]) {
    println!("{what}: {} copies", found.len());
    for copy in found {
        println!(
            "    {} {} in {} at {:x}: {}",
            copy.kind, copy.shape, copy.region, copy.address, copy.around
        );
    }
}

/// Nobody may look into the terminal program but an administrator; then there is nothing to hold.
fn in_terminal(id: u32, canary: &Canary) -> Option<Vec<Copy>> {
    match copies(id, canary) {
        Ok(found) => Some(found),
        Err(problem) if problem.kind() == std::io::ErrorKind::PermissionDenied => {
            println!("the terminal program keeps to itself: {problem}");
            None
        }
        Err(problem) => panic!("{problem}"),
    }
}

#[test]
fn the_terminal_has_let_go_of_the_secret_when_it_calls_the_api() {
    let door = Door::shut();
    let scene = Scene::with(|answers| door.before(answers));
    let customer = tenant("all-well").to_string();
    let mut child = scene
        .session
        .command(programs::terminal())
        .args(["check", "--json", "--app-id", APP, "--tenant", &customer, "--secret-stdin"])
        .args(["--want", "Alert.Read.All"])
        .env_remove("CONSENTRY_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{SECRET}\n").as_bytes()).unwrap();
    door.see_a_call();
    let found = in_terminal(child.id(), &Canary::new(SECRET));
    door.open.send_replace(true);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let Some(found) = found else { return };
    told("terminal, secret", &found);
    // The check itself still has it: where keys changed meanwhile, another token is asked for.
    let ours: Vec<_> = found.iter().filter(|copy| !is_a_librarys(copy)).collect();
    assert!(ours.len() <= 1, "{ours:#?}");
    assert!(found.len() <= MOST, "{found:#?}");
}

#[test]
fn the_window_has_let_go_of_secret_and_token_after_use_and_removal() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    connect(&window);
    let token = scene.microsoft.tokens().pop().unwrap();
    let canary = Canary::of(&[("secret", SECRET), ("token", end_of(&token))]);
    let look = |when: &str| {
        let mut all = Vec::new();
        for seen in scene.session.processes() {
            let name = seen.program.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if ["consentry-desktop", "WebKitWebProcess"].contains(&name.as_str()) {
                let found = copies(seen.id, &canary).unwrap();
                told(&format!("{name}, {when}"), &found);
                all.extend(found.into_iter().map(|copy| (name.clone(), copy)));
            }
        }
        all
    };
    let held = |when: &str| {
        let all = look(when);
        let core = |name: &str| name == "consentry-desktop";
        let (core, page): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| core(name));
        assert!(core.iter().all(|(_, copy)| is_a_librarys(copy)), "{when}: {core:#?}");
        assert!(core.len() <= MOST && page.len() <= MOST, "{when}: {core:#?} {page:#?}");
        assert!(
            page.iter().all(|(_, copy)| copy.kind != "token"),
            "no token ever reaches the page: {page:#?}"
        );
    };
    held("after a check");
    window.press("home");
    window.press_css(".place:not([data-testid])");
    window.press_css("[data-testid=\"app-card\"] summary");
    window.press("remove-app");
    window.press("confirm-remove-app");
    window.see("start-setup");
    held("after removal");
    window.close();
}
