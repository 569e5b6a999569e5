//! The containers of a connected engine: one list, then its events.
//!
//! An event says that something happened to a container; what is then true is asked of the engine, so that a
//! lost or doubled event does no harm. At most one question per container is under way, and an event that
//! arrives meanwhile asks once more; what is removed is asked about no more.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use bollard::Docker;
use bollard::errors::Error as Cause;
use bollard::models::EventMessage;
use bollard::query_parameters::{EventsOptions, InspectContainerOptions, ListContainersOptions};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};

use super::summary::{instant, of_inspected, of_listed};
use super::supervisor::detail;
use super::{Containers, Known};
use crate::engine::types::{ContainerState, ContainerSummary, EngineFacts, EngineState};
use crate::time::SECOND_MS;

/// Containers known at most; an engine with more shows its newest.
const MAX_CONTAINERS: usize = 5_000;
/// Questions to the engine under way at once.
const MAX_QUESTIONS: usize = 16;
/// What can change a summary. Podman's names for the same stand beside Docker's.
const EVENTS: [&str; 13] = [
    "create",
    "start",
    "die",
    "died",
    "destroy",
    "remove",
    "rename",
    "pause",
    "unpause",
    "oom",
    "update",
    "health_status",
    "stop",
];

/// Keeps the map until the events end; says why they did.
pub(super) async fn follow(known: &Known, docker: &Docker, facts: EngineFacts) -> String {
    match census(known, docker, facts).await {
        Ok(()) => "its events ended; it may be restarting".to_owned(),
        Err(cause) => detail(cause),
    }
}

async fn census(known: &Known, docker: &Docker, facts: EngineFacts) -> Result<(), Cause> {
    // Events are asked for from before the list, by the engine's own clock: nothing falls between the two.
    let clock = docker.info().await?.system_time.as_deref().and_then(instant);
    let since = clock.map(|at_ms| (at_ms / SECOND_MS).to_string());
    let filters = HashMap::from([
        ("type".to_owned(), vec!["container".to_owned()]),
        ("event".to_owned(), EVENTS.map(str::to_owned).to_vec()),
    ]);
    let mut events = Box::pin(docker.events(Some(EventsOptions { since, until: None, filters: Some(filters) })));

    let mut map = listed(docker).await?;
    let mut questions = Questions::new(docker.clone());
    for container in map.values().filter(|container| container.is_running()) {
        questions.ask(container.id.clone());
    }
    // Known whole before it is said to be up: the first page already has the times of start.
    while let Some(answer) = questions.next().await {
        apply(&mut map, answer?);
    }
    known.containers.send_replace(Arc::new(map));
    known.docker.send_replace(Some(docker.clone()));
    known.state.send_replace(EngineState::Up(facts));
    known.looked.notify_one();

    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(event) => heard(known, &mut questions, event?),
                None => return Ok(()),
            },
            Some(answer) = questions.next() => {
                let mut answers = vec![answer?];
                // What else is ready goes out in the same breath: a class that starts is not thirty maps.
                while let Some(Some(more)) = questions.next().now_or_never() {
                    answers.push(more?);
                }
                known.containers.send_modify(|map: &mut Containers| {
                    let map = Arc::make_mut(map);
                    answers.into_iter().for_each(|answer| apply(map, answer));
                });
            }
        }
    }
}

async fn listed(docker: &Docker) -> Result<BTreeMap<String, ContainerSummary>, Cause> {
    let options = ListContainersOptions { all: true, ..ListContainersOptions::default() };
    let all = docker.list_containers(Some(options)).await?;
    if all.len() > MAX_CONTAINERS {
        tracing::warn!(count = all.len(), shown = MAX_CONTAINERS, "more containers than are kept");
    }
    let newest = all.into_iter().take(MAX_CONTAINERS).filter_map(of_listed);
    Ok(newest.map(|container| (container.id.clone(), container)).collect())
}

fn heard(known: &Known, questions: &mut Questions, event: EventMessage) {
    let at_ms = event.time_nano.unwrap_or_default() / 1_000_000;
    let Some(actor) = event.actor else { return };
    let Some(id) = actor.id else { return };
    match event.action.as_deref() {
        // Said at once: the engine answers no question about it before it has cleaned up behind it.
        Some("die" | "died") => {
            let code = actor.attributes.and_then(|said| said.get("exitCode")?.parse().ok());
            known.containers.send_if_modified(|map| {
                let runs = map.get(&id).is_some_and(|found| found.is_running() && found.started_ms <= Some(at_ms));
                if !runs {
                    return false;
                }
                if let Some(ended) = Arc::make_mut(map).get_mut(&id) {
                    (ended.state, ended.exit_code, ended.finished_ms) = (ContainerState::Exited, code, Some(at_ms));
                }
                true
            });
            questions.ended(id);
        }
        Some("destroy" | "remove") => {
            known.containers.send_if_modified(|map| map.contains_key(&id) && Arc::make_mut(map).remove(&id).is_some());
            known.history().remove(&id);
            questions.forget(&id);
        }
        _ => questions.ask(id),
    }
}

/// What the engine said of a container.
type Answer = (String, Found);

#[derive(Debug)]
enum Found {
    There(Box<ContainerSummary>),
    /// It has no such container any more.
    Gone,
    /// Nothing to go by; what is known of it stays.
    Unclear,
}

