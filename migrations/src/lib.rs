//! The schema, one file per change. Schema only: no data, and nothing of `app`.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_accounts;
mod m0002_school;
mod m0003_labs;
mod m0004_terminals;
mod m0005_ssh_hosts;
mod m0006_recordings;
mod m0007_sharing;
mod m0008_desks;
mod m0009_keepers;
mod m0010_contrast;
mod m0011_browsers;

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_school::Migration),
            Box::new(m0003_labs::Migration),
            Box::new(m0004_terminals::Migration),
            Box::new(m0005_ssh_hosts::Migration),
            Box::new(m0006_recordings::Migration),
            Box::new(m0007_sharing::Migration),
            Box::new(m0008_desks::Migration),
            Box::new(m0009_keepers::Migration),
            Box::new(m0010_contrast::Migration),
            Box::new(m0011_browsers::Migration),
        ]
    }
}
