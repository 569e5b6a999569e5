//! Who finds whom by the search.

use app::auth::types::Role;
use app::frame::api::SearchEverything;
use app::frame::types::HitKind;

use crate::common::{Kind, TestApp};
use crate::{newcomer, on_both};

on_both! {
    async fn the_search_finds_people_for_those_who_manage_them_alone(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        admin.call(newcomer()).await.expect("makes");
        let typed = || SearchEverything { typed: "grace hopper".into() };
        let found = admin.call(typed()).await.expect("searches");
        let found: Vec<_> = found.iter().map(|hit| (hit.kind, hit.title.as_str())).collect();
        assert_eq!(found, [(HitKind::Person, "Grace Hopper")]);
        for role in [Role::Operator, Role::Teacher, Role::Student] {
            let found = app.as_role(role).await.call(typed()).await.expect("searches");
            assert_eq!(found, [], "{role:?}");
        }
    }
}
