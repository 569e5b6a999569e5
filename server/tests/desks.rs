//! Preferences and layouts of one's own desk, on both databases.

mod common;

use app::auth::types::Role;
use app::error::Error;
use app::terminals::desks::api::{GetMyDesk, RemoveDeskLayout, RenameDeskLayout, SaveDeskLayout, SaveDeskPreferences};
use app::terminals::desks::types::{LAYOUTS_MAX, Preferences, SHAPE_MAX_BYTES};
use common::{Kind, TestApp};

const HALVES: &str =
    r#"{"tabs":[{"split":{"axis":"row","share":400,"first":{"leaf":null},"second":{"leaf":null}}}],"active":0}"#;

fn keep(name: &str, shape: &str) -> SaveDeskLayout {
    SaveDeskLayout { name: name.into(), shape: shape.into() }
}

on_both! {
    async fn preferences_follow_a_person(app: TestApp) {
        let mut ada = app.as_role(Role::Student).await;
        assert_eq!(ada.call(GetMyDesk {}).await.expect("reads").preferences, Preferences::default());
        for font_px in [18, 20] {
            let preferences = Preferences { font_px, copy_on_select: true, screen_reader: true, contrast: true };
            ada.call(SaveDeskPreferences { preferences }).await.expect("saves");
            assert_eq!(ada.call(GetMyDesk {}).await.expect("reads").preferences, preferences);
        }
        let unreadable = Preferences { font_px: 3, ..Preferences::default() };
        let refused = ada.call(SaveDeskPreferences { preferences: unreadable }).await.expect_err("refused");
        assert!(refused.field("font_px").is_some(), "{refused:?}");
        let mut other = app.as_role(Role::Teacher).await;
        assert_eq!(other.call(GetMyDesk {}).await.expect("reads").preferences, Preferences::default());
    }

    async fn layouts_are_saved_renamed_and_removed(app: TestApp) {
        let mut ada = app.as_role(Role::Student).await;
        let saved = ada.call(keep(" two  halves ", HALVES)).await.expect("saves");
        assert_eq!((saved[0].name.as_str(), saved[0].shape.panes()), ("two halves", 2));
        let again = ada.call(keep("two halves", &HALVES.replace("400", "600"))).await.expect("replaces");
        assert_eq!((again.len(), again[0].id), (1, saved[0].id));
        ada.call(keep("other", HALVES)).await.expect("saves");

        let rename = |name: &str| RenameDeskLayout { id: saved[0].id, name: name.into() };
        assert!(ada.call(rename("other")).await.expect_err("taken").field("name").is_some());
        assert!(ada.call(rename("  ")).await.expect_err("none").field("name").is_some());
        let names = ada.call(rename("zwei")).await.expect("renames");
        assert_eq!(names.iter().map(|layout| layout.name.as_str()).collect::<Vec<_>>(), ["other", "zwei"]);

        let mut eve = app.as_role(Role::Teacher).await;
        assert!(matches!(eve.call(rename("mine")).await, Err(Error::NotFound(_))));
        assert!(eve.call(RemoveDeskLayout { id: saved[0].id }).await.expect("nothing").is_empty());
        assert_eq!(ada.call(GetMyDesk {}).await.expect("reads").layouts.len(), 2);
        assert_eq!(ada.call(RemoveDeskLayout { id: saved[0].id }).await.expect("removes").len(), 1);
    }

    async fn there_is_an_end_to_layouts(app: TestApp) {
        let mut ada = app.as_role(Role::Student).await;
        for bad in ["", "{}", r#"{"tabs":[],"active":0}"#, &" ".repeat(SHAPE_MAX_BYTES + 1)] {
            assert!(ada.call(keep("bad", bad)).await.expect_err("refused").field("shape").is_some());
        }
        for number in 0..LAYOUTS_MAX {
            ada.call(keep(&format!("layout {number}"), HALVES)).await.expect("saves");
        }
        assert!(matches!(ada.call(keep("one more", HALVES)).await, Err(Error::Conflict(_))));
        ada.call(keep("layout 3", HALVES)).await.expect("replacing is no more");
    }
}
