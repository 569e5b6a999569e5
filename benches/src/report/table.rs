//! The table, for a terminal and for a document.

use super::{Cell, Report, Row, Target};
use crate::stats::{median, quantile};

impl Report {
    /// Columns under each other.
    pub fn text(&self) -> String {
        let lines = self.lines();
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
        let mut text = String::new();
        for (n, line) in lines.iter().enumerate() {
            let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                let gap = " ".repeat(width - cell.chars().count());
                if column < 3 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
            });
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
            if n == 0 {
                text.push_str(&format!(
                    "{}\n",
                    widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  ")
                ));
            }
        }
        self.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
        text
    }

    /// As Markdown has tables.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for (n, line) in self.lines().iter().enumerate() {
            text.push_str(&format!("| {} |\n", line.join(" | ")));
            if n == 0 {
                let rule = (0..line.len()).map(|column| if column < 3 { "---" } else { "---:" });
                text.push_str(&format!("|{}|\n", rule.collect::<Vec<_>>().join("|")));
            }
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        self.notes.iter().for_each(|note| text.push_str(&format!("- {note}\n")));
        text
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let mut head: Vec<String> = ["", "what", "unit"].map(str::to_owned).into();
        head.extend(self.products.iter().cloned());
        head.extend(["wanted".to_owned(), String::new()]);
        let mut lines = vec![head];
        let mut last = "";
        for row in &self.rows {
            let figure = row.measure.figure;
            let name = if figure == last { String::new() } else { figure.to_owned() };
            last = figure;
            let mut line = vec![name, row.measure.what.clone(), row.measure.unit.to_owned()];
            line.extend(self.products.iter().map(|product| row.cell(product)));
            line.push(row.wanted());
            line.push(match row.is_met() {
                Some(true) => "met".to_owned(),
                Some(false) => "MISSED".to_owned(),
                None => String::new(),
            });
            lines.push(line);
        }
        lines
    }
}

impl Row {
    fn cell(&self, product: &str) -> String {
        let show = |value: f64| format!("{value:.*}", self.measure.digits);
        match self.cells.get(product) {
            None => "–".to_owned(),
            Some(Cell::Said(words)) => words.clone(),
            Some(Cell::Values(values)) if values.len() == 1 => show(values[0]),
            Some(Cell::Values(values)) => {
                format!("{} ({}–{})", show(median(values)), show(quantile(values, 0.0)), show(quantile(values, 1.0)))
            }
        }
    }

    fn wanted(&self) -> String {
        match self.measure.target {
            Target::None => String::new(),
            Target::AtMost(most) => format!("≤ {most}"),
            Target::AtLeastThatOf(peer) => format!("≥ {peer}"),
            Target::AtMostThatOf(peer) => format!("≤ {peer}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Measure, Report};

    #[test]
    fn a_table_says_who_how_much_and_whether_that_is_enough() {
        let mut report = Report::of(["lyceum", "ttyd"].map(str::to_owned));
        let rate = || Measure::new("B1", "ascii, rate", "MB/s", 1).at_least_that_of("ttyd");
        report.take("lyceum", rate().is(80.0));
        report.take("lyceum", rate().is(84.0));
        report.take("lyceum", rate().is(90.04));
        report.take("ttyd", rate().is(85.0));
        let echo = || Measure::new("B3", "idle: p50", "ms", 2).at_most_that_of("ttyd");
        report.take("lyceum", echo().is(0.134));
        report.take("ttyd", echo().is(0.126));
        report.take("lyceum", Measure::new("B6", "lost", "lines", 0).at_most(0.0).is(0.0));
        report.take("lyceum", Measure::new("B5", "first byte", "ms", 1).at_most(15.0).is(15.04));
        report.take("ttyd", Measure::new("B6", "lost", "lines", 0).at_most(0.0).says("not supported"));
        assert_eq!(
            report.markdown(),
            "|  | what | unit | lyceum | ttyd | wanted |  |\n|---|---|---|---:|---:|---:|---:|\n\
             | B1 | ascii, rate | MB/s | 84.0 (80.0–90.0) | 85.0 | ≥ ttyd | MISSED |\n\
             | B3 | idle: p50 | ms | 0.13 | 0.13 | ≤ ttyd | met |\n\
             | B6 | lost | lines | 0 | not supported | ≤ 0 | met |\n\
             | B5 | first byte | ms | 15.0 | – | ≤ 15 | MISSED |\n"
        );
    }
}
