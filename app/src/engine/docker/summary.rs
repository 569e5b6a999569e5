//! From the engine's words to ours.

use bollard::models::{
    ContainerInspectResponse, ContainerStateStatusEnum, ContainerSummary as Listed, ContainerSummaryStateEnum,
    HealthStatusEnum,
};

use crate::engine::types::{ContainerState, ContainerSummary, Health};
use crate::time::{SECOND_MS, UnixMs};

/// Everything, from one container's details.
pub(super) fn of_inspected(found: ContainerInspectResponse) -> Option<ContainerSummary> {
    let state = found.state.unwrap_or_default();
    let config = found.config.unwrap_or_default();
    let status = match state.status {
        Some(ContainerStateStatusEnum::RUNNING | ContainerStateStatusEnum::STOPPING) => ContainerState::Running,
        Some(ContainerStateStatusEnum::PAUSED) => ContainerState::Paused,
        Some(ContainerStateStatusEnum::RESTARTING) => ContainerState::Restarting,
        Some(ContainerStateStatusEnum::CREATED) => ContainerState::Created,
        Some(ContainerStateStatusEnum::REMOVING) => ContainerState::Removing,
        Some(ContainerStateStatusEnum::DEAD) => ContainerState::Dead,
        Some(ContainerStateStatusEnum::EXITED | ContainerStateStatusEnum::EMPTY) | None => ContainerState::Exited,
    };
    let ended = matches!(status, ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting);
    Some(ContainerSummary {
        id: found.id?,
        name: found.name.unwrap_or_default().trim_start_matches('/').to_owned(),
        image: config.image.unwrap_or_default(),
        command: found.path.into_iter().chain(found.args.into_iter().flatten()).collect::<Vec<_>>().join(" "),
        state: status,
        health: state.health.and_then(|health| match health.status {
            Some(HealthStatusEnum::STARTING) => Some(Health::Starting),
            Some(HealthStatusEnum::HEALTHY) => Some(Health::Healthy),
            Some(HealthStatusEnum::UNHEALTHY) => Some(Health::Unhealthy),
            Some(HealthStatusEnum::NONE | HealthStatusEnum::EMPTY) | None => None,
        }),
        exit_code: if ended { state.exit_code } else { None },
        oom_killed: state.oom_killed.unwrap_or_default(),
        error: state.error.filter(|error| !error.is_empty()),
        created_ms: found.created.as_deref().and_then(instant).unwrap_or_default(),
        started_ms: state.started_at.as_deref().and_then(instant),
        finished_ms: state.finished_at.as_deref().and_then(instant).filter(|_| ended),
        labels: config.labels.unwrap_or_default().into_iter().collect(),
    })
}

/// What the list tells: no times of start and end.
pub(super) fn of_listed(found: Listed) -> Option<ContainerSummary> {
    let status = found.status.unwrap_or_default();
    let state = match found.state {
        Some(ContainerSummaryStateEnum::RUNNING | ContainerSummaryStateEnum::STOPPING) => ContainerState::Running,
        Some(ContainerSummaryStateEnum::PAUSED) => ContainerState::Paused,
        Some(ContainerSummaryStateEnum::RESTARTING) => ContainerState::Restarting,
        Some(ContainerSummaryStateEnum::CREATED) => ContainerState::Created,
        Some(ContainerSummaryStateEnum::REMOVING) => ContainerState::Removing,
        Some(ContainerSummaryStateEnum::DEAD) => ContainerState::Dead,
        Some(ContainerSummaryStateEnum::EXITED | ContainerSummaryStateEnum::EMPTY) | None => ContainerState::Exited,
    };
    Some(ContainerSummary {
        id: found.id?,
        name: found.names.into_iter().flatten().next().unwrap_or_default().trim_start_matches('/').to_owned(),
        image: found.image.unwrap_or_default(),
        command: found.command.unwrap_or_default(),
        state,
        exit_code: exit_code_of(&status),
        created_ms: found.created.unwrap_or_default() * SECOND_MS,
        labels: found.labels.unwrap_or_default().into_iter().collect(),
        ..ContainerSummary::default()
    })
}

/// The code in "Exited (137) 3 minutes ago".
fn exit_code_of(status: &str) -> Option<i64> {
    status.strip_prefix("Exited (")?.split(')').next()?.parse().ok()
}

/// An RFC 3339 instant; none for the year 1, which is how the engine writes "never".
pub(super) fn instant(text: &str) -> Option<UnixMs> {
    text.parse::<jiff::Timestamp>().ok().map(|at| at.as_millisecond()).filter(|at| *at > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_is_no_instant() {
        assert_eq!(instant("0001-01-01T00:00:00Z"), None);
        assert_eq!(instant("2026-01-02T03:04:05.678901234Z"), Some(1_767_323_045_678));
    }

    #[test]
    fn an_exit_code_is_read_from_the_list() {
        assert_eq!(exit_code_of("Exited (137) 3 minutes ago"), Some(137));
        assert_eq!(exit_code_of("Up 3 minutes"), None);
    }
}
