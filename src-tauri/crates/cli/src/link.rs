//! `consentry link`: a consent link for a customer's administrator.

use consentry_onboarding::cloud::{Cloud, CloudId};
use consentry_onboarding::consent::{self, ConsentLink, LinkForm, LinkState, PORTAL_REDIRECT, RedirectUri};
use consentry_words::{Lang, link_warning};
use serde::Serialize;

use crate::args::LinkArgs;
use crate::exit::{Exit, Trouble};
use crate::output::Out;

/// The JSON of `link`.
#[derive(Serialize)]
struct Document<'a> {
    form: LinkForm,
    url: &'a str,
    state: Option<&'a str>,
    warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct Warning {
    id: &'static str,
    text: &'static str,
}

/// Makes the link and prints it.
pub fn run(args: &LinkArgs, cloud: Option<CloudId>, out: Out) -> Result<Exit, Trouble> {
    let cloud = real(cloud.unwrap_or(CloudId::Commercial))?;
    let redirect = match &args.redirect_uri {
        Some(uri) => uri.clone(),
        None => RedirectUri::parse(PORTAL_REDIRECT).map_err(|error| Trouble::machine(&error))?,
    };
    let state = match &args.state {
        Some(state) => state.clone(),
        None => LinkState::random().map_err(|error| Trouble::machine(&error))?,
    };
    let link = consent::link(&cloud, args.app_id, args.tenant.as_ref(), args.form, &redirect, &state);
    let carries_state = args.form != LinkForm::Guide;
    let left_out = args.tenant.is_some() || args.state.is_some() || args.redirect_uri.is_some();
    if !carries_state && left_out {
        out.note(out.say(
            "the guide's form has no place for a tenant, a state or a redirect address; they were left out",
            "guidens form har ingen plats för klientorganisation, state eller omdirigeringsadress; de utelämnades",
        ));
    }
    if out.json {
        out.document(&document(out.lang, &link, carries_state.then(|| state.as_str())))?;
    } else {
        // The address alone on standard output, so that it can be piped on.
        out.text(&format!("{}\n", link.url))?;
        for warning in &link.warnings {
            out.note(link_warning(out.lang, *warning));
        }
    }
    Ok(Exit::Done)
}

fn document<'a>(lang: Lang, link: &'a ConsentLink, state: Option<&'a str>) -> Document<'a> {
    let warnings = link.warnings.iter();
    Document {
        form: link.form,
        url: link.url.as_str(),
        state,
        warnings: warnings.map(|w| Warning { id: w.id(), text: link_warning(lang, *w) }).collect(),
    }
}

/// A cloud of the table. The command line can name no other, so nothing else gets here.
pub fn real(id: CloudId) -> Result<Cloud, Trouble> {
    Cloud::real(id).ok_or_else(|| Trouble::Machine(format!("{id} is not one of Microsoft's clouds")))
}
