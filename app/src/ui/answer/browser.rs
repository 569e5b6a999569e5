//! There is no answer to change once the page is in the browser.

pub fn set_status(_status: u16) {}
