//! One run of the program, and what must hold of it.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use consentry_testbed::canary::Canary;
use consentry_testbed::tempfile::TempDir;
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;

use crate::authority::{Authority, PUBLISHED};
use crate::cases::{Case, Told};
use crate::stand_in::{Act, Seen, StandIn};
use crate::tenant::{APP, Asked, Place, SECRET, TENANT, claims, header, script, token_answer, well};

/// Microsoft's names that a check asks.
pub const HOSTS: [&str; 2] = ["login.microsoftonline.com", "api.security.microsoft.com"];
/// Longer than this no check takes, its two minutes and the program's own time included.
const LONGEST: Duration = Duration::from_secs(135);
/// Memory beyond what a good check takes, in kilobytes.
const MOST_GROWTH: usize = 24 * 1024;
/// In the proxy's address, as it stands there and as it is meant.
const PROXY_PASSWORDS: [&str; 2] = ["Kanarie/passw0rd", "Kanarie%2Fpassw0rd"];

/// What all trials share.
pub struct Ground {
    runtime: Runtime,
    folder: TempDir,
    authority: Arc<Authority>,
    program: PathBuf,
    closed: TcpSocket,
    /// Most memory of a check where all is well, in kilobytes.
    pub usual: usize,
}

/// How a run ended.
struct Ended {
    status: ExitStatus,
    output: String,
    errors: String,
    memory: usize,
}

/// What a well tenant answers now, dated.
pub fn answer(asked: &Asked) -> Act {
    let now = OffsetDateTime::now_utc();
    let act = if asked.place == Place::Token {
        let mut payload = claims(&asked.base);
        payload["iss"] = json!(format!("https://sts.windows.net/{TENANT}/"));
        for (name, from) in [("iat", -300), ("nbf", -300), ("exp", 3_600)] {
            payload[name] = json!(now.unix_timestamp() + from);
        }
        token_answer(&PUBLISHED.sign(&header(), &payload))
    } else {
        well(asked)
    };
    let Act::Answer(answer) = act else { return act };
    answer.with("date", &httpdate::fmt_http_date(SystemTime::now())).into()
}

impl Ground {
    pub fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let folder = TempDir::new().unwrap();
        let authority = Arc::new(Authority::new());
        std::fs::write(folder.path().join("roots.pem"), &authority.pem).unwrap();
        std::fs::write(folder.path().join("empty.pem"), "").unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/clock.c");
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(folder.path().join("clock.so"))
            .arg(source)
            .status();
        assert!(made.expect("a C compiler, which the build needs too").success());
        let program = std::env::var_os("CONSENTRY_PROGRAMS").map_or_else(
            || PathBuf::from(env!("CARGO_BIN_EXE_consentry")),
            |folder| PathBuf::from(folder).join("consentry"),
        );
        let program = program.canonicalize().expect("the program");
        // Kept, so that nobody else listens there, and never listened at.
        let closed = TcpSocket::new_v4().unwrap();
        closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let mut ground = Self { runtime, folder, authority, program, closed, usual: 0 };
        let well = crate::cases::well();
        ground.usual = ground.tried(&well).expect("where all is well, all is well");
        // The measure measures: a program of this size is no smaller.
        assert!(ground.usual > 4 * 1024, "{} kB", ground.usual);
        ground
    }

    /// Carries a case out. Gives back the most memory it took, or what was lost.
    pub fn tried(&self, case: &Case) -> Result<usize, String> {
        let place = TempDir::new_in(self.folder.path()).unwrap();
        let clock_file = place.path().join("clock");
        let (at_once, jump) = match case.clock {
            Some((seconds, None)) => (seconds, None),
            Some((seconds, Some(step))) => (0, Some((seconds, step))),
            None => (0, None),
        };
        std::fs::write(&clock_file, at_once.to_ne_bytes()).unwrap();
        let (spoil, file) = (Arc::clone(&case.spoil), clock_file.clone());
        let script = script(
            move |asked| {
                if let Some((seconds, step)) = jump
                    && asked.place == step
                {
                    set_clock(&file, seconds);
                }
                Some(spoil(asked).unwrap_or_else(|| answer(asked)))
            },
            |_| "https://login.microsoftonline.com".to_owned(),
        );
        let door = (case.door)(&self.authority);
        let proxy = self.runtime.block_on(StandIn::open(door, script));
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HOME", place.path())
            .env("TMPDIR", place.path())
            .env("CONSENTRY_LOG", "trace");
        if case.clock.is_some() {
            command.env("LD_PRELOAD", self.folder.path().join("clock.so")).env("CLOCK_OFF", &clock_file);
        }
        let usual =
            [("HTTPS_PROXY", "http://127.0.0.1:{port}".to_owned()), ("SSL_CERT_FILE", "{roots}".to_owned())];
        let environment = if case.environment.is_empty() { &usual[..] } else { &case.environment };
        for (name, value) in environment {
            let at = |file: &str| self.folder.path().join(file).display().to_string();
            let value = value
                .replace("{port}", &proxy.port.to_string())
                .replace("{closed}", &self.closed.local_addr().unwrap().port().to_string())
                .replace("{roots}", &at("roots.pem"))
                .replace("{empty}", &at("empty.pem"));
            command.env(name, value);
        }
        command.args([
            "check",
            "--json",
            "--secret-stdin",
            "--app-id",
            APP,
            "--tenant",
            TENANT,
            "--want",
            "Alert.Read.All",
        ]);
        let ended = run(&mut command)?;
        told_as_expected(case, &ended)?;
        nothing_shown(&ended)?;
        nobody_else_asked(&proxy.seen())?;
        let most = if self.usual == 0 { usize::MAX } else { self.usual + MOST_GROWTH };
        if ended.memory > most {
            return Err(format!("{} kB of memory, {} kB where all is well", ended.memory, self.usual));
        }
        Ok(ended.memory)
    }
}

