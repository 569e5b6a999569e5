//! A page is a lazy route: its code is a piece of WebAssembly of its own, fetched when first needed.

/// `page!(TodayPage, Today)`: the route `TodayPage` that shows the component `Today`.
macro_rules! page {
    ($route:ident, $component:ident) => {
        #[derive(Debug, Clone, Copy)]
        pub struct $route;

        #[leptos_router::lazy_route]
        impl leptos_router::LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> leptos::prelude::AnyView {
                leptos::prelude::IntoAny::into_any(leptos::prelude::view! { <$component /> })
            }
        }
    };
}
pub(crate) use page;
