//! Samples, series and charts.
