//! A session's recording: switched on and off, told to everybody, marked.

use std::time::Instant;

use super::{Core, ViewerId};
use crate::terminals::protocol::{Control, ErrorCode, RecordingSign};
use crate::terminals::session::tap::Tap;
use crate::terminals::wire::RecordOrder;

impl Core {
    /// Everything shown from now on goes to this tap too.
    pub fn record(&mut self, mut tap: Tap) {
        if self.end.is_none() {
            tap.begin(&mut self.output);
            self.tap = Some(tap);
            self.tell_recording(None);
        }
    }

    pub fn record_on(&mut self, order: &RecordOrder, sign: &RecordingSign) -> bool {
        let Some(tap) = &mut self.tap else { return false };
        tap.switch(Some((order.clone(), sign.clone())), &mut self.output, Instant::now());
        self.tell_recording(None);
        true
    }

    pub fn record_off(&mut self) {
        if let Some(tap) = &mut self.tap {
            tap.switch(None, &mut self.output, Instant::now());
            self.tell_recording(None);
        }
    }

    /// It has ended by itself; it cannot go on.
    pub fn recording_failed(&mut self, why: String) {
        if self.tap.take().is_some() {
            self.tell_recording(Some(why));
        }
    }

    pub fn recording(&self) -> Option<RecordingSign> {
        self.tap.as_ref().and_then(|tap| tap.sign().cloned())
    }

    pub fn records_input(&self) -> bool {
        self.tap.as_ref().and_then(Tap::sign).is_some_and(|sign| sign.input)
    }

    /// Typed while the terminal showed it.
    pub fn record_input(&mut self, bytes: &[u8]) {
        if let Some(tap) = &mut self.tap {
            tap.typed(bytes, Instant::now());
        }
    }

    pub fn mark(&mut self, id: ViewerId, text: &str) {
        let may = self.controls(id) || self.viewer(id).is_some_and(|viewer| viewer.who.owner);
        match &mut self.tap {
            Some(tap) if may && tap.sign().is_some() => tap.mark(&self.output, text, Instant::now()),
            Some(_) if !may => self.refuse(id, ErrorCode::Forbidden, "You may watch this terminal and set no marks."),
            _ => self.refuse(id, ErrorCode::NotFound, "This terminal is not being recorded."),
        }
    }

    fn tell_recording(&self, why: Option<String>) {
        let sign = self.recording();
        for (_, viewer) in &self.viewers {
            viewer.bell.say(viewer.channel, Control::Recording { sign: sign.clone(), why: why.clone() });
        }
    }
}
