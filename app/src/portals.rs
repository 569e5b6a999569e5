//! Which pages are fetched together: the pages of a portal are one piece of WebAssembly, loaded with the
//! first of them. Those with terminals are a piece of their own.
//!
//! Fewer, larger pieces than one a page: what two pieces share is a piece again, and every piece is a request.

use crate::audit::view::Audit;
use crate::auth::view::{Account, NewPerson, People, PersonDetail, Register, Sessions, SignInForm};
use crate::engine::view::{Container, Containers, HostShell, Overview, Terminals};
use crate::labs::view::{Class, Lab, StudentToday, TeacherToday, Watch};
use crate::settings::view::Settings;
use crate::ssh::view::{NewSshHost, SshHost, SshHosts};
use crate::ui::style_guide::StyleGuide;

/// `portal!(teacher: TeacherToday, Class)`: routes `teacher::TeacherToday` and `teacher::Class`, which show
/// the components of these names and are loaded together.
macro_rules! portal {
    ($name:ident: $($page:ident),+) => {
        pub mod $name {
            use leptos::prelude::*;
            use leptos_router::LazyRoute;

            #[derive(Debug, Clone, Copy)]
            enum Page { $($page),+ }

            #[leptos::lazy($name)]
            fn show(page: Page) -> AnyView {
                match page { $(Page::$page => view! { <super::$page /> }.into_any()),+ }
            }

            $(
                #[derive(Debug, Clone, Copy)]
                pub struct $page;

                impl LazyRoute for $page {
                    fn data() -> Self {
                        Self
                    }

                    async fn view(_this: Self) -> AnyView {
                        show(Page::$page).await
                    }

                    async fn preload() {
                        #[cfg(target_arch = "wasm32")]
                        __preload_show().await;
                    }
                }
            )+
        }
    };
}

portal!(account: SignInForm, Register, Account, Sessions);
portal!(student: StudentToday);
portal!(teacher: TeacherToday, Class);
portal!(admin: Overview, Containers, Container, SshHosts, NewSshHost, SshHost, People, NewPerson, PersonDetail, Audit, Settings);
portal!(style: StyleGuide);
portal!(terminals: Lab, Watch, HostShell, Terminals);
