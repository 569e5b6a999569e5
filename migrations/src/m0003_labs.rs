//! What a section's lab is made of, and each student's own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0002_school::{plain, restrict, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(lab_templates()).await?;
        manager.create_table(workspaces()).await?;
        manager.create_index(unique("lab_templates_name", "lab_templates", &["section_id", "name"])).await?;
        manager.create_index(unique("workspaces_owner", "workspaces", &["student_id", "section_id"])).await?;
        manager.create_index(plain("workspaces_section", "workspaces", &["section_id"])).await
    }
}

fn lab_templates() -> TableCreateStatement {
    Table::create()
        .table("lab_templates")
        .col(big_pk_auto("id"))
        .col(big_integer("section_id"))
        .col(string("name"))
        .col(string("image"))
        // Thousandths of a core.
        .col(integer("cpu_milli"))
        .col(integer("memory_mb"))
        .col(integer("pids"))
        // Limit of the container's own layer; null is no limit.
        .col(integer_null("disk_mb"))
        // Minutes without a sign of life after which a lab counts as idle.
        .col(integer("idle_min"))
        .check(Expr::col("cpu_milli").between(50, 64_000))
        .check(Expr::col("memory_mb").between(16, 262_144))
        .check(Expr::col("pids").between(16, 32_768))
        .check(Expr::col("disk_mb").gt(0))
        .check(Expr::col("idle_min").gt(0))
        .foreign_key(&mut restrict("lab_templates", "section_id", "sections"))
        .to_owned()
}

fn workspaces() -> TableCreateStatement {
    Table::create()
        .table("workspaces")
        .col(big_pk_auto("id"))
        .col(big_integer("student_id"))
        .col(big_integer("section_id"))
        .col(big_integer("template_id"))
        // Names of the container and of the volume at the home folder, ours alone.
        .col(string_uniq("container_name"))
        .col(string_uniq("volume_name"))
        // The container last made; null before the first start.
        .col(string_null("container_id"))
        // What was last asked for: `stopped` or `running`; the engine says what is.
        .col(string("wanted").default("stopped"))
        // Why the last start failed, for people.
        .col(string_null("failure"))
        // What could not be enforced on this engine, for people.
        .col(string_null("note"))
        .col(big_integer_null("last_seen_ms"))
        .col(big_integer_null("started_ms"))
        .col(big_integer("created_ms"))
        .check(Expr::col("wanted").is_in(["stopped", "running"]))
        .foreign_key(&mut restrict("workspaces", "student_id", "users"))
        .foreign_key(&mut restrict("workspaces", "section_id", "sections"))
        .foreign_key(&mut restrict("workspaces", "template_id", "lab_templates"))
        .to_owned()
}
