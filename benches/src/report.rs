//! What was measured, of whom, and how it compares with what is wanted.

mod document;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub use self::document::write;
use crate::Outcome;
use crate::stats::median;

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// `B1`.
    pub figure: &'static str,
    pub what: String,
    pub unit: &'static str,
    /// Digits after the point.
    pub digits: usize,
    pub target: Target,
}

/// What Lyceum's value should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    None,
    AtMost(f64),
    /// Of a peer's, in the same run.
    AtLeastThatOf(&'static str),
    AtMostThatOf(&'static str),
}

impl Measure {
    pub fn new(figure: &'static str, what: impl Into<String>, unit: &'static str, digits: usize) -> Self {
        Self { figure, what: what.into(), unit, digits, target: Target::None }
    }

    pub fn at_most(self, most: f64) -> Self {
        Self { target: Target::AtMost(most), ..self }
    }

    pub fn at_least_that_of(self, peer: &'static str) -> Self {
        Self { target: Target::AtLeastThatOf(peer), ..self }
    }

    pub fn at_most_that_of(self, peer: &'static str) -> Self {
        Self { target: Target::AtMostThatOf(peer), ..self }
    }

    pub fn is(self, value: f64) -> Reading {
        self.are(vec![value])
    }

    pub fn are(self, values: Vec<f64>) -> Reading {
        Reading { measure: self, cell: Cell::Values(values) }
    }

    pub fn says(self, words: impl Into<String>) -> Reading {
        Reading { measure: self, cell: Cell::Said(words.into()) }
    }
}

/// One product's part of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub measure: Measure,
    pub cell: Cell,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// One of each run.
    Values(Vec<f64>),
    /// Why there is no value.
    Said(String),
}

#[derive(Debug)]
struct Row {
    measure: Measure,
    cells: BTreeMap<String, Cell>,
}

/// In the order in which lines first came.
#[derive(Debug, Default)]
pub struct Report {
    /// Names of the products, in the table's order.
    products: Vec<String>,
    rows: Vec<Row>,
    notes: Vec<String>,
    raw: String,
}

impl Report {
    pub fn of(products: impl IntoIterator<Item = String>) -> Self {
        let raw = "figure,what,unit,product,value\n".to_owned();
        Self { products: products.into_iter().collect(), raw, ..Self::default() }
    }

    pub fn take(&mut self, product: &str, reading: Reading) {
        let Reading { measure, cell } = reading;
        if let Cell::Values(values) = &cell {
            self.raw(product, &measure, values);
        }
        let row = match self.rows.iter().position(|row| row.measure == measure) {
            Some(at) => &mut self.rows[at],
            None => {
                self.rows.push(Row { measure, cells: BTreeMap::new() });
                let last = self.rows.len() - 1;
                &mut self.rows[last]
            }
        };
        match (row.cells.get_mut(product), cell) {
            (Some(Cell::Values(known)), Cell::Values(new)) => known.extend(new),
            (_, cell) => _ = row.cells.insert(product.to_owned(), cell),
        }
    }

    /// Single values that stand behind a line, for the file alone.
    pub fn raw(&mut self, product: &str, measure: &Measure, values: &[f64]) {
        for value in values {
            // Into a string: it cannot fail.
            let _ = writeln!(self.raw, "{},\"{}\",{},{product},{value}", measure.figure, measure.what, measure.unit);
        }
    }

    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        eprintln!("    {note}");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_raw(&self, path: &Path) -> Outcome<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(path, &self.raw)?)
    }
}

impl Row {
    /// Whether Lyceum is where it should be; none where that cannot be said.
    fn is_met(&self) -> Option<bool> {
        let value = |product: &str| match self.cells.get(product) {
            Some(Cell::Values(values)) => Some(median(values)),
            _ => None,
        };
        let own = value(crate::LYCEUM)?;
        // As the table shows them: who stand there with one figure are equal.
        let digits = 10_f64.powi(i32::try_from(self.measure.digits).unwrap_or_default());
        let shown = |value: f64| (value * digits).round();
        match self.measure.target {
            Target::None => None,
            Target::AtMost(most) => Some(own <= most),
            Target::AtLeastThatOf(peer) => Some(shown(own) >= shown(value(peer)?)),
            Target::AtMostThatOf(peer) => Some(shown(own) <= shown(value(peer)?)),
        }
    }
}
