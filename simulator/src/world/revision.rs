//! Edits of contact records since the simulator started.

use std::collections::HashMap;

use parking_lot::RwLock;

use super::person::Person;
use crate::clock::Time;

/// Maximum number of edited contacts; further contacts cannot be edited.
const EDITED: usize = 10_000;

/// Number of edits of each customer's record, and the time of the last one.
#[derive(Debug, Default)]
pub(crate) struct Revisions(RwLock<HashMap<u32, (usize, Time)>>);

impl Revisions {
    /// Edits a record; returns false if the maximum is reached.
    pub(crate) fn edit(&self, customer: u32, now: Time) -> bool {
        let mut edited = self.0.write();
        if edited.len() >= EDITED && !edited.contains_key(&customer) {
            return false;
        }
        let (times, last) = edited.entry(customer).or_insert((0, now));
        *times += 1;
        *last = now;
        true
    }

    /// When the record was last edited.
    pub(crate) fn last(&self, customer: u32) -> Option<Time> {
        self.read(customer).map(|(_, last)| last)
    }

    /// The family name; each edit changes it to the country's next one.
    pub(crate) fn family(&self, person: &Person) -> &'static str {
        let Some((times, _)) = self.read(person.number) else {
            return person.family;
        };
        let names = &person.country.family;
        let drawn = names.iter().position(|name| *name == person.family);
        let mut from_there = names
            .iter()
            .cycle()
            .skip(drawn.unwrap_or_default() + times % names.len());
        from_there.next().copied().unwrap_or(person.family)
    }

    fn read(&self, customer: u32) -> Option<(usize, Time)> {
        let edited = self.0.read();
        edited.get(&customer).copied()
    }
}
