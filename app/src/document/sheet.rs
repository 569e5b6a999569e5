//! The style sheet, within the page on a first visit: a round trip less before anything is painted. A cookie then
//! tells which sheet the browser has, and pages name it.

use std::path::Path;
use std::sync::Arc;

use leptos::prelude::*;

use crate::cookies::keep;

/// Names the sheet that was sent within a page.
pub(super) const COOKIE: &str = "lyceum_sheet";

/// Read once, when the server starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    href: String,
    /// Of its content; part of its name.
    hash: String,
    text: String,
    https: bool,
}

impl Sheet {
    /// None where names carry no hashes: while the sheet is worked on, pages name it.
    pub fn of(options: &LeptosOptions, https: bool) -> Option<Arc<Self>> {
        let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
        let sheets = options.hash_files.then(|| std::fs::read_dir(&folder).ok())??;
        let begin = format!("{}.", options.output_name);
        sheets.flatten().find_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let hash = name.strip_prefix(&begin)?.strip_suffix(".css")?.to_owned();
            let text = std::fs::read_to_string(file.path()).ok()?;
            Some(Arc::new(Self { href: format!("/{}/{name}", options.site_pkg_dir), hash, text, https }))
        })
    }

    pub(super) fn is_known(&self, cookie: Option<&str>) -> bool {
        cookie == Some(&self.hash)
    }

    /// In the page, with word to the browser to get the file as well when it has nothing else to do.
    pub(super) fn within(self: Arc<Self>) -> impl IntoView {
        if let Err(error) = keep(COOKIE, &self.hash, self.https) {
            tracing::warn!(%error, "the style sheet goes with every page");
        }
        view! {
            <style id="leptos">{self.text.clone()}</style>
            <link rel="prefetch" r#as="style" href=self.href.clone() />
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_file_whose_name_has_a_hash() {
        let root = std::env::temp_dir().join(format!("lyceum-sheet-{}", rand::random::<u64>()));
        std::fs::create_dir_all(root.join("pkg")).expect("a folder");
        for (name, text) in [("other.0a.css", "i {}"), ("lyceum.1b.css.br", ""), ("lyceum.1b.css", "b > i {}")] {
            std::fs::write(root.join("pkg").join(name), text).expect("a file");
        }
        let options = |hashed| {
            LeptosOptions::builder().output_name("lyceum").site_root(root.to_string_lossy()).hash_files(hashed)
        };
        let sheet = Sheet::of(&options(true).build(), false).expect("a sheet");
        assert_eq!((sheet.href.as_str(), sheet.text.as_str()), ("/pkg/lyceum.1b.css", "b > i {}"));
        assert!(sheet.is_known(Some("1b")) && !sheet.is_known(Some("1c")) && !sheet.is_known(None));
        assert!(sheet.within().to_html().contains("b > i {}"), "as it stands");
        assert_eq!(Sheet::of(&options(false).build(), false), None);
        std::fs::remove_dir_all(root).expect("gone");
    }
}
