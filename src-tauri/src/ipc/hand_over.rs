//! Handing a customer over: the summary, code, and a token in a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use consentry_onboarding::calls::operation;
use consentry_onboarding::desk::{Desk, DeskProblem};
use consentry_onboarding::knowledge::Api;
use consentry_onboarding::records::CustomerRow;
use consentry_onboarding::secret::AccessToken;
use consentry_platform::token_places::{exposed, typed_path, usual_place};
use consentry_platform::{Exposed, FileProblem, TokenFile, browser};
use consentry_words::{self as words, CodeLanguage, HandOverFacts, Lang, Snippet, SnippetFacts, Summary};
use tauri::State;

use super::customers::with_desk;
use super::wire::{CommandError, HandOverView, SavedFile, SnippetView, TokenFileView, TokenSaved};
use super::{files, views};
use crate::house::{House, Realm};

type Answer<T> = Result<T, CommandError>;

/// Everything that is made of a customer for handing over.
struct Made {
    customer: String,
    summary: Summary,
    snippets: Vec<Snippet>,
}

async fn made(desk: &Desk, row: CustomerRow, lang: Lang) -> Result<Made, DeskProblem> {
    let registry = desk.registry();
    let customer = registry.customer(row).await?;
    let app = registry.app(customer.app).await?;
    let cloud = desk.cloud(app.cloud)?;
    let latest = registry.latest_of(row).await?;
    let proved = latest.as_ref().and_then(|latest| latest.proved.as_ref());
    let attempt = latest.as_ref().map(|latest| &latest.attempt);
    let later_attempt = attempt.filter(|attempt| proved.is_none_or(|proved| attempt.at > proved.at));
    let now = desk.clock().now();
    let facts = HandOverFacts { customer: &customer, app: &app, proved, later_attempt, now };
    // The call that a check would make: one that the wanted permissions open.
    let wanted = app.permissions.keys().cloned().collect();
    let call = Api::windows_defender_atp().choose_call(&wanted, &wanted);
    let snippets = words::snippets(
        lang,
        &SnippetFacts {
            cloud: &cloud,
            tenant: customer.tenant_id,
            app: app.app_id,
            customer: &customer.name,
            operation: operation(call.operation).map_or(call.operation, |known| &known.id),
            path: call.path,
        },
    );
    let summary = words::hand_over_summary(views::voice(lang), &facts);
    Ok(Made { customer: customer.name.clone(), summary, snippets })
}

fn owner(realm: Realm, customer: i64) -> String {
    match realm {
        Realm::Real => format!("real/{customer}"),
        Realm::Practice => format!("practice/{customer}"),
    }
}

fn token_file(file: &TokenFile) -> TokenFileView {
    TokenFileView {
        path: file.path.display().to_string(),
        expires_at: views::moment(file.expires_at),
        delete: file.delete,
    }
}

fn file_name(customer: &str, snippet: &Snippet) -> String {
    format!("{customer} {}.{}", snippet.id, snippet.ending)
}

/// Does something with files on a thread that may wait for a disk.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileProblem> + Send + 'static,
) -> Result<T, FileProblem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|problem| Err(FileProblem::BadName(problem.to_string())))
}

