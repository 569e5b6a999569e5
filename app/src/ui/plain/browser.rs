//! A page that was not sent by the server answers no form.

use super::Answer;

pub(super) fn given() -> Option<Answer> {
    None
}
