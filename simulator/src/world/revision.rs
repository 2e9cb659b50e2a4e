//! What was edited in contacts' records since the simulator started.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::person::Person;
use crate::clock::Time;

/// Contacts whose edits are remembered; beyond this many, others stay as they are.
const EDITED: usize = 10_000;

/// How often each customer's record was edited, and when last.
#[derive(Debug, Default)]
pub(crate) struct Revisions(RwLock<HashMap<u32, (usize, Time)>>);

impl Revisions {
    /// Edits a record; false when too many have been edited already.
    pub(crate) fn edit(&self, customer: u32, now: Time) -> bool {
        let mut edited = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if edited.len() >= EDITED && !edited.contains_key(&customer) {
            return false;
        }
        let (times, last) = edited.entry(customer).or_insert((0, now));
        *times += 1;
        *last = now;
        true
    }

    /// When the record was last edited, if it was.
    pub(crate) fn last(&self, customer: u32) -> Option<Time> {
        self.read(customer).map(|(_, last)| last)
    }

    /// The family name, which each edit changes to the next of the country's.
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
        let edited = self.0.read().unwrap_or_else(PoisonError::into_inner);
        edited.get(&customer).copied()
    }
}
