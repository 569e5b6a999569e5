//! The theme that is chosen from the menu: kept with the account, told in the log, and in a cookie.

use app::audit::entity as audit;
use app::auth::api::WhoAmI;
use app::auth::types::{Role, Theme};
use app::frame::api::ChooseTheme;
use leptos::server_fn::ServerFn;
use reqwest::header::SET_COOKIE;
use sea_orm::EntityTrait;

use crate::common::{Kind, TestApp, body_of};
use crate::on_both;

on_both! {
    async fn a_chosen_theme_is_kept_and_told_once(app: TestApp) {
        let mut browser = app.as_role(Role::Student).await;
        for _ in 0..2 {
            browser.call(ChooseTheme { theme: Theme::Dark }).await.expect("kept");
        }
        assert_eq!(browser.call(WhoAmI {}).await.expect("answers").expect("is signed in").theme, Theme::Dark);
        let rows = audit::Entity::find().all(app.db()).await.expect("the log");
        let told: Vec<_> = rows.iter().filter(|row| row.action == "edit profile").map(|row| row.after.as_deref()).collect();
        assert_eq!(told, [Some(r#"{"theme":"dark"}"#)]);

        let answer = browser.form(ChooseTheme::PATH, body_of(&ChooseTheme { theme: Theme::Light })).send().await;
        let answer = answer.expect("an answer");
        let cookie = answer.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(cookie.starts_with("lyceum_theme=light;") && !cookie.contains("Secure"), "{cookie}");
    }
}
