//! One figure over time, ready to draw: points, unit, and how high the chart must be.

use super::ring::{Ring, Sample};
use super::types::{HISTORY_MS, HostUsage, IDLE_SAMPLE_EVERY_MS, Usage, bytes, bytes_per_s, per_cent};
use crate::time::UnixMs;

/// Points further apart than this are not joined: nothing was measured between them.
const GAP_MS: i64 = 2 * IDLE_SAMPLE_EVERY_MS + 5_000;
/// A share of a core below this is not worth a taller chart.
const LEAST_PERCENT: f64 = 10.0;
const LEAST_BYTES: f64 = 1024.0 * 1024.0;
const LEAST_BYTES_S: f64 = 16.0 * 1024.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Percent,
    Bytes,
    BytesPerSecond,
}

impl Unit {
    pub fn write(self, value: f64) -> String {
        let whole = value.max(0.0) as u64;
        match self {
            Self::Percent => per_cent(value as f32),
            Self::Bytes => bytes(whole),
            Self::BytesPerSecond => bytes_per_s(whole),
        }
    }

    /// The lowest round figure that is not below `top`: 1, 2 or 5 times a power of ten; powers of two for bytes.
    fn ceiling(self, top: f64) -> f64 {
        match self {
            Self::Percent => {
                let top = top.max(LEAST_PERCENT);
                let magnitude = 10f64.powf(top.log10().floor());
                [1.0, 2.0, 5.0, 10.0].map(|step| step * magnitude).into_iter().find(|step| *step >= top).unwrap_or(top)
            }
            Self::Bytes => 2f64.powf(top.max(LEAST_BYTES).log2().ceil()),
            Self::BytesPerSecond => 2f64.powf(top.max(LEAST_BYTES_S).log2().ceil()),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// "Received"; empty where a plot has but one.
    pub name: &'static str,
    /// Oldest first.
    pub points: Vec<(UnixMs, f64)>,
}

/// What one chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub unit: Unit,
    pub series: Vec<Series>,
    pub from_ms: UnixMs,
    pub to_ms: UnixMs,
    pub ceiling: f64,
}

impl Plot {
    /// `at_most` is a ceiling that is known, such as a memory limit; else the figures say how high the chart is.
    pub fn new(unit: Unit, series: Vec<Series>, at_most: Option<f64>) -> Self {
        let points = || series.iter().flat_map(|series| &series.points);
        let to_ms = points().map(|(at_ms, _)| *at_ms).max().unwrap_or_default();
        let top = points().map(|(_, value)| *value).fold(0.0, f64::max);
        let ceiling = at_most.filter(|most| *most > 0.0 && *most >= top).unwrap_or_else(|| unit.ceiling(top));
        Self { unit, from_ms: to_ms - HISTORY_MS, to_ms, ceiling, series }
    }

    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.points.is_empty())
    }

    /// The newest value of each series.
    pub fn now(&self) -> Vec<(&'static str, String)> {
        let newest = |series: &Series| series.points.last().map(|(_, value)| (series.name, self.unit.write(*value)));
        self.series.iter().filter_map(newest).collect()
    }

    /// The instants at which anything was measured, oldest first.
    pub fn instants(&self) -> Vec<UnixMs> {
        self.series.first().map(|series| series.points.iter().map(|(at_ms, _)| *at_ms).collect()).unwrap_or_default()
    }

    /// What each series reads at an instant of [`Plot::instants`].
    pub fn at(&self, at_ms: UnixMs) -> Vec<(&'static str, String)> {
        let value = |series: &Series| {
            let index = series.points.binary_search_by_key(&at_ms, |(at_ms, _)| *at_ms).ok()?;
            Some((series.name, self.unit.write(series.points[index].1)))
        };
        self.series.iter().filter_map(value).collect()
    }

    /// The measured instant nearest to a place between the left edge (0) and the right (1).
    pub fn nearest(&self, place: f64) -> Option<UnixMs> {
        let wanted = self.from_ms + (place.clamp(0.0, 1.0) * (self.to_ms - self.from_ms) as f64) as i64;
        self.instants().into_iter().min_by_key(|at_ms| (at_ms - wanted).abs())
    }

    /// Where an instant stands between the left edge (0) and the right (1).
    pub fn place(&self, at_ms: UnixMs) -> f64 {
        (at_ms - self.from_ms) as f64 / (self.to_ms - self.from_ms).max(1) as f64
    }
}

