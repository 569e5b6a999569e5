//! Server functions of the school.

use leptos::prelude::*;

use crate::call::Postcard;
use crate::error::Result;
use crate::school::types::Today;

/// What a student's first page shows.
#[server(name = StudentToday, output = Postcard)]
pub async fn student_today() -> Result<Today> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::Study)?;
    crate::school::store::today_of_student(&cx).await
}

/// What a teacher's first page shows.
#[server(name = TeacherToday, output = Postcard)]
pub async fn teacher_today() -> Result<Today> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::RunClass)?;
    crate::school::store::today_of_staff(&cx).await
}
