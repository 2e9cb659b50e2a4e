//! Content offers, assembled from the events of a visit.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::event::{ActionEvent, ActionState, Event, Payload};

/// A content offer. It has at least one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Id of the platform's action. An event without an id is an offer of its own, which has no id.
    pub id: Option<String>,
    /// The newest step.
    pub last: Step,
    /// The steps before it, oldest first.
    pub earlier: Vec<Step>,
}

/// A step of an offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Time of the step.
    pub at: DateTime<Utc>,
    /// The facts of the step.
    pub action: Arc<ActionEvent>,
    event: Arc<Event>,
}

impl Step {
    /// The step of a content offer that `event` reports.
    fn from_event(event: &Arc<Event>) -> Option<Self> {
        match &event.payload {
            Payload::Action(action) if action.is_content_offer() => Some(Self {
                at: event.created_at,
                action: action.clone(),
                event: event.clone(),
            }),
            _ => None,
        }
    }

    /// The state that the offer reached.
    pub fn state(&self) -> Option<&ActionState> {
        self.action.state.as_ref()
    }

    /// Sort key. Steps with the same time are in the order in which an offer reaches its states.
    fn order(&self) -> (DateTime<Utc>, u8, &str) {
        let rank = match self.state() {
            Some(ActionState::Qualified | ActionState::QualifiedOutsideSchedule) => 0,
            Some(ActionState::Offered | ActionState::OfferedOutsideSchedule) => 1,
            Some(ActionState::Started) => 2,
            Some(ActionState::Engaged) => 3,
            _ => 4,
        };
        (self.at, rank, &self.event.id)
    }
}

impl Offer {
    /// The content offers among the events of a visit, newest first.
    pub fn from_events(events: &[Arc<Event>]) -> Vec<Self> {
        let steps = events.iter().filter_map(Step::from_event);
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by(|left, right| left.order().cmp(&right.order()));
        let mut offers: Vec<Self> = Vec::new();
        let mut index_by_id = HashMap::new();
        for step in steps {
            let id = step.action.id.clone();
            let index = id.as_ref().and_then(|id| index_by_id.get(id).copied());
            if let Some(offer) = index.and_then(|index: usize| offers.get_mut(index)) {
                offer.earlier.push(std::mem::replace(&mut offer.last, step));
                continue;
            }
            if let Some(id) = &id {
                index_by_id.insert(id.clone(), offers.len());
            }
            offers.push(Self {
                id,
                last: step,
                earlier: Vec::new(),
            });
        }
        offers.sort_by_key(|offer| Reverse(offer.first().at));
        offers
    }

    /// The oldest step.
    pub fn first(&self) -> &Step {
        self.earlier.first().unwrap_or(&self.last)
    }

    /// Every step, oldest first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.earlier.iter().chain([&self.last])
    }

    /// Time at which the offer was shown to the visitor, if it was.
    pub fn offered_at(&self) -> Option<DateTime<Utc>> {
        let shown = |step: &&Step| step.state() == Some(&ActionState::Offered);
        self.steps().find(shown).map(|step| step.at)
    }

    /// The value of `fact` in the newest step that has one.
    pub fn newest<T>(&self, fact: impl Fn(&ActionEvent) -> Option<T>) -> Option<T> {
        self.steps().rev().find_map(|step| fact(&step.action))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::event::ActionMediaType;

    fn event(
        number: usize,
        seconds: i64,
        id: Option<&str>,
        state: &str,
        media: &str,
    ) -> Arc<Event> {
        Arc::new(Event {
            id: format!("e{number}"),
            kind: "WebActionEvent".into(),
            created_at: DateTime::from_timestamp(seconds, 0).unwrap(),
            payload: Payload::Action(Arc::new(ActionEvent {
                id: id.map(str::to_owned),
                state: Some(ActionState::from_platform(state.to_owned())),
                media_type: Some(ActionMediaType::from_platform(media.to_owned())),
                ..ActionEvent::default()
            })),
        })
    }

    fn states(offer: &Offer) -> Vec<&str> {
        let states = offer.steps().filter_map(Step::state);
        states.map(ActionState::as_str).collect()
    }

    #[test]
    fn events_of_one_offer_are_its_steps() {
        let events = [
            event(1, 10, Some("a"), "qualified", "contentOffer"),
            event(2, 20, Some("b"), "offered", "contentOffer"),
            // Two events with the same time, in reverse order.
            event(3, 30, Some("a"), "accepted", "contentOffer"),
            event(4, 30, Some("a"), "offered", "contentOffer"),
            event(5, 40, Some("c"), "offered", "webMessagingOffer"),
            event(6, 50, None, "offered", "contentOffer"),
            event(7, 60, None, "accepted", "contentOffer"),
        ];
        let offers = Offer::from_events(&events);
        let ids: Vec<_> = offers.iter().map(|offer| offer.id.as_deref()).collect();
        assert_eq!(ids, [None, None, Some("b"), Some("a")]);
        let a = offers.last().unwrap();
        assert_eq!(states(a), ["qualified", "offered", "accepted"]);
        assert_eq!(a.offered_at(), DateTime::from_timestamp(30, 0));
        assert_eq!(a.first().at, DateTime::from_timestamp(10, 0).unwrap());
        assert_eq!(offers[0].offered_at(), None);
        assert!(Offer::from_events(&events[4..5]).is_empty());
    }

    proptest! {
        #[test]
        fn offers_do_not_depend_on_the_order_of_events(
            steps in proptest::collection::vec(
                (0..5_i64, proptest::option::of(0..3_u8), 0..3_usize, prop::bool::ANY), 0..20,
            ),
            swaps in proptest::collection::vec((0..20_usize, 0..20_usize), 0..20),
        ) {
            let states = ["offered", "accepted", "ignored"];
            let events = steps.iter().enumerate().map(|(number, (at, id, state, is_content))| {
                let id = id.map(|id| id.to_string());
                let media = if *is_content { "contentOffer" } else { "openAction" };
                event(number, *at, id.as_deref(), states[*state], media)
            });
            let mut events: Vec<_> = events.collect();
            let offers = Offer::from_events(&events);
            let total: usize = offers.iter().map(|offer| offer.steps().count()).sum();
            prop_assert_eq!(total, steps.iter().filter(|step| step.3).count());
            for offer in &offers {
                prop_assert!(offer.steps().is_sorted_by_key(|step| step.at));
                prop_assert!(offer.id.is_some() || offer.earlier.is_empty());
            }
            let mut ids: Vec<_> = offers.iter().filter_map(|offer| offer.id.clone()).collect();
            prop_assert!(offers.is_sorted_by_key(|offer| Reverse(offer.first().at)));
            ids.sort_unstable();
            prop_assert!(ids.is_sorted_by(|id, next| id < next));
            for (left, right) in swaps {
                if left.max(right) < events.len() {
                    events.swap(left, right);
                }
            }
            prop_assert_eq!(Offer::from_events(&events), offers);
        }
    }
}