impl Series {
    /// The pieces between gaps.
    pub fn pieces(&self) -> Vec<&[(UnixMs, f64)]> {
        self.points.chunk_by(|a, b| b.0 - a.0 <= GAP_MS).collect()
    }
}

/// One figure of a ring.
pub fn series<T: Sample>(ring: &Ring<T>, name: &'static str, figure: impl Fn(&T) -> f64) -> Series {
    Series { name, points: ring.iter().map(|sample| (sample.at_ms(), figure(sample))).collect() }
}

pub fn host_cpu(ring: &Ring<HostUsage>) -> Plot {
    Plot::new(Unit::Percent, vec![series(ring, "", |sample| sample.cpu_percent.into())], Some(100.0))
}

pub fn host_memory(ring: &Ring<HostUsage>) -> Plot {
    let total = ring.last().map(|sample| sample.memory_total_bytes as f64);
    Plot::new(Unit::Bytes, vec![series(ring, "", |sample| sample.memory_bytes as f64)], total)
}

pub fn host_network(ring: &Ring<HostUsage>) -> Plot {
    let received = series(ring, "Received", |sample| sample.network_in_bytes_s as f64);
    let sent = series(ring, "Sent", |sample| sample.network_out_bytes_s as f64);
    Plot::new(Unit::BytesPerSecond, vec![received, sent], None)
}

pub fn host_disk(ring: &Ring<HostUsage>) -> Plot {
    let read = series(ring, "Read", |sample| sample.disk_read_bytes_s as f64);
    let written = series(ring, "Written", |sample| sample.disk_write_bytes_s as f64);
    Plot::new(Unit::BytesPerSecond, vec![read, written], None)
}

pub fn cpu(ring: &Ring<Usage>) -> Plot {
    Plot::new(Unit::Percent, vec![series(ring, "", |sample| sample.cpu_percent.into())], None)
}

/// Up to the container's own limit where it is near enough to matter, else as high as the figures.
pub fn memory(ring: &Ring<Usage>) -> Plot {
    const NEAR: f64 = 8.0;
    let figures = series(ring, "", |sample| sample.memory_bytes as f64);
    let top = figures.points.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let limit = ring.last().map(|sample| sample.memory_limit_bytes as f64).filter(|limit| *limit <= top * NEAR);
    Plot::new(Unit::Bytes, vec![figures], limit)
}

pub fn network(ring: &Ring<Usage>) -> Plot {
    let received = series(ring, "Received", |sample| sample.network_in_bytes_s as f64);
    let sent = series(ring, "Sent", |sample| sample.network_out_bytes_s as f64);
    Plot::new(Unit::BytesPerSecond, vec![received, sent], None)
}

pub fn disk(ring: &Ring<Usage>) -> Plot {
    let read = series(ring, "Read", |sample| sample.disk_read_bytes_s as f64);
    let written = series(ring, "Written", |sample| sample.disk_write_bytes_s as f64);
    Plot::new(Unit::BytesPerSecond, vec![read, written], None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(UnixMs, f64)]) -> Plot {
        Plot::new(Unit::Percent, vec![Series { name: "", points: values.to_vec() }], None)
    }

    #[test]
    fn a_chart_is_as_high_as_a_round_figure() {
        assert_eq!(of(&[(0, 1.0)]).ceiling, 10.0);
        assert_eq!(of(&[(0, 43.0)]).ceiling, 50.0);
        assert_eq!(of(&[(0, 130.0)]).ceiling, 200.0);
        assert_eq!(Unit::Bytes.ceiling(300.0 * LEAST_BYTES), 512.0 * LEAST_BYTES);
        let limited = Plot::new(Unit::Bytes, vec![Series { name: "", points: vec![(0, 5.0)] }], Some(8.0));
        assert_eq!(limited.ceiling, 8.0);
    }

    #[test]
    fn the_nearest_measurement_is_found_and_read() {
        let plot = of(&[(0, 1.0), (100_000, 2.0), (300_000, 3.0)]);
        assert_eq!(plot.nearest(0.3), Some(100_000));
        assert_eq!(plot.nearest(9.0), Some(300_000));
        assert_eq!(plot.at(100_000), [("", "2.0 %".to_owned())]);
        assert_eq!(plot.place(300_000), 1.0);
        assert_eq!(of(&[]).nearest(0.5), None);
    }

    #[test]
    fn what_was_not_measured_is_not_joined() {
        let plot = of(&[(0, 1.0), (2_000, 1.0), (90_000, 1.0)]);
        assert_eq!(plot.series[0].pieces().len(), 2);
    }
}
