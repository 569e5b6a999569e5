//! Charts: drawn by plotters into SVG, on the server for the first paint and in the browser when live.
//!
//! The drawing is geometry alone and stretches to any width; labels are HTML over it, so that they stay as large
//! as text is. Its colours are classes, so that both themes work.

mod line;
mod sparkline;
mod svg;

pub use line::LineChart;
pub use sparkline::Sparkline;
