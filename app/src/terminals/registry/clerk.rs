//! Answers to the agent: whoever asks is looked up anew each time, so that a right taken away is gone.

use super::{Registry, Seen, housekeeping, store};
use crate::auth::actor::actor_of;
use crate::auth::types::Permission;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};
use crate::terminals::protocol::{ErrorCode, RecordWhy, Right};
use crate::terminals::wire::{Caller, Question, RecordOrder, Reply, Wants};

impl Registry {
    /// From now on the agent is answered, what happened while there was no web tier is recorded, and the house
    /// is kept.
    pub fn serve(&self, state: &AppState) {
        housekeeping::start(state);
        let state = state.clone();
        self.0.link.answer_with(move |question| {
            let state = state.clone();
            async move { answer(state, question).await }
        });
    }
}

async fn answer(state: AppState, question: Question) -> Reply {
    let registry = state.terminals.clone();
    match reply(&registry, state, question).await {
        Ok(reply) => reply,
        Err(error) => Reply::No { code: code_of(&error), message: error.to_string() },
    }
}

async fn reply(registry: &Registry, state: AppState, question: Question) -> Result<Reply> {
    let Question { caller, wants } = question;
    let cx = context_of(state, caller).await?;
    let actor = cx.require(Permission::OwnAccount)?;
    match wants {
        Wants::In { ticket } if registry.take_ticket(&ticket, actor) => Ok(Reply::Yes {}),
        Wants::In { .. } => {
            Ok(Reply::No { code: ErrorCode::Ticket, message: "The ticket is used or too old.".to_owned() })
        }
        Wants::New { kind, size, key, entry } => {
            let terminal = registry.open(&cx, kind, entry.as_ref(), size, key).await?;
            Ok(Reply::Sit { terminal, right: Right::Writer, may_show: registry.door(kind)?.may_show(&cx, kind).await? })
        }
        Wants::Old { about, owner_there, watching, want, shown } => {
            if shown && registry.sees_with_class(&cx, &about).await? {
                return Ok(Reply::Look { terminal: about.id });
            }
            let seen = Seen { by_owner: owner_there, already: watching };
            let right = registry.admit(&cx, &about, seen, want).await?;
            let may_show = right == Right::Writer && registry.door(about.kind)?.may_show(&cx, about.kind).await?;
            Ok(Reply::Sit { terminal: about.id, right, may_show })
        }
        Wants::Take { about, reason } => {
            registry.may_take(&cx, &about, &reason).await?;
            Ok(Reply::Yes {})
        }
        Wants::Record { about, input } if about.owner == actor.id => {
            let most_bytes = cx.state.config.recording_most_bytes();
            let (by, by_name) = (Some(actor.id), actor.me.name.clone());
            Ok(Reply::Record { order: RecordOrder { by, by_name, why: RecordWhy::Owner, input, most_bytes } })
        }
        Wants::Record { .. } => Err(Error::NotFound("terminal".to_owned())),
    }
}

async fn context_of(state: AppState, caller: Caller) -> Result<Ctx> {
    let actor = actor_of(&state.db, &caller.session, &state.config.time_zone, store::now_ms()).await?;
    Ctx { state, actor, origin: caller.origin }.with_own_password()
}

fn code_of(error: &Error) -> ErrorCode {
    match error {
        Error::SignInRequired | Error::Forbidden(_) | Error::PasswordFirst => ErrorCode::Forbidden,
        Error::NotFound(_) => ErrorCode::NotFound,
        Error::Conflict(_) | Error::TooMany { .. } | Error::Invalid(_) => ErrorCode::Limit,
        Error::Unavailable { .. } | Error::Refused(_) => ErrorCode::Unavailable,
        Error::Internal { .. } | Error::Transport(_) => ErrorCode::Internal,
    }
}
