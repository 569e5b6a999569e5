//! Whose window decides about the size.

use super::{Core, Holder, Place, ViewerId};
use crate::terminals::protocol::{Control, ErrorCode, Right, Size, Sizing};

impl Core {
    /// A viewer's window has this size now. Whether the program is to be told another.
    pub fn wish(&mut self, id: ViewerId, size: Size) -> bool {
        let Some(viewer) = self.viewer_mut(id) else { return false };
        viewer.cells = Some(size.clamped());
        self.fit()
    }

    /// The owner says whose window decides.
    pub fn set_sizing(&mut self, id: ViewerId, sizing: Sizing) {
        if self.viewer(id).is_none_or(|viewer| viewer.who.right != Right::Writer) {
            return self.refuse(id, ErrorCode::Forbidden, "Only the owner says how large this terminal is.");
        }
        self.sizing = match sizing {
            Sizing::Fixed(size) => Sizing::Fixed(size.clamped()),
            other => other,
        };
        self.tell_all(&Control::SizedBy { sizing: self.sizing });
        self.fit();
    }

    /// Wants the size that the windows and the rule make. Whether that is another than now.
    pub(super) fn fit(&mut self) -> bool {
        let size = match self.sizing {
            Sizing::Fixed(size) => Some(size),
            Sizing::Controller => match &self.holder {
                Some(Holder { place: Place::Here(id), .. }) => self.viewer(*id).and_then(|viewer| viewer.cells),
                _ => None,
            },
            Sizing::Smallest => {
                // Who may only look would make it small for those who work in it.
                let working = self.viewers.iter().filter(|(_, viewer)| viewer.who.right.may_control());
                let windows = working.filter_map(|(_, viewer)| viewer.cells);
                windows.reduce(|a, b| Size { cols: a.cols.min(b.cols), rows: a.rows.min(b.rows) })
            }
        };
        let Some(size) = size.filter(|_| self.end.is_none()) else { return false };
        // What was wanted before and has not been told yet no longer is.
        self.wish = (size != self.output.size()).then_some(size);
        self.wish.is_some()
    }
}
