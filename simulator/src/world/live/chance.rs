//! Random changes of a live world: advances sessions and starts new ones.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Change, Live, OngoingSession, event_count, push};
use crate::clock::Time;
use crate::rng::SeededRng;
use crate::world::channel::{Channel, INBOUND_CALL};
use crate::world::movement::{call, dial, message, step, visit};
use crate::world::organization::{Division, EUROPE};
use crate::world::person::Person;
use crate::world::session::{Body, Session};
use crate::world::showcase;

/// Maximum number of open sessions; ordinary customers start new ones only below it.
const BUSY: usize = 40;

impl Live {
    /// Advances every due session by one step, and starts new sessions. `person` finds a customer.
    pub(crate) fn advance(
        &self,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let instant = u64::try_from((now - self.epoch).num_milliseconds()).unwrap_or_default();
        let mut sessions = self.sessions.write();
        for ongoing in sessions.values_mut().flatten() {
            if ongoing.next.is_some_and(|next| next <= now) {
                let (customer, number) = (ongoing.session.customer, ongoing.session.number);
                let of_session = [u64::from(customer), u64::from(number), instant];
                let mut rng = SeededRng::for_entity(self.seed, of_session);
                let before = Arc::clone(&ongoing.session);
                ongoing.next = step(&mut rng, Arc::make_mut(&mut ongoing.session), now);
                if event_count(&before) != event_count(&ongoing.session) {
                    changes.push(Change {
                        before: Some(before),
                        after: Arc::clone(&ongoing.session),
                    });
                }
            }
        }
        let mut rng = SeededRng::for_entity(self.seed, [u64::MAX, instant, 7]);
        let mut begun = self.begin(&mut rng, &mut sessions, now, customers, person);
        begun.extend(self.chat(&mut sessions, now));
        changes.extend(begun.into_iter().map(|after| Change {
            before: None,
            after,
        }));
        self.drop_surplus(&mut sessions);
        changes
    }

    fn begin(
        &self,
        rng: &mut SeededRng,
        sessions: &mut HashMap<u32, Vec<OngoingSession>>,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) -> Vec<Arc<Session>> {
        let mut all_begun = Vec::new();
        let showcase = sessions.entry(showcase::LIVE_NOW).or_default();
        for is_call in [true, false] {
            let busy = |ongoing: &OngoingSession| {
                ongoing.next.is_some() && ongoing.session.conversation().is_some() == is_call
            };
            if !showcase.iter().any(busy) && rng.chance(20) {
                let begun = if is_call {
                    some_call(rng, &EUROPE, now)
                } else {
                    visit(rng, &EUROPE, now)
                };
                let next = Some(now + rng.seconds(3, 8));
                all_begun.push(push(
                    showcase,
                    showcase::LIVE_NOW,
                    self.next_number(now),
                    now,
                    begun,
                    next,
                ));
            }
        }
        let busy = sessions
            .values()
            .flatten()
            .filter(|ongoing| ongoing.next.is_some())
            .count();
        if busy >= BUSY || !rng.chance(35) || customers <= showcase::COUNT {
            return all_begun;
        }
        let drawn = rng.between(i64::from(showcase::COUNT), i64::from(customers) - 1);
        let drawn = u32::try_from(drawn).ok();
        let drawn = drawn.filter(|number| !self.handled.contains(number));
        let Some(person) = drawn.and_then(person) else {
            return all_begun;
        };
        let division = person.country.division;
        let begun = match rng.between(1, 10) {
            1..=6 => visit(rng, division, now),
            7 => {
                let open = self.open_visit(sessions, person.number, now);
                message(rng, division, open, now)
            }
            _ => some_call(rng, division, now),
        };
        let next = Some(now + rng.seconds(2, 10));
        all_begun.push(push(
            sessions.entry(person.number).or_default(),
            person.number,
            self.next_number(now),
            now,
            begun,
            next,
        ));
        all_begun
    }

    /// Keeps the chatting customer busy: a visit with a conversation, or now and then a call of the campaign.
    fn chat(
        &self,
        sessions: &mut HashMap<u32, Vec<OngoingSession>>,
        now: Time,
    ) -> Option<Arc<Session>> {
        let customer = showcase::CHAT_NOW;
        let instant = u64::try_from((now - self.epoch).num_milliseconds()).unwrap_or_default();
        let mut rng = SeededRng::for_entity(self.seed, [u64::from(customer), instant, 8]);
        let open = self.open_visit(sessions, customer, now);
        let of_customer = sessions.entry(customer).or_default();
        let busy = of_customer
            .iter()
            .any(|ongoing| ongoing.next.is_some() && ongoing.session.conversation().is_some());
        if (open.is_some() && busy) || !rng.chance(20) {
            return None;
        }
        let begun = match open {
            None => visit(&mut rng, &EUROPE, now),
            Some(_) if rng.chance(30) => {
                let channel = Channel::named("CAMPAIGN_CALL");
                call(&mut rng, channel, &EUROPE, now)
            }
            open => message(&mut rng, &EUROPE, open, now),
        };
        let next = Some(now + rng.seconds(3, 8));
        let number = self.next_number(now);
        Some(push(of_customer, customer, number, now, begun, next))
    }
}

/// Usually a call by a customer, else one by an agent or a campaign.
fn some_call(rng: &mut SeededRng, division: &'static Division, now: Time) -> Body {
    match rng.between(1, 10) {
        1..=6 => call(rng, &INBOUND_CALL, division, now),
        7 | 8 => dial(rng, division, now),
        _ => call(rng, Channel::named("CAMPAIGN_CALL"), division, now),
    }
}
