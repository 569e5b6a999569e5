//! B6: the connection breaks again and again while output flows and keys are sent; what that loses or
//! doubles, and how long until something new is on the screen.

use std::path::Path;
use std::time::{Duration, Instant};

use app::terminals::protocol::{Channel, OpenKind};
use termbench::Tab;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::bench::Bench;
use crate::firewall::Silence;
use crate::link::{SIZE, end_all};
use crate::payload::{Kind, Payload};
use crate::place::{Lyceum, Place};
use crate::report::{Measure, Reading};
use crate::stats::{millis, quantile};

/// Output flows so fast, bytes a second …
const RATE: usize = 5_000_000;
/// … and so much of it goes by for each cut, bytes.
const FOR_EACH: usize = 2_000_000;
/// Bytes of a line of output.
const LINE_BYTES: u64 = 80;
/// Lines typed during the cuts.
const LINES: usize = 10_000;
/// Of five cuts two are silent: nobody is told.
const SILENT_OF_FIVE: usize = 2;
/// Before the tab takes a silent line for dead.
const DEAD_AFTER: Duration = Duration::from_millis(300);
/// So long the old line stays silent, while the tab has a new one.
const SILENT_FOR: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(240);

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    let cuts = bench.cli.cuts;
    let payload = bench.payload(Kind::Numbered, cuts * FOR_EACH)?;
    let typed = bench.file("typed");
    let firewall = Silence::is_possible();
    for place in bench.places() {
        match &place.1 {
            Place::Lyceum(lyceum) => {
                bench.take(&place, "B6", PATIENCE, measure(lyceum, &payload, &typed, cuts, firewall)).await;
            }
            // The program ends with its socket, and all is lost.
            Place::Ttyd(_) | Place::Terminado(_) => {
                for measure in measures(cuts) {
                    bench.report.take(place.0.name, measure.says("not supported"));
                }
            }
        }
    }
    if !firewall {
        bench
            .report
            .note("B6: silent lines are sockets that nobody reads: packets can only be dropped by root, with iptables");
    }
    Ok(())
}

fn measures(cuts: usize) -> [Measure; 6] {
    let measure = |what: &str, unit, digits| Measure::new("B6", format!("{cuts} cuts: {what}"), unit, digits);
    [
        measure("output lost", "lines", 0).at_most(0.0),
        measure("output doubled", "lines", 0).at_most(0.0),
        measure("input lost", "lines", 0).at_most(0.0),
        measure("input doubled", "lines", 0).at_most(0.0),
        measure("new output after, p50", "ms", 1),
        measure("new output after, p99", "ms", 1).at_most(150.0),
    ]
}

async fn measure(
    lyceum: &Lyceum,
    payload: &Payload,
    typed: &Path,
    cuts: usize,
    firewall: bool,
) -> Outcome<Vec<Reading>> {
    let keys: Vec<u8> = (0..LINES).flat_map(|line| format!("line {line:06}\n").into_bytes()).collect();
    let mut tab = Tab::connect(&lyceum.site).await?;
    let channel = tab.open(OpenKind::HostShell, SIZE).await?;
    tab.remote(channel).terminal.into_iter().for_each(|terminal| lyceum.left.add(terminal));
    let program = std::env::current_exe()?;
    let line = format!(
        "exec sh\rPS1=; set +m; stty raw -echo; printf rea'dy\\n'; head -c {} </dev/tty >{} & {} emit --rate {RATE} --file {}; \
         wait; printf al'l\\n'\r",
        keys.len(),
        typed.display(),
        program.display(),
        payload.path.display(),
    );
    tab.type_in(channel, line.as_bytes()).await?;
    tab.until(channel, |remote| remote.shows("ready\n")).await?;
    let remote = tab.remote_mut(channel);
    let at = remote.text.windows(6).rposition(|window| window == b"ready\n").unwrap_or_default() + 6;
    remote.text.drain(..at);
    (remote.keep, remote.hashes) = (payload.bytes + 1024, false);
    let from = remote.received - remote.text.len() as u64;

    let (mut recoveries, mut silent) = (Vec::new(), JoinSet::new());
    let mut pieces = keys.chunks(keys.len().div_ceil(cuts.max(1)));
    for cut in 0..cuts {
        if let Some(piece) = pieces.next() {
            tab.type_in(channel, piece).await?;
        }
        let target = (cut as f64 + rand::random::<f64>()) * payload.bytes as f64 / cuts as f64;
        tab.until(channel, |remote| remote.received >= from + target as u64).await?;
        if cut % 5 < SILENT_OF_FIVE {
            fall_silent(&mut tab, firewall, &mut silent).await?;
        } else {
            tab.cut()?;
        }
        let (begun, before) = (Instant::now(), tab.remote(channel).received);
        tab.reconnect().await?;
        tab.until(channel, |remote| remote.received > before).await?;
        recoveries.push(begun.elapsed());
    }
    let end = from + payload.bytes as u64 + b"all\n".len() as u64;
    // What does not come any more is counted as lost.
    let _ = timeout(Duration::from_secs(60), until(&mut tab, channel, end)).await;
    let arrived = std::fs::read(typed).unwrap_or_default();
    let shown = std::mem::take(&mut tab.remote_mut(channel).text);
    end_all(tab, &lyceum.left).await?;
    let _ = std::fs::remove_file(typed);

    let (output_lost, output_doubled) = count(&shown, payload.bytes / LINE_BYTES as usize, |line| {
        line.split(|byte| *byte == b'.').next().filter(|_| line.len() + 1 == LINE_BYTES as usize)
    });
    let (input_lost, input_doubled) = count(&arrived, LINES, |line| line.strip_prefix(b"line "));
    let times = millis(&recoveries);
    let values =
        [output_lost, output_doubled, input_lost, input_doubled, quantile(&times, 0.5), quantile(&times, 0.99)];
    Ok(measures(cuts).into_iter().zip(values).map(|(measure, value)| measure.is(value)).collect())
}

async fn until(tab: &mut Tab, channel: Channel, end: u64) -> Outcome<()> {
    while tab.remote(channel).received < end {
        tab.step().await?;
    }
    Ok(())
}

/// Nothing comes through any more and nobody is told. The tab gives the line up; the server has yet to.
async fn fall_silent(tab: &mut Tab, firewall: bool, silent: &mut JoinSet<()>) -> Outcome<()> {
    let port = tab.port().ok_or("not connected")?;
    let silence = if firewall { Some(Silence::of(port)?) } else { None };
    sleep(DEAD_AFTER).await;
    let old = tab.abandon();
    silent.spawn(async move {
        sleep(SILENT_FOR).await;
        drop(silence);
        drop(old);
    });
    Ok(())
}

/// How many of the numbered lines 0..count are missing, and how many come again.
fn count<'a>(text: &'a [u8], count: usize, number: impl Fn(&'a [u8]) -> Option<&'a [u8]>) -> (f64, f64) {
    let mut seen = vec![0_u32; count];
    for line in text.split(|byte| *byte == b'\n') {
        let number = number(line).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
        if let Some(times) = number.and_then(|number| seen.get_mut(number)) {
            *times += 1;
        }
    }
    let lost = seen.iter().filter(|times| **times == 0).count();
    let doubled: u32 = seen.iter().map(|times| times.saturating_sub(1)).sum();
    (lost as f64, f64::from(doubled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_and_doubled_lines_are_counted() {
        let text = b"line 0\nline 2\nline 2\nli";
        assert_eq!(count(text, 4, |line| line.strip_prefix(b"line ")), (2.0, 1.0));
    }
}
