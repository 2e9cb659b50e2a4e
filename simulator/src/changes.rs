//! The entry point of every change to the world: by time, chance and requests. Each change is published before the next
//! one is made, so that no subscriber receives two changes in the wrong order.

use parking_lot::{Mutex, MutexGuard};

use super::notifications::publish;
use super::server::Platform;
use super::world::action::Action;

/// Held while a change is made and published.
#[derive(Debug, Default)]
pub(crate) struct ChangeLock(Mutex<()>);

impl ChangeLock {
    fn take(&self) -> MutexGuard<'_, ()> {
        self.0.lock()
    }
}

impl Platform {
    /// Applies what is due: visits become silent, channels expire. With `live`, also advances the world by chance.
    pub(crate) fn catch_up(&self, live: bool) {
        let _lock = self.change_lock.take();
        let (world, now) = (&self.world, self.clock.now());
        let mut changes = world.live.end_silent_visits(now);
        if live {
            let person = |number| world.person(number);
            changes.extend(world.live.advance(now, world.customers, person));
        }
        for change in &changes {
            publish::session(self, change, now);
        }
        self.notifications.expire(&self.directory, now);
    }

    /// Applies an action of a customer or an agent; see [`super::Simulator::perform`].
    pub(crate) fn perform(&self, customer: &str, action: Action) -> Option<String> {
        let _lock = self.change_lock.take();
        let (world, now) = (&self.world, self.clock.now());
        let (number, _) = world.contact(customer)?;
        if action == Action::EditContact {
            let edited = world.revisions.edit(number, now);
            return edited.then(|| {
                publish::contact(self, number);
                world.contact_id(number, 0)
            });
        }
        let person = world.person(number)?;
        let change = world.live.perform(&person, action, now)?;
        publish::session(self, &change, now);
        Some(world.session_id(&change.after))
    }

    /// Revokes a token, and notifies the sockets that were opened with it.
    pub(crate) fn revoke(&self, token: &str) {
        self.directory.revoke(token);
        self.notifications.expire(&self.directory, self.clock.now());
    }
}
