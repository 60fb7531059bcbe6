//! Watching for consent, and waiting for its answer on this computer.

use std::sync::Arc;
use std::time::Duration;

use consentry_onboarding::consent::{LinkForm, RedirectUri, Returned};
use consentry_onboarding::desk::{self, ConsentRequest, Desk, DeskProblem};
use consentry_onboarding::records::CustomerRow;
use consentry_platform::loopback::{Arrived, Loopback, Page};
use consentry_words::{self as words, Lang};
use tauri::State;
use tauri::ipc::Channel;
use tokio::time::Instant;

use super::ask::request;
use super::customers::{sent, with_desk};
use super::wire::{AnswerPlace, AnswerWait, CommandError, LatestLook, WatchNews};
use super::{views, watch_views};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// So long an answer is waited for on this computer.
const ANSWER_LIMIT: Duration = Duration::from_secs(600);

/// Tells the window what happens to the watches, from now on and in this language. Gives back the latest looks.
#[tauri::command]
pub async fn listen(
    house: State<'_, Arc<House>>,
    lang: Lang,
    on_news: Channel<WatchNews>,
) -> Answer<Vec<LatestLook>> {
    let latest = house.watching.listen(
        lang,
        Box::new(move |news, lang| {
            // A window that was closed meanwhile listens no more.
            let _ = on_news.send(watch_views::watch_news(news, lang));
        }),
    );
    Ok(latest
        .iter()
        .map(|(realm, customer, look)| watch_views::latest_look(*realm, *customer, look, lang))
        .collect())
}

/// Begins the watch for a customer's consent.
#[tauri::command]
pub async fn start_watch(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<()> {
    with_desk(&house, realm, async |desk| desk.begin_watch(CustomerRow(customer)).await.map(|_| ()), lang)
        .await
}

/// Ends it.
#[tauri::command]
pub async fn stop_watch(house: State<'_, Arc<House>>, realm: Realm, customer: i64, lang: Lang) -> Answer<()> {
    with_desk(&house, realm, async |desk| desk.end_watch(CustomerRow(customer)).await, lang).await
}

/// Looks for consent as soon as may be.
#[tauri::command]
pub async fn look_now(house: State<'_, Arc<House>>, realm: Realm, customer: i64, lang: Lang) -> Answer<()> {
    with_desk(&house, realm, async |desk| desk.look_now(CustomerRow(customer)).await, lang).await
}

/// Opens the link in the default browser and waits on this computer for the address it ends on. What comes is read as
/// a pasted address is: a sign, never proof.
#[tauri::command]
pub async fn open_and_wait(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
    on_open: Channel<AnswerPlace>,
) -> Answer<AnswerWait> {
    let waiting = house.answers.begin();
    let redirect = with_desk(&house, realm, async |desk| redirect_of(desk, customer).await, lang).await?;
    let mut loopback = Loopback::open(&redirect).await.map_err(|problem| watch_views::loopback(&problem))?;
    let request = request(&house, realm, customer, LinkForm::AdminV2, lang).await?;
    let link = request.link.clone().with_redirect(loopback.address());
    house.open(&link).await.map_err(|problem| CommandError::Browser { detail: problem.to_string() })?;
    // The link is in the browser: its answer is worth waiting for, whatever could not be noted.
    if let Err(problem) = sent(&house, realm, customer, lang).await {
        tracing::warn!(?problem, "that the link went out could not be noted");
    }
    let _ = on_open.send(watch_views::answer_place(loopback.address(), ANSWER_LIMIT));
    let end = Instant::now() + ANSWER_LIMIT;
    loop {
        let arrived = tokio::select! {
            biased;
            () = waiting.cancelled() => return Ok(AnswerWait { end: "cancelled", returned: None }),
            () = tokio::time::sleep_until(end) => return Ok(AnswerWait { end: "timed-out", returned: None }),
            arrived = loopback.arrival() => arrived,
        };
        let Some(arrived) = arrived else { return Ok(AnswerWait { end: "cancelled", returned: None }) };
        if let Some(returned) = read(&house, realm, &request, arrived, lang).await? {
            return Ok(AnswerWait { end: "answered", returned: Some(views::returned(&returned, lang)) });
        }
    }
}

/// Stops waiting for the answer.
#[tauri::command]
pub async fn stop_waiting(house: State<'_, Arc<House>>) -> Answer<()> {
    house.answers.stop();
    Ok(())
}

async fn redirect_of(desk: &Desk, customer: i64) -> Result<RedirectUri, DeskProblem> {
    let registry = desk.registry();
    let app = registry.app(registry.customer(CustomerRow(customer)).await?.app).await?;
    desk::redirect_of(&app)
}

/// Reads what came and shows the browser its page. `None` where it answers nothing of ours: another program may knock
/// at the door too, and that must not use up the one answer. Whatever does not bring the state of the link that was
/// opened is such a knock, an error included.
async fn read(
    house: &House,
    realm: Realm,
    request: &ConsentRequest,
    arrived: Arrived,
    lang: Lang,
) -> Answer<Option<Returned>> {
    let row = request.customer.row;
    let address = arrived.address.clone();
    let returned = if request.is_answered_by(&address) {
        with_desk(house, realm, async |desk| desk.read_returned(row, &address).await, lang).await?
    } else {
        Returned::ForeignState
    };
    let theirs = words::preferred_language(&arrived.languages, lang);
    let (title, text) = words::answer_page(theirs, &returned);
    arrived.reply(Page { lang: theirs.id(), title, text });
    let stale = matches!(returned, Returned::AnsweredBefore | Returned::Expired);
    let counts = !stale && !matches!(returned, Returned::Unreadable | Returned::ForeignState);
    Ok(counts.then_some(returned))
}
