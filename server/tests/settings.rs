//! The school's name and accent, on both databases.

mod common;

use app::audit::api::ReadAudit;
use app::audit::types::AuditQuery;
use app::auth::api::{GetDoors, WhoAmI};
use app::auth::types::Role;
use app::settings::api::{GetSettings, ResetSettings, SaveSettings};
use common::{Kind, TestApp};

fn save(name: &str, accent: &str, own: &str) -> SaveSettings {
    SaveSettings { name: name.into(), accent: accent.into(), own: own.into() }
}

on_both! {
    async fn a_school_has_a_name_and_a_colour(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        assert!(admin.call(GetSettings {}).await.expect("reads").is_default());
        assert!(!app.as_nobody().page("/sign-in").await.contains("light-dark("), "the style sheet's own");

        let saved = admin.call(save(" Hill School ", "teal", "")).await.expect("saves");
        assert_eq!((saved.name.as_str(), saved.accent.map(|accent| accent.to_string())), ("Hill School", Some("#0a6b66".into())));
        let page = app.as_nobody().page("/sign-in").await;
        assert!(page.contains("Hill School"));
        let head = page.split("</head>").next().expect("a head");
        assert!(head.contains("html:root{--primary:light-dark(#0a6b66,"), "before the first paint");
        assert_eq!(app.as_nobody().call(GetDoors {}).await.expect("answers").school_name, "Hill School");
        assert!(admin.page("/admin/settings").await.contains("value=\"Hill School\""));

        admin.call(save("Hill School", "own", "#123456")).await.expect("saves");
        assert!(app.as_nobody().page("/sign-in").await.contains("light-dark(#123456,"));
        admin.call(ResetSettings {}).await.expect("undone");
        assert!(admin.call(GetSettings {}).await.expect("reads").is_default());
        assert!(!app.as_nobody().page("/sign-in").await.contains("light-dark("));

        let log = admin.call(ReadAudit { query: AuditQuery { page: 1, ..AuditQuery::default() } }).await.expect("reads");
        let actions: Vec<&str> = log.rows.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["reset settings", "change settings", "change settings"]);
        assert_eq!(log.rows[2].changes.iter().map(|change| change.after.as_str()).collect::<Vec<_>>(), ["#0a6b66", "Hill School"]);
    }

    async fn what_cannot_be_read_is_not_kept(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let refused = admin.call(save(" ", "own", "#ffcc00")).await.expect_err("refused");
        assert!(refused.field("name").is_some() && refused.field("own").is_some(), "both at once: {refused:?}");
        assert!(admin.call(save("x", "octarine", "")).await.expect_err("refused").field("own").is_some());
        assert!(admin.call(save("x", "own", "</style><script>")).await.is_err());
        assert!(admin.call(GetSettings {}).await.expect("reads").is_default());
        assert!(admin.call(WhoAmI {}).await.is_ok());
    }
}
