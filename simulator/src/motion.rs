//! Whatever moves the world: time, chance and requests. Each change is told to those who listen before the next one is
//! made, so that nobody hears of two changes in the wrong order.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::notifications::publish;
use super::server::Platform;
use super::world::act::Act;

/// Held by whoever moves the world until all of it is told.
#[derive(Debug, Default)]
pub(crate) struct Turn(Mutex<()>);

impl Turn {
    fn take(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platform {
    /// Does what is due: visits fall silent, channels expire; with `live` chance makes its next moves.
    pub(crate) fn catch_up(&self, live: bool) {
        let _turn = self.turn.take();
        let (world, now) = (&self.world, self.clock.now());
        let mut changes = world.live.settle(now);
        if live {
            let person = |number| world.person(number);
            changes.extend(world.live.advance(now, world.customers, person));
        }
        for change in &changes {
            publish::session(self, change, now);
        }
        self.notifications.keep_house(&self.directory, now);
    }

    /// Makes a customer do something; see [`super::Simulator::act`].
    pub(crate) fn act(&self, customer: &str, act: Act) -> Option<String> {
        let _turn = self.turn.take();
        let (world, now) = (&self.world, self.clock.now());
        let (number, _) = world.contact(customer)?;
        if act == Act::EditContact {
            let edited = world.revisions.edit(number, now);
            return edited.then(|| {
                publish::contact(self, number);
                world.contact_id(number, 0)
            });
        }
        let person = world.person(number)?;
        let change = world.live.act(&person, act, now)?;
        publish::session(self, &change, now);
        Some(world.session_id(&change.after))
    }

    /// Makes a token invalid, and tells the sockets that were opened with it.
    pub(crate) fn revoke(&self, token: &str) {
        self.directory.revoke(token);
        self.notifications
            .keep_house(&self.directory, self.clock.now());
    }
}
