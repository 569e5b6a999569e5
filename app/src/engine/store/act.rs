//! Starts, stops, restarts, resumes and removes containers, with a row in the audit log for each.

use std::time::Duration;

use bollard::Docker;
use bollard::query_parameters::{
    RemoveContainerOptionsBuilder, RestartContainerOptionsBuilder, StartContainerOptions, StopContainerOptionsBuilder,
};
use futures::StreamExt;
use serde_json::json;

use super::details::find;
use crate::audit::store::record;
use crate::ctx::{Ctx, lead_to};
use crate::engine::docker::explain;
use crate::engine::types::ContainerSummary;
use crate::engine::types::verb::{MAX_NAMED, Outcome, STOP_GRACE_S, Verb};
use crate::error::{Error, Result};
use crate::ui::plain::ANSWER_KEY;

/// Containers acted on at once: the engine does each in turn what it cannot do in parallel.
const AT_ONCE: usize = 16;
/// How long an answer waits for the engine's events, which pages read, to tell of what was done.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// Does `verb` to each named container; one that fails does not keep the others.
///
/// # Errors
/// When nothing is named, too many are, or no engine answers.
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
    if verb == Verb::Remove && outcomes.iter().any(Outcome::is_gone) {
        // The page that asked may have been the container's own: the list says what came of it.
        lead_to(&format!("/admin/containers?{ANSWER_KEY}="));
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
    match &outcome {
        Ok(()) => wait_until_told(cx, verb, &container).await,
        Err(error) => {
            let after = json!({ "name": container.name, "error": error.to_string() });
            record(cx.db(), cx, &format!("{action}: failed"), "container", &container.id, None, Some(after)).await?;
        }
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
        Verb::Resume => docker.unpause_container(id).await,
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

/// So that the page with the answer, which is read at once, shows what it says.
async fn wait_until_told(cx: &Ctx, verb: Verb, before: &ContainerSummary) {
    let mut containers = cx.state.engine.containers();
    let told = containers.wait_for(|containers| match (verb, containers.get(&before.id)) {
        (Verb::Remove, now) => now.is_none(),
        (Verb::Restart, now) => now.is_some_and(|now| now.is_running() && now.started_ms != before.started_ms),
        (Verb::Start | Verb::Stop | Verb::Resume, now) => now != Some(before),
    });
    // Late events are no failure, nor is a deed that changed nothing.
    let _ = tokio::time::timeout(TOLD_WITHIN, told).await;
}

/// SIGTERM, [`STOP_GRACE_S`], SIGKILL.
async fn stop(docker: &Docker, id: &str) -> std::result::Result<(), bollard::errors::Error> {
    let options = StopContainerOptionsBuilder::new().signal("SIGTERM").t(STOP_GRACE_S).build();
    docker.stop_container(id, Some(options)).await
}
