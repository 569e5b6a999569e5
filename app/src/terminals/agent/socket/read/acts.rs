//! What several people at one terminal ask of it.

use std::sync::atomic::Ordering;

use super::Reader;
use crate::terminals::protocol::{Channel, Control, ErrorCode, Right, checked_reason};
use crate::terminals::session::Session;
use crate::terminals::wire::{Reply, Wants};

impl Reader {
    pub(super) fn share(&mut self, channel: Channel, control: Control) {
        match control {
            Control::TakeControl => self.with(channel, Session::take_control),
            Control::AskControl => self.with(channel, Session::ask_control),
            Control::WithdrawAsk => self.with(channel, Session::withdraw_ask),
            Control::Grant { connection } => self.with(channel, |session, viewer| session.grant(viewer, connection)),
            Control::NotNow { connection } => self.with(channel, |session, viewer| session.not_now(viewer, connection)),
            Control::AskSpotlight => self.with(channel, Session::ask_spotlight),
            Control::AnswerSpotlight { connection, yes } => {
                self.with(channel, |session, viewer| session.answer_spotlight(viewer, connection, yes));
            }
            Control::EndSpotlight => self.with(channel, Session::end_spotlight),
            Control::Release => self.with(channel, Session::release),
            Control::SetSizing { sizing } => self.with(channel, |session, viewer| session.set_sizing(viewer, sizing)),
            Control::Extend => {
                let limits = self.agent.limits();
                self.with(channel, |session, viewer| session.extend(viewer, &limits));
            }
            Control::Take { reason } => self.take_for_a_reason(channel, &reason),
            _ => self.bad_frame(channel, "Only the server says this."),
        }
    }

    /// The web tier looks up the right anew and records the reason; only then control changes hands.
    fn take_for_a_reason(&self, channel: Channel, reason: &str) {
        let Some((session, viewer)) = self.seat(channel) else { return };
        let reason = match checked_reason(reason) {
            Ok(reason) => reason,
            Err(fault) => return session.refuse(viewer, ErrorCode::Limit, &fault),
        };
        if session.right_of(viewer) < Right::Taker {
            return session.refuse(viewer, ErrorCode::Forbidden, "You may ask for control, and not take it.");
        }
        if self.taking.swap(true, Ordering::AcqRel) {
            return session.refuse(viewer, ErrorCode::Limit, "Control is being asked for already.");
        }
        let (agent, plug, taking) = (self.agent.clone(), self.plug.clone(), self.taking.clone());
        tokio::spawn(async move {
            let wants = Wants::Take { about: session.about.clone(), reason: reason.clone() };
            match agent.desks().ask(&plug.question(wants)).await {
                Reply::Yes {} => session.take_with(viewer, reason),
                Reply::No { code, message } => session.refuse(viewer, code, &message),
                Reply::Sit { .. } | Reply::Look { .. } | Reply::Record { .. } => {}
            }
            taking.store(false, Ordering::Release);
        });
    }
}