/// Changes what the program has mapped, without a moment at which the file is shorter.
fn set_clock(file: &std::path::Path, seconds: i64) {
    let mut file = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    file.write_all(&seconds.to_ne_bytes()).unwrap();
}

fn run(command: &mut Command) -> Result<Ended, String> {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may end without having read it.
    let _ = child.stdin.take().unwrap().write_all(format!("{SECRET}\n").as_bytes());
    let mut pipes = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let output = std::thread::spawn(move || read(&mut pipes.0));
    let errors = std::thread::spawn(move || read(&mut pipes.1));
    let mut memory = 0;
    let status = loop {
        memory = memory.max(most_memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(format!("a hang: not over after {LONGEST:?}"));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ok(Ended { status, output: output.join().unwrap(), errors: errors.join().unwrap(), memory })
}

fn read(pipe: &mut impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most it took so far, in kilobytes.
fn most_memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn told_as_expected(case: &Case, ended: &Ended) -> Result<(), String> {
    if ended.errors.contains("panicked") {
        return Err(format!("a crash: {}", ended.errors));
    }
    let answer: Value = serde_json::from_str(&ended.output)
        .map_err(|_| format!("no answer: {:?} {} {}", ended.status, ended.output, ended.errors))?;
    let text = |name: &str| answer[name].as_str();
    let told = (text("cause").unwrap_or("connected"), text("reason"));
    if !case.told.iter().any(|(cause, reason): &Told| (*cause, *reason) == told) {
        return Err(format!("told {told:?} instead of {:?}: {}", case.told, answer["error"]));
    }
    let status = match text("verdict") {
        Some("connected") => 0,
        Some("needs_attention") => 1,
        _ => 3,
    };
    if ended.status.code() != Some(status) {
        return Err(format!("{:?} with the verdict {}", ended.status, answer["verdict"]));
    }
    let about_the_customer = text("verdict") == Some("needs_attention");
    let about_the_token = case.class == "keys" && ["key-unknown", "signature-invalid"].contains(&told.0);
    if about_the_customer != about_the_token {
        return Err(format!("the verdict {} for {told:?}", answer["verdict"]));
    }
    if text("next_step").is_none_or(str::is_empty) || answer["checks"].as_array().map(Vec::len) != Some(11) {
        return Err(format!("incomplete: {answer}"));
    }
    if case.parked && text("retry_at").is_none() {
        return Err("no time to come back".to_owned());
    }
    Ok(())
}

fn nothing_shown(ended: &Ended) -> Result<(), String> {
    for text in [&ended.output, &ended.errors] {
        if !Canary::new(SECRET).in_bytes(text.as_bytes()).is_empty() {
            return Err("the secret is shown".to_owned());
        }
        if PROXY_PASSWORDS.iter().any(|password| text.contains(password)) {
            return Err("the proxy's password is shown".to_owned());
        }
        if text.contains("eyJ") {
            return Err("a token is shown".to_owned());
        }
    }
    Ok(())
}

fn nobody_else_asked(seen: &[Seen]) -> Result<(), String> {
    for seen in seen {
        let secret_inside = seen.form("client_secret").is_some();
        let allowed = if seen.method == "CONNECT" {
            HOSTS.iter().any(|host| seen.path == format!("{host}:443")) && !secret_inside
        } else {
            let place = Place::of(seen);
            let through = !seen.headers.contains_key("proxy-authorization");
            place != Place::Elsewhere && (place == Place::Token) == secret_inside && through
        };
        if !allowed {
            return Err(format!("asked: {} {}", seen.method, seen.path));
        }
    }
    Ok(())
}
