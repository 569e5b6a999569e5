//! Plots as SVG.

use std::convert::Infallible;
use std::fmt::Write;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Polygon};
use plotters::style::{RGBColor, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use crate::metrics::series::Plot;
use crate::time::MINUTE_MS;

/// The drawing's own measure. It is stretched to its place; this is how finely points are told apart.
pub(super) const WIDTH: u32 = 1200;
pub(super) const HEIGHT: u32 = 400;
pub(super) const SPARK_WIDTH: u32 = 240;
pub(super) const SPARK_HEIGHT: u32 = 60;

/// Classes by the number that stands in a colour's red; `style/chart.css` gives them their colours.
const CLASSES: [&str; 5] = ["grid", "line-1", "line-2", "area-1", "area-2"];
const GRID: RGBColor = RGBColor(0, 0, 0);
const LINES: [RGBColor; 2] = [RGBColor(1, 0, 0), RGBColor(2, 0, 0)];
const AREAS: [RGBColor; 2] = [RGBColor(3, 0, 0), RGBColor(4, 0, 0)];

type Area<'a> = DrawingArea<Svg<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// What goes into the chart's `<svg>`: grid, areas, lines.
pub(super) fn plot(plot: &Plot) -> String {
    let mut drawing = String::new();
    draw(&mut drawing, (WIDTH, HEIGHT), (plot.from_ms, plot.to_ms), plot.ceiling, |area| {
        for share in [0.0, 0.5, 1.0] {
            let y = plot.ceiling * share;
            rule(area, vec![(plot.from_ms as f64, y), (plot.to_ms as f64, y)]);
        }
        let minutes = (plot.from_ms..plot.to_ms).step_by(MINUTE_MS as usize).skip(1);
        for x in minutes.map(|at_ms| at_ms as f64) {
            rule(area, vec![(x, 0.0), (x, plot.ceiling)]);
        }
        for (index, series) in plot.series.iter().enumerate().take(LINES.len()) {
            for piece in series.pieces() {
                let points: Vec<(f64, f64)> = piece.iter().map(|(at_ms, value)| (*at_ms as f64, *value)).collect();
                curve(area, index, points);
            }
        }
    });
    drawing
}

/// A line without axes: the values are evenly spaced.
pub(super) fn spark(values: &[f32], ceiling: f32) -> String {
    let mut drawing = String::new();
    let last = values.len().saturating_sub(1).max(1);
    draw(&mut drawing, (SPARK_WIDTH, SPARK_HEIGHT), (0, last as i64), f64::from(ceiling).max(f64::EPSILON), |area| {
        let points = values.iter().enumerate().map(|(index, value)| (index as f64, f64::from(*value)));
        curve(area, 0, points.collect());
    });
    drawing
}

fn draw(into: &mut String, size: (u32, u32), (from, to): (i64, i64), ceiling: f64, with: impl FnOnce(&Area<'_>)) {
    let area: DrawingArea<Svg<'_>, Shift> = Svg { drawing: into, size }.into_drawing_area();
    let (width, height) = (size.0 as i32, size.1 as i32);
    // One unit of margin keeps the outermost lines whole; y grows upwards.
    let across = from as f64..(to.max(from + 1)) as f64;
    with(&area.apply_coord_spec(Cartesian2d::new(across, 0.0..ceiling, (0..width, height - 2..2))));
}

fn rule(area: &Area<'_>, points: Vec<(f64, f64)>) {
    drawn(area.draw(&PathElement::new(points, ShapeStyle::from(GRID))));
}

fn curve(area: &Area<'_>, index: usize, points: Vec<(f64, f64)>) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let ground = [(last.0, 0.0), (first.0, 0.0)];
    let filled: Vec<(f64, f64)> = points.iter().copied().chain(ground).collect();
    drawn(area.draw(&Polygon::new(filled, ShapeStyle::from(AREAS[index]).filled())));
    drawn(area.draw(&PathElement::new(points, ShapeStyle::from(LINES[index]))));
}

/// Writing to a string cannot fail, which plotters cannot know.
fn drawn<E: std::fmt::Debug>(outcome: Result<(), E>) {
    debug_assert!(outcome.is_ok(), "{outcome:?}");
}

/// A plotters backend that writes SVG elements with classes for colours.
struct Svg<'a> {
    drawing: &'a mut String,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Svg<'_> {
    fn element(&mut self, name: &str, color: BackendColor, points: impl IntoIterator<Item = BackendCoord>, end: &str) {
        let class = CLASSES.get(usize::from(color.rgb.0)).copied().unwrap_or_default();
        let _ = write!(self.drawing, r#"<{name} class="{class}" d=""#);
        for (index, (x, y)) in points.into_iter().enumerate() {
            let _ = write!(self.drawing, "{}{x} {y}", if index == 0 { 'M' } else { 'L' });
        }
        let _ = write!(self.drawing, r#"{end}"/>"#);
    }
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// Nothing here is drawn by the pixel.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.element("path", style.color(), [from, to], "");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.element("path", style.color(), path, "");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vertices: I, style: &S) -> Drawn {
        self.element("path", style.color(), vertices, "Z");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::series::{Series, Unit};

    #[test]
    fn a_plot_is_a_grid_areas_and_lines_in_classes() {
        let half = Series { name: "Read", points: vec![(0, 0.0), (10_000, 50.0), (20_000, 100.0)] };
        let flat = Series { name: "Written", points: vec![(0, 25.0), (20_000, 25.0)] };
        let mut shown = Plot::new(Unit::Percent, vec![half, flat], Some(100.0));
        shown.from_ms = 0;
        insta::assert_snapshot!(plot(&shown).replace("/>", "/>\n"), @r#"
        <path class="grid" d="M0 398L1200 398"/>
        <path class="grid" d="M0 200L1200 200"/>
        <path class="grid" d="M0 2L1200 2"/>
        <path class="area-1" d="M0 398L600 200L1200 2L1200 398L0 398Z"/>
        <path class="line-1" d="M0 398L600 200L1200 2"/>
        <path class="area-2" d="M0 299L1200 299L1200 398L0 398Z"/>
        <path class="line-2" d="M0 299L1200 299"/>
        "#);
    }

    #[test]
    fn a_gap_is_two_lines_and_nothing_is_an_empty_grid() {
        let gap = Series { name: "", points: vec![(0, 1.0), (2_000, 2.0), (200_000, 3.0), (202_000, 3.0)] };
        let shown = plot(&Plot::new(Unit::Percent, vec![gap], None));
        assert_eq!(shown.matches("line-1").count(), 2);
        assert!(!plot(&Plot::new(Unit::Bytes, Vec::new(), None)).contains("line-1"));
    }

    #[test]
    fn a_sparkline_is_one_line_over_one_area() {
        insta::assert_snapshot!(spark(&[0.0, 50.0, 100.0], 100.0).replace("/>", "/>\n"), @r#"
        <path class="area-1" d="M0 58L120 30L240 2L240 58L0 58Z"/>
        <path class="line-1" d="M0 58L120 30L240 2"/>
        "#);
        assert_eq!(spark(&[], 100.0), "");
    }
}