/// What can be handed over.
#[tauri::command]
pub async fn hand_over(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<HandOverView> {
    let made =
        with_desk(&house, realm, async |desk| made(desk, CustomerRow(customer), lang).await, lang).await?;
    let (files, of) = (Arc::clone(&house.token_files), owner(realm, customer));
    let token_files = on_disk(move || Ok(files.of(&of))).await.unwrap_or_default();
    let snippet = |snippet: &Snippet| SnippetView {
        id: snippet.id,
        language: snippet.language,
        way: snippet.way,
        file_name: file_name(&made.customer, snippet),
        code: snippet.code.clone(),
    };
    Ok(HandOverView {
        snippets: made.snippets.iter().map(snippet).collect(),
        summary: made.summary.markdown,
        secret_variable: words::SECRET_VARIABLE,
        token_path: usual_place().display().to_string(),
        token_files: token_files.iter().map(token_file).collect(),
    })
}

async fn save_made(
    house: &House,
    realm: Realm,
    customer: i64,
    lang: Lang,
    choose: impl FnOnce(Made) -> Option<(String, Vec<u8>)>,
) -> Answer<PathBuf> {
    let made =
        with_desk(house, realm, async |desk| made(desk, CustomerRow(customer), lang).await, lang).await?;
    let (name, content) = choose(made)
        .ok_or_else(|| CommandError::Unexpected { detail: "there is no such snippet".to_owned() })?;
    files::save(house, &name, content).await
}

/// Saves the summary as a page or as Markdown.
#[tauri::command]
pub async fn save_summary(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    markdown: bool,
    lang: Lang,
) -> Answer<SavedFile> {
    let choose = |made: Made| {
        let (ending, content) =
            if markdown { ("md", made.summary.markdown) } else { ("html", made.summary.html) };
        Some((format!("{} Consentry.{ending}", made.customer), content.into_bytes()))
    };
    Ok(files::saved(&save_made(&house, realm, customer, lang, choose).await?))
}

/// Saves the summary as a page and opens it where it can be printed.
#[tauri::command]
pub async fn print_summary(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    lang: Lang,
) -> Answer<SavedFile> {
    let choose =
        |made: Made| Some((format!("{} Consentry.html", made.customer), made.summary.html.into_bytes()));
    let path = save_made(&house, realm, customer, lang, choose).await?;
    let file = files::saved(&path);
    let opened = tokio::task::spawn_blocking(move || browser::open_saved_page(&path)).await;
    let detail = match opened {
        Ok(Ok(())) => return Ok(file),
        Ok(Err(problem)) => problem.to_string(),
        Err(problem) => problem.to_string(),
    };
    Err(CommandError::Browser { detail: format!("{detail}: {}/{}", file.folder, file.name) })
}

/// Puts a snippet on the clipboard. It holds no secret.
#[tauri::command]
pub async fn copy_snippet(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    snippet: String,
    lang: Lang,
) -> Answer<()> {
    let made =
        with_desk(&house, realm, async |desk| made(desk, CustomerRow(customer), lang).await, lang).await?;
    let chosen = made.snippets.into_iter().find(|known| known.id == snippet);
    let chosen =
        chosen.ok_or_else(|| CommandError::Unexpected { detail: "there is no such snippet".to_owned() })?;
    let copied = house.copy_text(&chosen.code).await;
    copied.map_err(|problem| CommandError::Clipboard { detail: problem.to_string() })
}

/// Saves a snippet.
#[tauri::command]
pub async fn save_snippet(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    snippet: String,
    lang: Lang,
) -> Answer<SavedFile> {
    let choose = |made: Made| {
        let chosen = made.snippets.iter().find(|known| known.id == snippet)?;
        // Windows PowerShell reads a file without this mark in the language's old code page.
        let mark = if chosen.language == CodeLanguage::Powershell { "\u{feff}" } else { "" };
        Some((file_name(&made.customer, chosen), format!("{mark}{}", chosen.code).into_bytes()))
    };
    Ok(files::saved(&save_made(&house, realm, customer, lang, choose).await?))
}

/// Gets a new token and writes it into a file. The token goes from the core into the file; the window is told where it
/// lies. `agreed`: the person has read what speaks against the place.
#[tauri::command]
pub async fn save_token(
    house: State<'_, Arc<House>>,
    realm: Realm,
    customer: i64,
    path: String,
    agreed: bool,
    delete: bool,
    lang: Lang,
) -> Answer<TokenSaved> {
    let not_a_path =
        |_| CommandError::Invalid { field: "token-path", problem: "not-a-path", suggestion: None };
    let path = typed_path(&path).map_err(not_a_path)?;
    let looked_at = path.clone();
    let warnings = on_disk(move || {
        // Said before a token is asked for; writing looks again, and never over anything.
        if looked_at.symlink_metadata().is_ok() {
            return Err(FileProblem::Exists(looked_at));
        }
        Ok(exposed(&looked_at))
    });
    let warnings = warnings.await.map_err(|problem| files::problem(&problem))?;
    if !warnings.is_empty() && !agreed {
        return Ok(TokenSaved {
            file: None,
            warnings: warnings.iter().map(|one| warning(one, lang)).collect(),
        });
    }
    let running = house.calls.begin(realm, CustomerRow(customer)).ok_or(CommandError::Busy)?;
    house.prepare().map_err(|problem| views::house(&problem.into()))?;
    let (files, of) = (Arc::clone(&house.token_files), owner(realm, customer));
    let write = async |token: &AccessToken, facts: &consentry_onboarding::desk::TokenInHand| {
        // A copy of its own for the other thread, wiped like the first.
        let (token, ends) = (AccessToken::new(token.expose().to_owned()), facts.expires_at);
        on_disk(move || files.write(&path, token.expose(), &of, ends, delete)).await
    };
    let lend = async |desk: &Desk| desk.lend_token(CustomerRow(customer), &running.cancel, write).await;
    let written = with_desk(&house, realm, lend, lang).await?;
    let file = written.map_err(|problem| files::problem(&problem))?;
    house.calls.file_written();
    Ok(TokenSaved { file: Some(token_file(&file)), warnings: Vec::new() })
}

fn warning(exposed: &Exposed, lang: Lang) -> String {
    match exposed {
        Exposed::Synced { by, folder } => {
            words::token_in_synced_folder(lang, by, &folder.display().to_string())
        }
        Exposed::Git { folder } => words::token_in_git_folder(lang, &folder.display().to_string()),
    }
}

/// Deletes a token file that Consentry wrote, if it still is that file.
#[tauri::command]
pub async fn delete_token_file(house: State<'_, Arc<House>>, path: String) -> Answer<()> {
    let files = Arc::clone(&house.token_files);
    let deleted = on_disk(move || files.delete(Path::new(&path))).await;
    deleted.map(|_| ()).map_err(|problem| files::problem(&problem))
}
