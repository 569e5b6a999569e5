//! One run of the bench: the products, what is sent through them, and what was measured.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::Outcome;
use crate::cli::Cli;
use crate::payload::{Kind, Payload, Scratch};
use crate::place::{Place, Product};
use crate::report::{Reading, Report};

/// What a failed measurement left running is ended within this time.
const SWEEP_PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Bench {
    pub cli: Cli,
    pub report: Report,
    products: Vec<Arc<Product>>,
    payloads: Vec<Arc<Payload>>,
    scratch: Scratch,
}

impl Bench {
    pub fn new(cli: Cli, products: Vec<Product>) -> Outcome<Self> {
        let mut report = Report::of(products.iter().map(|product| product.name.to_owned()));
        for product in &products {
            if let Err(why) = &product.place {
                report.note(format!("{}: not measured: {why}", product.name));
            }
        }
        let products = products.into_iter().map(Arc::new).collect();
        Ok(Self { cli, report, products, payloads: Vec::new(), scratch: Scratch::new()? })
    }

    /// All products that are there.
    pub fn places(&self) -> Vec<(Arc<Product>, Place)> {
        let place = |product: &Arc<Product>| Some((product.clone(), product.place.as_ref().ok()?.clone()));
        self.products.iter().filter_map(place).collect()
    }

    /// The same, another one first in each turn: none has always the quieter machine.
    pub fn in_turn(&self, turn: usize) -> Vec<(Arc<Product>, Place)> {
        let mut places = self.places();
        if !places.is_empty() {
            let first = turn % places.len();
            places.rotate_left(first);
        }
        places
    }

    /// A text of this kind and length, written when it is first asked for.
    pub fn payload(&mut self, kind: Kind, bytes: usize) -> Outcome<Arc<Payload>> {
        if let Some(payload) = self.payloads.iter().find(|payload| payload.kind == kind && payload.bytes == bytes) {
            return Ok(payload.clone());
        }
        // Memory is for one length of each kind.
        self.payloads.retain(|payload| payload.kind != kind);
        let payload = Arc::new(Payload::write(self.scratch.path(), kind, bytes)?);
        self.payloads.push(payload.clone());
        Ok(payload)
    }

    /// A file's name in the folder that goes with the bench.
    pub fn file(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Takes the readings of one product. What fails or takes too long is noted, and what it left running
    /// is ended.
    pub async fn take(
        &mut self,
        (product, place): &(Arc<Product>, Place),
        name: &str,
        patience: Duration,
        measuring: impl Future<Output = Outcome<Vec<Reading>>>,
    ) {
        eprintln!("    {name}: {}", product.name);
        let failed = match timeout(patience, measuring).await {
            Ok(Ok(readings)) => {
                readings.into_iter().for_each(|reading| self.report.take(product.name, reading));
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some(format!("took longer than {} s", patience.as_secs())),
        };
        if let Some(why) = failed {
            self.report.note(format!("{name}, {}: failed: {why}", product.name));
        }
        match timeout(SWEEP_PATIENCE, place.sweep()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.report.note(format!("{name}, {}: terminals are left: {error}", product.name)),
            Err(_) => self.report.note(format!("{name}, {}: terminals are left", product.name)),
        }
        // A peer's: ours ends its own.
        if product.child.is_some()
            && let Err(error) = product.server.end_shells()
        {
            self.report.note(format!("{name}, {}: shells are left: {error}", product.name));
        }
    }
}
