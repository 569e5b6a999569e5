//! Which pages are fetched together: the pages of a portal are one piece of WebAssembly, loaded with the
//! first of them. Those with terminals, and the record of them, are a piece of their own.
//!
//! Few, large pieces: what two of them share is a piece again, every piece is a request, and is compressed by itself.

#[cfg(not(feature = "ssr"))]
#[path = "portals/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "portals/server.rs"]
mod side;

#[cfg(feature = "ssr")]
pub use side::provide_pieces;

use std::pin::Pin;

use leptos::prelude::AnyView;
use leptos_router::ChooseView;

use crate::audit::view::Audit;
use crate::auth::view::{Account, NewPerson, People, PersonDetail, Register, Sessions, SignInForm};
use crate::engine::view::{Container, Containers, HostShell, Overview, Terminals};
use crate::labs::view::{Class, Lab, LabsDesk, StudentToday, TeacherToday, Watch};
use crate::settings::view::Settings;
use crate::ssh::view::{NewSshHost, SshHost, SshHosts};
use crate::terminals::view::{
    AdminTerminal, AdminTerminals, OneTerminal, Replay, StudentTerminal, StudentTerminals, TeacherTerminal,
    TeacherTerminals,
};
use crate::ui::style_guide::StyleGuide;

/// A page of a portal, as routes take it. All are of one type, so that the router exists once and not for each page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    show: fn() -> Later<AnyView>,
    preload: fn() -> Later<()>,
}

type Later<T> = Pin<Box<dyn Future<Output = T>>>;

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        (self.show)().await
    }

    async fn preload(&self) {
        (self.preload)().await;
    }
}

/// `portal!(teacher: TeacherToday, Class)`: pages `teacher::TeacherToday` and `teacher::Class`, which show
/// the components of these names and are loaded together.
macro_rules! portal {
    ($name:ident: $($page:ident),+) => {
        pub mod $name {
            use leptos::prelude::*;

            use super::Page;

            #[allow(clippy::enum_variant_names, reason = "a page has its portal in its name where others show the same")]
            #[derive(Debug, Clone, Copy)]
            enum Which { $($page),+ }

            #[leptos::lazy($name)]
            fn show(page: Which) -> AnyView {
                super::side::ask_for(stringify!($name));
                match page { $(Which::$page => view! { <super::$page /> }.into_any()),+ }
            }

            async fn preload() {
                #[cfg(target_arch = "wasm32")]
                __preload_show().await;
            }

            $(
                #[expect(non_upper_case_globals, reason = "the name of the component that it shows")]
                pub const $page: Page = Page {
                    show: || Box::pin(show(Which::$page)),
                    preload: || Box::pin(preload()),
                };
            )+
        }
    };
}

portal!(account: SignInForm, Register, Account, Sessions);
portal!(student: StudentToday);
portal!(teacher: TeacherToday, Class);
portal!(
    admin: Overview, Containers, Container, SshHosts, NewSshHost, SshHost, People, NewPerson, PersonDetail, Audit,
    Settings, StyleGuide
);
portal!(
    terminals: Lab, LabsDesk, Watch, HostShell, Terminals, OneTerminal, Replay, StudentTerminals, StudentTerminal,
    TeacherTerminals, TeacherTerminal, AdminTerminals, AdminTerminal
);