async fn inspected(docker: &Docker, id: String) -> Result<Answer, Cause> {
    let found = match docker.inspect_container(&id, None::<InspectContainerOptions>).await {
        Ok(found) => of_inspected(found).map_or(Found::Gone, |found| Found::There(Box::new(found))),
        Err(Cause::DockerResponseServerError { status_code: 404, .. }) => Found::Gone,
        // One container that the engine is at odds with is not the end of all others.
        Err(Cause::DockerResponseServerError { status_code, message }) => {
            tracing::warn!(container = id, status_code, message, "a container cannot be looked at");
            Found::Unclear
        }
        Err(cause) => return Err(cause),
    };
    Ok((id, found))
}

/// Looks at one container now, for who knows that its events lag.
pub(super) async fn look_at(known: &Known, docker: &Docker, id: &str) {
    match inspected(docker, id.to_owned()).await {
        Ok(answer) => known.containers.send_modify(|map| apply(Arc::make_mut(map), answer)),
        Err(cause) => tracing::warn!(%cause, container = id, "a container cannot be looked at"),
    }
}

fn apply(map: &mut BTreeMap<String, ContainerSummary>, (id, found): Answer) {
    match found {
        Found::There(_) if map.len() >= MAX_CONTAINERS && !map.contains_key(&id) => {}
        Found::There(found) => {
            map.insert(id, *found);
        }
        Found::Gone => {
            map.remove(&id);
        }
        Found::Unclear => {}
    }
}

/// Questions to the engine: at most one per container, [`MAX_QUESTIONS`] at once.
struct Questions {
    docker: Docker,
    under_way: FuturesUnordered<futures::future::BoxFuture<'static, Result<Answer, Cause>>>,
    asked: HashSet<String>,
    /// To ask as soon as there is room: bounded by the engine's containers.
    waiting: HashSet<String>,
    /// Asked about and ended meanwhile: an answer that it runs is older than that.
    ended: HashSet<String>,
    /// Asked about and removed meanwhile: whatever the answer says, it is older than that.
    gone: HashSet<String>,
}

impl Questions {
    fn new(docker: Docker) -> Self {
        Self {
            docker,
            under_way: FuturesUnordered::new(),
            asked: HashSet::new(),
            waiting: HashSet::new(),
            ended: HashSet::new(),
            gone: HashSet::new(),
        }
    }

    fn ask(&mut self, id: String) {
        if self.asked.contains(&id) || self.under_way.len() >= MAX_QUESTIONS {
            self.waiting.insert(id);
            return;
        }
        self.asked.insert(id.clone());
        let docker = self.docker.clone();
        self.under_way.push(Box::pin(async move { inspected(&docker, id).await }));
    }

    /// A container ended: asked about anew, and an answer that is on its way does not bring it back to life.
    fn ended(&mut self, id: String) {
        if self.asked.contains(&id) {
            self.ended.insert(id.clone());
        }
        self.ask(id);
    }

    /// A container is removed; its id is never used again.
    fn forget(&mut self, id: &str) {
        self.waiting.remove(id);
        if self.asked.contains(id) {
            self.gone.insert(id.to_owned());
        }
    }

    /// The next answer; none when nothing is under way.
    async fn next(&mut self) -> Option<Result<Answer, Cause>> {
        let mut answer = self.under_way.next().await?;
        if let Ok((id, found)) = &mut answer {
            self.asked.remove(id);
            if self.ended.remove(id) {
                *found = Found::Unclear;
            }
            if self.gone.remove(id) {
                *found = Found::Gone;
            }
        }
        let next = self.waiting.iter().find(|id| !self.asked.contains(*id)).cloned();
        if let Some(id) = next {
            self.waiting.remove(&id);
            self.ask(id);
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use bollard::API_DEFAULT_VERSION;

    use super::*;

    /// Questions of which one is under way, whose answer is that the container is there.
    fn asked(id: &str) -> Result<Questions, Cause> {
        let mut questions = Questions::new(Docker::connect_with_http("http://127.0.0.1:9", 1, API_DEFAULT_VERSION)?);
        let summary =
            ContainerSummary { id: id.to_owned(), state: ContainerState::Running, ..ContainerSummary::default() };
        questions.asked.insert(id.to_owned());
        questions.under_way.push(Box::pin(std::future::ready(Ok((id.to_owned(), Found::There(Box::new(summary)))))));
        Ok(questions)
    }

    #[tokio::test]
    async fn an_answer_older_than_the_end_brings_nothing_back_to_life() -> Result<(), Cause> {
        let mut questions = asked("lab")?;
        questions.ended("lab".to_owned());
        let (_, found) = questions.next().await.expect("one is under way")?;
        assert!(matches!(found, Found::Unclear), "{found:?}");
        assert!(questions.asked.contains("lab"), "it is asked about anew");
        Ok(())
    }

    #[tokio::test]
    async fn an_answer_older_than_the_removal_says_that_it_is_gone() -> Result<(), Cause> {
        let mut questions = asked("lab")?;
        questions.forget("lab");
        let (_, found) = questions.next().await.expect("one is under way")?;
        assert!(matches!(found, Found::Gone), "{found:?}");
        assert!(questions.asked.is_empty(), "it is asked about no more");
        Ok(())
    }

    #[tokio::test]
    async fn an_answer_is_what_the_engine_said() -> Result<(), Cause> {
        let (_, found) = asked("lab")?.next().await.expect("one is under way")?;
        assert!(matches!(found, Found::There(_)), "{found:?}");
        Ok(())
    }
}
