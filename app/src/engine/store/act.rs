//! Starts, stops, restarts and removes containers, with a row in the audit log for each.

use axum::http::header;
use axum::http::request::Parts;
use bollard::Docker;
use bollard::query_parameters::{
    RemoveContainerOptionsBuilder, RestartContainerOptionsBuilder, StartContainerOptions, StopContainerOptionsBuilder,
};
use futures::StreamExt;
use leptos::prelude::use_context;
use serde_json::json;

use super::details::find;
use crate::audit::store::record;
use crate::ctx::Ctx;
use crate::engine::docker::explain;
use crate::engine::types::ContainerSummary;
use crate::engine::types::verb::{MAX_NAMED, Outcome, STOP_GRACE_S, Verb, summary};
use crate::error::{Error, Result};

/// Containers acted on at once: the engine does each in turn what it cannot do in parallel.
const AT_ONCE: usize = 16;

/// Does `verb` to each named container; one that fails does not keep the others.
///
/// # Errors
/// When nothing is named, too many are, or no engine answers. For a plain form also when one of them failed: its
/// page has no other place to say so.
pub async fn act(cx: &Ctx, verb: Verb, names: Vec<String>) -> Result<Vec<Outcome>> {
    if names.is_empty() {
        return Err(Error::invalid("names", "Choose at least one container."));
    }
    if names.len() > MAX_NAMED {
        return Err(Error::invalid("names", format!("Choose at most {MAX_NAMED} containers at once.")));
    }
    let docker = cx.state.engine.docker()?;
    let one = |name: String| {
        let docker = docker.clone();
        async move {
            let fault = one(cx, &docker, verb, &name).await.err();
            Outcome { name, fault }
        }
    };
    let outcomes: Vec<Outcome> = futures::stream::iter(names).map(one).buffered(AT_ONCE).collect().await;
    if is_plain_form() {
        speak_plainly(verb, &outcomes)?;
    }
    Ok(outcomes)
}

/// The row stands before the deed, so that nothing is done without one; what failed gets a second.
async fn one(cx: &Ctx, docker: &Docker, verb: Verb, name: &str) -> Result<()> {
    let container = find(cx, name)?;
    let before = json!({ "name": container.name, "image": container.image, "state": container.state });
    let action = format!("{} container", verb.as_str());
    record(cx.db(), cx, &action, "container", &container.id, Some(before), None).await?;
    let outcome = call(docker, verb, &container).await;
    if let Err(error) = &outcome {
        let after = json!({ "name": container.name, "error": error.to_string() });
        record(cx.db(), cx, &format!("{action}: failed"), "container", &container.id, None, Some(after)).await?;
    }
    outcome
}

async fn call(docker: &Docker, verb: Verb, container: &ContainerSummary) -> Result<()> {
    let id = container.id.as_str();
    match verb {
        Verb::Start => docker.start_container(id, None::<StartContainerOptions>).await,
        Verb::Stop => stop(docker, id).await,
        Verb::Restart => {
            let options = RestartContainerOptionsBuilder::new().t(STOP_GRACE_S).build();
            docker.restart_container(id, Some(options)).await
        }
        Verb::Remove => {
            if Verb::Stop.fits(container.state) {
                stop(docker, id).await.map_err(explain)?;
            }
            // Neither its volumes nor, by force, a container that somebody has started again meanwhile.
            docker.remove_container(id, Some(RemoveContainerOptionsBuilder::new().build())).await
        }
    }
    .map_err(explain)
}

/// SIGTERM, [`STOP_GRACE_S`], SIGKILL.
async fn stop(docker: &Docker, id: &str) -> std::result::Result<(), bollard::errors::Error> {
    let options = StopContainerOptionsBuilder::new().signal("SIGTERM").t(STOP_GRACE_S).build();
    docker.stop_container(id, Some(options)).await
}

/// Whether a browser without script has sent this form, and will show the page that follows.
fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let accepted = parts.headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
        accepted.is_some_and(|accepted| accepted.contains("text/html"))
    })
}

fn speak_plainly(verb: Verb, outcomes: &[Outcome]) -> Result<()> {
    let faults = outcomes.iter().filter_map(|outcome| Some(format!("{}: {}", outcome.name, outcome.fault.as_ref()?)));
    let faults: Vec<String> = faults.collect();
    if !faults.is_empty() {
        return Err(Error::Conflict(format!("{} {}", summary(verb, outcomes), faults.join(" "))));
    }
    if verb == Verb::Remove {
        // The page that asked may have been the container's own.
        leptos_axum::redirect("/admin/containers");
    }
    Ok(())
}
