//! Every component in every state and both themes side by side, for those who build screens and for the
//! visual tests.

mod colours;
mod controls;
mod messages;
mod overlays;
mod whole;
mod words;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::page_head::PageHead;

const TITLE: &str = "Style guide";

/// Anchor and name of each group, in the order in which they stand.
const GROUPS: [(&str, &str); 15] = [
    ("colours", "Colours"),
    ("type", "Type"),
    ("icons", "Icons"),
    ("buttons", "Buttons"),
    ("fields", "Fields"),
    ("status", "Status and badges"),
    ("notices", "Notices"),
    ("states", "Empty and loading"),
    ("cards", "Cards"),
    ("tables", "Tables"),
    ("lists", "Lists"),
    ("overlays", "Menus, dialogs, toasts"),
    ("split", "Split"),
    ("errors", "Error pages"),
    ("door", "Door"),
];

#[component]
pub fn StyleGuide() -> impl IntoView {
    let anchors = GROUPS
        .into_iter()
        .map(|(id, name)| {
            view! {
                <a class="btn btn-outline btn-sm" href=format!("#{id}")>
                    {name}
                </a>
            }
        })
        .collect_view();
    view! {
        <PageHead title=TITLE subtitle="Every component, light on the left and dark on the right." />
        <nav aria-label="Groups" class="flex flex-wrap gap-1.5">
            {anchors}
        </nav>
        <Group id="colours" sample=|theme| view! { <colours::Colours theme /> }.into_any() />
        <Group id="type" sample=|_| view! { <words::Type /> }.into_any() />
        <Group id="icons" sample=|_| view! { <words::Icons /> }.into_any() />
        <Group id="buttons" sample=|_| view! { <controls::Buttons /> }.into_any() />
        <Group id="fields" sample=|theme| view! { <controls::Fields theme /> }.into_any() />
        <Group id="status" sample=|_| view! { <messages::States /> }.into_any() />
        <Group id="notices" sample=|_| view! { <messages::Notices /> }.into_any() />
        <Group id="states" sample=|_| view! { <messages::Nothing /> }.into_any() />
        <Group id="cards" sample=|_| view! { <words::Cards /> }.into_any() />
        <Group id="tables" sample=|theme| view! { <words::Tables theme /> }.into_any() />
        <Group id="lists" sample=|theme| view! { <words::Lists theme /> }.into_any() />
        <Group id="overlays" sample=|_| view! { <overlays::Overlays /> }.into_any() />
        <Group id="split" sample=|_| view! { <overlays::Panes /> }.into_any() />
        <Group id="errors" sample=|_| view! { <whole::Errors /> }.into_any() />
        <Group id="door" sample=|theme| view! { <whole::Doors theme /> }.into_any() />
        // A door gives its own title to the page that it is on; the last one counts.
        <Title text=TITLE />
    }
}

/// One group, drawn once in each theme. `sample` gets the theme's name, to keep ids apart.
#[component]
fn Group(id: &'static str, sample: fn(&'static str) -> AnyView) -> impl IntoView {
    let name = GROUPS.into_iter().find(|(anchor, _)| *anchor == id).map_or(id, |(_, name)| name);
    let panes = ["light", "dark"]
        .into_iter()
        .map(|theme| {
            view! {
                <div
                    data-theme=theme
                    class="bg-background text-foreground flex min-w-0 flex-col gap-4 rounded-xl border p-5"
                >
                    {sample(theme)}
                </div>
            }
        })
        .collect_view();
    view! {
        <section id=id aria-label=name class="flex scroll-mt-20 flex-col gap-3">
            <h2>{name}</h2>
            <div class="grid gap-4 xl:grid-cols-2">{panes}</div>
        </section>
    }
}

/// Samples in a row that wraps.
#[component]
fn Row(children: Children) -> impl IntoView {
    view! { <div class="flex flex-wrap items-center gap-3">{children()}</div> }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Components without a sample of their own, and why.
    const NOT_SHOWN: [(&str, &str); 5] = [
        ("ErrorPage", "gives the answer the error's status; its body is shown"),
        ("Modal", "what dialogs are made of, without any looks"),
        ("ServerForm", "a form of a server function; its fields are shown"),
        ("Done", "a notice, once a form was answered"),
        ("Toaster", "there once, in the app; the buttons of toasts fill it"),
    ];

    #[test]
    fn every_component_is_shown_or_said_why_not() {
        let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
        let (guide, others): (Vec<_>, Vec<_>) =
            sources(&ui).into_iter().partition(|file| file.starts_with(ui.join("style_guide")));
        let samples: String = guide.iter().map(|file| read(file)).collect();
        let components: Vec<String> = others.iter().flat_map(|file| public_components(&read(file))).collect();
        assert!(components.len() > 20, "they are found: {components:?}");
        for component in &components {
            let excused = NOT_SHOWN.iter().any(|(name, _)| name == component);
            assert_ne!(is_used(component, &samples), excused, "{component}: either shown, or in NOT_SHOWN");
        }
        for (name, _) in NOT_SHOWN {
            assert!(components.iter().any(|component| component == name), "{name} is none any more");
        }
    }

    #[test]
    fn components_are_told_from_other_functions() {
        let source = "#[component]\npub fn One<T>() {}\n#[component]\npub(super) fn Two() {}\npub fn three() {}";
        assert_eq!(public_components(source), ["One"]);
        assert!(is_used("One", "<One />") && is_used("One", "<One\n") && !is_used("One", "<OneMore />"));
    }

    /// The Rust files of a folder and of those in it.
    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries
            .flat_map(|path| match path.is_dir() {
                true => sources(&path),
                false => Vec::from_iter(path.extension().is_some_and(|ending| ending == "rs").then_some(path)),
            })
            .collect()
    }

    fn read(file: &Path) -> String {
        fs::read_to_string(file).expect("a source")
    }

    fn public_components(source: &str) -> Vec<String> {
        let names = source.split("#[component]").skip(1).filter_map(|after| {
            let (before, name) = after.split_once("fn ")?;
            let name: String = name.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            before.ends_with("pub ").then_some(name)
        });
        names.collect()
    }

    /// Whether a view has this element.
    fn is_used(component: &str, source: &str) -> bool {
        let begin = format!("<{component}");
        source.match_indices(&begin).any(|(at, _)| {
            !source[at + begin.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
        })
    }
}
