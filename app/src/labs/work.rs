//! What is being done to labs in this process: one thing at a time to each, a few starts at once on a host,
//! and how far each is. It dies with the process; the engine and the database then tell what is.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::types::Step;
use crate::error::{Error, Result};
use crate::id::WorkspaceId;
use crate::time::UnixMs;

/// Starts at once on one host; more would slow each other and the labs that run.
pub const STARTS_AT_ONCE: usize = 6;
/// Labs of which the last sign of life is remembered in memory.
const SEEN_MAX: usize = 10_000;

/// Steps by workspace, as last told.
pub type Steps = Arc<BTreeMap<WorkspaceId, Step>>;

/// Cheap to clone; one in a process.
#[derive(Debug, Clone)]
pub struct Labs(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    jobs: Mutex<Jobs>,
    steps: watch::Sender<Steps>,
    starts: Arc<Semaphore>,
    seen: Mutex<HashMap<WorkspaceId, UnixMs>>,
}

#[derive(Debug, Default)]
struct Jobs {
    /// Counts claims: the queue's order.
    next: u64,
    of: BTreeMap<WorkspaceId, (u64, Step)>,
}

impl Jobs {
    /// The steps for people: those who wait know their place.
    fn told(&self) -> Steps {
        let waiting = |ticket: u64| {
            self.of.values().filter(|(other, step)| matches!(step, Step::Queued { .. }) && *other < ticket).count()
        };
        let told = self.of.iter().map(|(workspace, (ticket, step))| {
            let step = match step {
                Step::Queued { .. } => {
                    Step::Queued { position: u32::try_from(waiting(*ticket) + 1).unwrap_or(u32::MAX) }
                }
                step => *step,
            };
            (*workspace, step)
        });
        Arc::new(told.collect())
    }
}

impl Default for Labs {
    fn default() -> Self {
        Self(Arc::new(Inner {
            jobs: Mutex::default(),
            steps: watch::Sender::default(),
            starts: Arc::new(Semaphore::new(STARTS_AT_ONCE)),
            seen: Mutex::default(),
        }))
    }
}

impl Labs {
    /// What is being done, the latest value.
    pub fn steps(&self) -> watch::Receiver<Steps> {
        self.0.steps.subscribe()
    }

    /// What is being done at this moment.
    pub fn steps_now(&self) -> Steps {
        self.0.steps.borrow().clone()
    }

    /// What is being done to one lab.
    pub fn step(&self, workspace: WorkspaceId) -> Option<Step> {
        self.0.steps.borrow().get(&workspace).copied()
    }

    /// The sole right to change a lab's container, until the claim is dropped; none while another has it.
    pub fn claim(&self, workspace: WorkspaceId, step: Step) -> Option<Claim> {
        let mut jobs = self.jobs();
        if jobs.of.contains_key(&workspace) {
            return None;
        }
        let ticket = jobs.next;
        jobs.next += 1;
        jobs.of.insert(workspace, (ticket, step));
        self.0.steps.send_replace(jobs.told());
        Some(Claim { labs: self.clone(), workspace })
    }

    /// A turn to start, first come first served.
    ///
    /// # Errors
    /// [`Error::Internal`] if the queue were closed, which nothing does.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        self.0.starts.clone().acquire_owned().await.map_err(Error::internal)
    }

    /// Waits until nothing is being done to a lab.
    pub async fn settled(&self, workspace: WorkspaceId) {
        let mut steps = self.steps();
        // The sender lives as long as `self`: there is no error to see.
        let _ = steps.wait_for(|steps| !steps.contains_key(&workspace)).await;
    }

    /// Notes a sign of life: input, or a busy processor.
    pub fn saw(&self, workspace: WorkspaceId, at: UnixMs) {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < SEEN_MAX || seen.contains_key(&workspace) {
            let last = seen.entry(workspace).or_insert(at);
            *last = at.max(*last);
        }
    }

    /// The last sign of life seen by this process.
    pub fn last_seen(&self, workspace: WorkspaceId) -> Option<UnixMs> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&workspace).copied()
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, Jobs> {
        self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to change one lab's container.
#[derive(Debug)]
pub struct Claim {
    labs: Labs,
    workspace: WorkspaceId,
}

impl Claim {
    /// Tells how far it is.
    pub fn tell(&self, step: Step) {
        let mut jobs = self.labs.jobs();
        if let Some(job) = jobs.of.get_mut(&self.workspace)
            && job.1 != step
        {
            job.1 = step;
            self.labs.0.steps.send_replace(jobs.told());
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut jobs = self.labs.jobs();
        jobs.of.remove(&self.workspace);
        self.labs.0.steps.send_replace(jobs.told());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_at_a_time_to_each_lab() {
        let labs = Labs::default();
        let claim = labs.claim(WorkspaceId(1), Step::Home).expect("free");
        assert!(labs.claim(WorkspaceId(1), Step::Stopping).is_none());
        assert!(labs.claim(WorkspaceId(2), Step::Stopping).is_some());
        drop(claim);
        assert!(labs.claim(WorkspaceId(1), Step::Stopping).is_some());
        assert!(labs.steps().borrow().is_empty());
    }

    #[test]
    fn those_who_wait_know_their_place() {
        let labs = Labs::default();
        let queued = Step::Queued { position: 0 };
        let claims: Vec<Claim> =
            [7, 3, 5].into_iter().map(|id| labs.claim(WorkspaceId(id), queued).expect("free")).collect();
        let place = |id: i64| labs.step(WorkspaceId(id));
        assert_eq!(place(7), Some(Step::Queued { position: 1 }));
        assert_eq!(place(3), Some(Step::Queued { position: 2 }));
        assert_eq!(place(5), Some(Step::Queued { position: 3 }));
        claims[0].tell(Step::Home);
        assert_eq!(place(3), Some(Step::Queued { position: 1 }));
    }

    #[test]
    fn the_last_sign_of_life_is_the_latest() {
        let labs = Labs::default();
        labs.saw(WorkspaceId(1), 10);
        labs.saw(WorkspaceId(1), 5);
        assert_eq!(labs.last_seen(WorkspaceId(1)), Some(10));
    }
}
