//! What the engine's errors mean to people, and what mends them.

use bollard::errors::Error as Cause;

use super::PART;
use crate::error::Error;

/// The wire error that says what happened and what to do.
pub fn explain(cause: Cause) -> Error {
    match cause {
        Cause::DockerResponseServerError { status_code, message } => answer(status_code, &message),
        Cause::DockerStreamError { error } => answer(500, &error),
        Cause::DockerContainerWaitError { error, .. } => answer(500, &error),
        Cause::RequestTimeoutError => unavailable("it did not answer in time; it may be overloaded"),
        Cause::SocketNotFoundError(path) => unavailable(format!("there is no socket at {path}; start the engine")),
        Cause::IOError { err } => unavailable(connection(err.kind())),
        other => match io_kind(&other) {
            Some(kind) => unavailable(connection(kind)),
            None if is_connection(&other) => unavailable("the connection broke; it may be restarting"),
            None => Error::internal(other),
        },
    }
}

fn unavailable(detail: impl Into<String>) -> Error {
    Error::Unavailable { part: PART.into(), detail: detail.into() }
}

fn connection(kind: std::io::ErrorKind) -> String {
    use std::io::ErrorKind as K;
    match kind {
        K::PermissionDenied => {
            "its socket may not be opened by the user that runs Lyceum; add that user to the group \"docker\" and start Lyceum again".to_owned()
        }
        K::NotFound => "there is no such socket; start the engine".to_owned(),
        K::ConnectionRefused => "the connection was refused; the engine is not running".to_owned(),
        K::TimedOut => "it did not answer in time".to_owned(),
        K::ConnectionReset | K::BrokenPipe | K::ConnectionAborted | K::UnexpectedEof | K::NotConnected => {
            "the connection broke; it may be restarting".to_owned()
        }
        other => format!("the connection failed ({other})"),
    }
}

/// The first input/output error in the chain of causes.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<std::io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

fn is_connection(cause: &Cause) -> bool {
    matches!(cause, Cause::HyperResponseError { .. } | Cause::HyperLegacyError { .. })
}

/// What an engine's refusal means. Its texts are not part of its API, so each is known by a telling piece, and
/// one that is not known is passed on in the engine's own words.
fn answer(status: u16, message: &str) -> Error {
    let message = message.trim();
    let low = message.to_ascii_lowercase();
    let has = |piece: &str| low.contains(piece);
    let conflict = |text: &str| Error::Conflict(text.to_owned());
    if has("no space left on device") || has("disk quota exceeded") {
        return Error::Unavailable {
            part: "Disk space on the host".into(),
            detail: "the engine's disk is full; remove containers, images or files that are not needed, then try again"
                .into(),
        };
    }
    if has("no such image") || has("manifest unknown") || has("pull access denied") || has("repository does not exist")
    {
        let image = quoted_image(message);
        return Error::Unavailable {
            part: if image.is_empty() { "The image".to_owned() } else { format!("The image {image}") },
            detail: "the engine does not have it; pull or build it, or choose another image".into(),
        };
    }
    if status == 404 && (has("no such container") || has("no container with")) {
        return Error::NotFound("container; it may have been removed outside Lyceum".into());
    }
    if has("is already in use by container") || has("name is already in use") {
        return Error::Conflict(format!(
            "A container with the name {} exists already. Remove or rename it, then try again.",
            between(message, '"').trim_start_matches('/')
        ));
    }
    if has("removal of container") && has("already in progress") {
        return conflict("The container is being removed already.");
    }
    if has("cannot remove") && has("running container") {
        return conflict("The container is running. Stop it before it is removed.");
    }
    if has("is paused") {
        return conflict("The container is paused. Resume it first.");
    }
    if has("is not running") {
        return conflict("The container is not running. Start it first.");
    }
    if has("port is already allocated") || has("address already in use") {
        return conflict("A port that the container publishes is in use on the host. Free it or publish another.");
    }
    if is_limit(&low) {
        return Error::Refused(format!("a limit of the container cannot be kept here: {message}. Change the limit."));
    }
    if has("executable file not found") || has("no such file or directory: unknown") {
        return Error::Refused(format!("the container's command is not in its image: {message}"));
    }
    Error::Refused(message.to_owned())
}

fn is_limit(low: &str) -> bool {
    [
        "minimum memory limit",
        "memory limit",
        "memory reservation",
        "range of cpus",
        "nanocpus",
        "cpu cfs",
        "pids limit",
        "pidslimit",
        "storage-opt",
        "--storage-opt",
        "shm size",
        "memory.limit_in_bytes",
        "memory.max",
        "blkio",
        "cgroup v2",
    ]
    .iter()
    .any(|piece| low.contains(piece))
}

/// The text between the first two of `mark`.
fn between(text: &str, mark: char) -> &str {
    text.split(mark).nth(1).unwrap_or_default()
}

/// The image that a message speaks of: "No such image: a:1", "pull access denied for a, …", "manifest for a:1 …".
fn quoted_image(message: &str) -> &str {
    ["No such image: ", "no such image: ", "denied for ", "manifest for "]
        .iter()
        .find_map(|lead| message.split_once(lead))
        .map(|(_, rest)| rest.split([' ', ',']).next().unwrap_or_default().trim_end_matches('.'))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_what_is_wrong_and_what_mends_it() {
        let cases = [
            (404, "No such image: lyceum/lab:9", "The image lyceum/lab:9 is not available"),
            (404, "pull access denied for nothing, repository does not exist", "The image nothing is not available"),
            (404, "No such container: 1f", "There is no such container"),
            (
                409,
                "Conflict. The container name \"/web\" is already in use by container \"9a\". You have to remove",
                "A container with the name web exists already",
            ),
            (400, "Minimum memory limit allowed is 6MB", "Change the limit"),
            (400, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", "Change the limit"),
            (500, "write /x: no space left on device", "disk is full"),
            (409, "You cannot remove a running container 1f. Stop the container", "Stop it before"),
            (500, "driver failed: something new", "something new"),
        ];
        for (status, message, expected) in cases {
            let text = answer(status, message).to_string();
            assert!(text.contains(expected), "{message:?} became {text:?}");
        }
    }

    #[test]
    fn a_broken_socket_is_the_engine_missing() {
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = explain(Cause::IOError { err: denied });
        assert!(matches!(&error, Error::Unavailable { detail, .. } if detail.contains("group")), "{error:?}");
    }
}
