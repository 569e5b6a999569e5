//! Terms, courses, sections and who is in them, rooms, the weekly timetable and its meetings.
//!
//! Dates are ISO text (`2026-11-20`): they sort and compare as text. Instants are UTC milliseconds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A foreign key that refuses to orphan rows.
pub(crate) fn restrict(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(to, "id").on_delete(ForeignKeyAction::Restrict).to_owned()
}

fn one_of(column: &'static str, values: &[&'static str]) -> SimpleExpr {
    Expr::col(column).is_in(values.iter().copied())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        // One live enrolment for a student in a section; closed ones stay as history.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX enrolments_live ON enrolments (section_id, student_id) \
                 WHERE state IN ('invited', 'requested', 'active', 'waitlisted', 'offered')",
            )
            .await?;
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("terms")
            .col(big_pk_auto("id"))
            .col(string_uniq("code"))
            .col(string("name"))
            .col(string_len("starts_on", 10))
            .col(string_len("ends_on", 10))
            .check(Expr::col("starts_on").lte(Expr::col("ends_on")))
            .to_owned(),
        Table::create()
            .table("courses")
            .col(big_pk_auto("id"))
            .col(string_uniq("code"))
            .col(string("title"))
            .col(text("description"))
            .to_owned(),
        Table::create()
            .table("rooms")
            .col(big_pk_auto("id"))
            .col(string_uniq("code"))
            .col(string("name"))
            .col(string("building"))
            .col(integer("seats"))
            .col(boolean("active").default(true))
            .check(Expr::col("seats").gt(0))
            .to_owned(),
        Table::create()
            .table("sections")
            .col(big_pk_auto("id"))
            .col(big_integer("course_id"))
            .col(big_integer("term_id"))
            .col(string("code"))
            .col(integer_null("capacity"))
            .col(string("status").default("open"))
            .check(Expr::col("capacity").gt(0))
            .check(one_of("status", &["draft", "open", "closed", "archived"]))
            .foreign_key(&mut restrict("sections", "course_id", "courses"))
            .foreign_key(&mut restrict("sections", "term_id", "terms"))
            .to_owned(),
        Table::create()
            .table("section_staff")
            .col(big_pk_auto("id"))
            .col(big_integer("section_id"))
            .col(big_integer("user_id"))
            .col(string("role"))
            .check(one_of("role", &["lead", "teacher", "assistant", "grader"]))
            .foreign_key(&mut restrict("section_staff", "section_id", "sections"))
            .foreign_key(&mut restrict("section_staff", "user_id", "users"))
            .to_owned(),
        Table::create()
            .table("student_groups")
            .col(big_pk_auto("id"))
            .col(big_integer("term_id"))
            .col(string("code"))
            .col(string("name"))
            .col(string("kind"))
            .check(one_of("kind", &["class", "cohort", "team"]))
            .foreign_key(&mut restrict("student_groups", "term_id", "terms"))
            .to_owned(),
        Table::create()
            .table("group_members")
            .col(big_pk_auto("id"))
            .col(big_integer("group_id"))
            .col(big_integer("student_id"))
            .col(string_len("from_date", 10))
            .col(string_len_null("to_date", 10))
            .check(Expr::col("from_date").lte(Expr::col("to_date")))
            .foreign_key(&mut restrict("group_members", "group_id", "student_groups"))
            .foreign_key(&mut restrict("group_members", "student_id", "users"))
            .to_owned(),
        timetable_slots(),
        meetings(),
        Table::create()
            .table("enrolments")
            .col(big_pk_auto("id"))
            .col(big_integer("section_id"))
            .col(big_integer("student_id"))
            .col(string("state"))
            .col(string("via"))
            .col(string_len("started_on", 10))
            .col(string_len_null("ended_on", 10))
            .check(one_of(
                "state",
                &["invited", "requested", "active", "waitlisted", "offered", "dropped", "completed", "rejected"],
            ))
            .check(one_of("via", &["self", "key", "admin", "group", "import"]))
            .foreign_key(&mut restrict("enrolments", "section_id", "sections"))
            .foreign_key(&mut restrict("enrolments", "student_id", "users"))
            .to_owned(),
    ]
}

/// A weekly hour, on the school's wall clock: minutes since midnight, up to 1440 for the day's end.
fn timetable_slots() -> TableCreateStatement {
    Table::create()
        .table("timetable_slots")
        .col(big_pk_auto("id"))
        .col(big_integer("section_id"))
        // 1 is Monday.
        .col(integer("weekday"))
        .col(integer("start_min"))
        .col(integer("end_min"))
        .col(big_integer_null("room_id"))
        .col(big_integer_null("staff_id"))
        .col(string_len("valid_from", 10))
        .col(string_len("valid_to", 10))
        .check(Expr::col("weekday").between(1, 7))
        .check(Expr::col("start_min").gte(0))
        .check(Expr::col("start_min").lt(Expr::col("end_min")))
        .check(Expr::col("end_min").lte(1440))
        .check(Expr::col("start_min").modulo(5).eq(0))
        .check(Expr::col("end_min").modulo(5).eq(0))
        .check(Expr::col("valid_from").lte(Expr::col("valid_to")))
        .foreign_key(&mut restrict("timetable_slots", "section_id", "sections"))
        .foreign_key(&mut restrict("timetable_slots", "room_id", "rooms"))
        .foreign_key(&mut restrict("timetable_slots", "staff_id", "users"))
        .to_owned()
}

/// One hour that is held: of a slot, or ad hoc when it has none.
fn meetings() -> TableCreateStatement {
    Table::create()
        .table("meetings")
        .col(big_pk_auto("id"))
        .col(big_integer("section_id"))
        .col(big_integer_null("slot_id"))
        // The day the slot meant, which a moved meeting keeps.
        .col(string_len_null("original_date", 10))
        .col(big_integer("starts_ms"))
        .col(big_integer("ends_ms"))
        .col(big_integer_null("room_id"))
        .col(big_integer_null("staff_id"))
        .col(string("state").default("planned"))
        .col(string_null("reason"))
        .col(string_null("topic"))
        .check(Expr::col("starts_ms").lt(Expr::col("ends_ms")))
        .check(one_of("state", &["planned", "cancelled", "moved", "held"]))
        .foreign_key(&mut restrict("meetings", "section_id", "sections"))
        .foreign_key(&mut restrict("meetings", "slot_id", "timetable_slots"))
        .foreign_key(&mut restrict("meetings", "room_id", "rooms"))
        .foreign_key(&mut restrict("meetings", "staff_id", "users"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("sections_code", "sections", &["course_id", "term_id", "code"]),
        unique("section_staff_person", "section_staff", &["section_id", "user_id"]),
        unique("student_groups_code", "student_groups", &["term_id", "code"]),
        unique("group_members_span", "group_members", &["group_id", "student_id", "from_date"]),
        unique("meetings_slot_day", "meetings", &["slot_id", "original_date"]),
        plain("section_staff_user", "section_staff", &["user_id"]),
        plain("timetable_slots_section", "timetable_slots", &["section_id", "weekday"]),
        plain("meetings_section_start", "meetings", &["section_id", "starts_ms"]),
        plain("enrolments_student", "enrolments", &["student_id", "state"]),
    ]
}

pub(crate) fn unique(name: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    plain(name, table, columns).unique().to_owned()
}

pub(crate) fn plain(name: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
