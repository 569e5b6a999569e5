//! A container's log: its end, as it grows, and whole.

use bollard::container::LogOutput;
use bollard::query_parameters::LogsOptions;
use futures::{Stream, StreamExt};

use super::details::find;
use crate::ctx::Ctx;
use crate::engine::docker::explain;
use crate::engine::types::ContainerSummary;
use crate::engine::types::log::{LogLine, LogQuestion, TAIL, readable};
use crate::error::Result;

/// Lines sent at once to a page that asks; it asks again when it has shown them.
const LINES_AT_ONCE: usize = 250;

/// The last [`TAIL`] lines.
///
/// # Errors
/// When there is no such container, or no engine.
pub async fn tail(cx: &Ctx, name: &str) -> Result<Vec<LogLine>> {
    let docker = cx.state.engine.docker()?;
    let id = find(cx, name)?.id;
    let mut lines = Vec::new();
    let mut output = Box::pin(docker.logs(&id, Some(options(false, 0))));
    while let Some(part) = output.next().await {
        lines.extend(line(part.map_err(explain)?));
    }
    Ok(lines)
}

/// Lines after the one that the question names, as they are written; ends when the container stops.
///
/// # Errors
/// As [`tail`].
pub fn follow(cx: &Ctx, question: &LogQuestion) -> Result<impl Stream<Item = Result<Vec<LogLine>>> + Send + use<>> {
    let docker = cx.state.engine.docker()?;
    let id = find(cx, &question.container)?.id;
    let after_ns = question.after_ns;
    // The engine can begin at a second: what the page has of that second is left out here.
    let since_s = i32::try_from(after_ns / 1_000_000_000).unwrap_or_default();
    let output = Box::pin(docker.logs(&id, Some(options(true, since_s))));
    let lines = output.filter_map(move |part| {
        let newer = part.map_err(explain).map(|part| line(part).filter(|line| line.at_ns > after_ns)).transpose();
        std::future::ready(newer)
    });
    Ok(lines.ready_chunks(LINES_AT_ONCE).map(|chunk| chunk.into_iter().collect()))
}

fn options(follow: bool, since_s: i32) -> LogsOptions {
    LogsOptions {
        follow,
        since: since_s,
        stdout: true,
        stderr: true,
        timestamps: true,
        tail: if since_s > 0 { "all".to_owned() } else { TAIL.to_string() },
        ..LogsOptions::default()
    }
}

/// "2026-01-02T03:04:05.678Z text": the engine's stamp, then the line.
fn line(part: LogOutput) -> Option<LogLine> {
    let stderr = matches!(part, LogOutput::StdErr { .. });
    let bytes = part.into_bytes();
    let space = bytes.iter().position(|byte| *byte == b' ').unwrap_or(bytes.len());
    let (stamp, text) = bytes.split_at(space);
    let at: jiff::Timestamp = std::str::from_utf8(stamp).ok()?.trim().parse().ok()?;
    let at_ns = i64::try_from(at.as_nanosecond()).ok()?;
    Some(LogLine { at_ns, stderr, text: readable(text.get(1..).unwrap_or_default()) })
}

/// All of it, as the container wrote it, stamps before each line.
///
/// # Errors
/// When there is no engine.
pub fn whole(
    cx: &Ctx,
    container: &ContainerSummary,
) -> Result<impl Stream<Item = std::result::Result<LogOutput, bollard::errors::Error>> + Send + use<>> {
    let all = LogsOptions { tail: "all".to_owned(), ..options(false, 0) };
    let docker = cx.state.engine.docker()?;
    let id = container.id.clone();
    Ok(docker.logs(&id, Some(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_its_stamp_its_stream_and_its_text() {
        let message = bytes::Bytes::from_static(b"2026-01-02T03:04:05.000000007Z \x1b[31moh no\x1b[0m\n");
        let line = line(LogOutput::StdErr { message }).expect("a line");
        assert_eq!((line.at_ns % 1_000, line.stderr, line.text.as_str()), (7, true, "oh no"));
    }
}
