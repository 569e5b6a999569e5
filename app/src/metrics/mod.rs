//! Samples, series and charts. A *sample* is what a thing used at one instant, a *ring* the samples of
//! the last minutes, a *series* one figure of a ring, ready to draw. Live pages take theirs from a [`feed`].

pub mod feed;
pub mod ring;
pub mod series;
pub mod types;

pub mod chart;

#[cfg(feature = "ssr")]
pub mod host;
