//! A channel that collects its topics again only after a new version has the topics that it would collect now.

use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::live::cache_events::Origin;
use crate::live::pending_changes::PendingChanges;
use crate::live::registry::fixtures::{customer, registry};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::id::{ConversationId, SessionId};
use crate::model::session::{ConversationFacts, Details, Session, SessionPage, SessionPageKey};

const OWN: Uuid = Uuid::from_u128(1_000);
const OTHER: Uuid = Uuid::from_u128(2_000);

/// A step; a number is that of a customer, whose contact has the same id.
#[derive(Debug, Clone, Copy)]
enum Step {
    Watch(u128),
    /// The first customer gets the second contact.
    Merge(u128, u128),
    Forget(u128),
    Subscribe(u128),
    Unsubscribe(u128),
    /// The channel's topic is confirmed.
    Confirm(u128),
    /// A node has the lease of the contact, or none.
    Answer(u128, Option<Uuid>),
    /// Another node reports the changes of the contact.
    Cover(u128),
    Share(u128),
    /// A frame of a call, which may have ended.
    Call(u128, bool),
    /// A list that contains the call or is empty.
    List(u128, bool),
    Purge(u128),
    LoseChannel,
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0_u128..5;
    let holder = prop_oneof![Just(Some(OWN)), Just(Some(OTHER)), Just(None)];
    prop_oneof![
        number().prop_map(Step::Watch),
        (number(), number()).prop_map(|(id, contact)| Step::Merge(id, contact)),
        number().prop_map(Step::Forget),
        number().prop_map(Step::Subscribe),
        number().prop_map(Step::Unsubscribe),
        number().prop_map(Step::Confirm),
        (number(), holder).prop_map(|(contact, holder)| Step::Answer(contact, holder)),
        number().prop_map(Step::Cover),
        number().prop_map(Step::Share),
        (number(), any::<bool>()).prop_map(|(contact, has_ended)| Step::Call(contact, has_ended)),
        (number(), any::<bool>()).prop_map(|(id, has_call)| Step::List(id, has_call)),
        number().prop_map(Step::Purge),
        Just(Step::LoseChannel),
    ]
}

/// The call of a customer after this number of events.
fn call(number: u128, has_ended: bool, events: usize) -> Arc<Session> {
    let facts = ConversationFacts {
        conversation: Some(ConversationId(Uuid::from_u128(number))),
        channels: vec![ConversationChannel::from_platform("Voice", None)],
        direction: Direction::Outbound,
        ..ConversationFacts::default()
    };
    Arc::new(Session {
        id: SessionId(Uuid::from_u128(number)),
        customer: Some(customer(number)),
        started_at: DateTime::UNIX_EPOCH,
        ended_at: has_ended.then_some(DateTime::UNIX_EPOCH),
        idle_at: None,
        away_at: None,
        last_activity_at: None,
        duration_seconds: None,
        event_count: events.try_into().unwrap(),
        divisions: Vec::new(),
        record: None,
        details: Details::Conversation(Arc::new(facts)),
    })
}

fn apply(
    registry: &mut WatchRegistry,
    subscribers: &mut Vec<(u128, Arc<PendingChanges>)>,
    step: Step,
    number_of_step: usize,
) {
    let now = DateTime::UNIX_EPOCH;
    match step {
        Step::Watch(number) => registry.watch(customer(number), &"viewer".into()).unwrap(),
        Step::Merge(id, contact) => {
            let _ = registry.add_contact(customer(id), customer(contact));
        }
        Step::Forget(number) => registry.end_absent(customer(number)),
        Step::Subscribe(number) => {
            let subscriber = Arc::default();
            registry.subscribe(customer(number), &subscriber, now);
            subscribers.push((number, subscriber));
        }
        Step::Unsubscribe(number) => {
            let is_of_customer = |(of, _): &(u128, _)| *of == number;
            if let Some(index) = subscribers.iter().position(is_of_customer) {
                let (_, subscriber) = subscribers.swap_remove(index);
                registry.unsubscribe(customer(number), &subscriber);
            }
        }
        Step::Confirm(number) => {
            if registry.is_on_channel(customer(number)) {
                registry.confirm([(customer(number), true)]);
            }
        }
        Step::Answer(number, holder) => {
            registry.set_holders(vec![(customer(number), holder)], OWN);
        }
        Step::Cover(number) => drop(registry.covered_by(OTHER, &[(customer(number), true)])),
        Step::Share(number) => drop(registry.share(&[customer(number)])),
        Step::Call(number, has_ended) => {
            let session = call(number, has_ended, number_of_step);
            registry.apply_frame(customer(number), &session, now, Origin::Channel);
        }
        Step::List(number, has_call) => {
            let key = SessionPageKey {
                customer: customer(number),
                include_merged: true,
                size: 32,
                after: None,
            };
            let sessions = has_call.then(|| call(number, false, number_of_step));
            let page = SessionPage::in_order(sessions.into_iter().collect(), None);
            let started = registry.position();
            registry.apply_list(&key, &page, started, now);
        }
        Step::Purge(number) => registry.purge(customer(number), now),
        Step::LoseChannel => drop(registry.channel_lost(0)),
    }
}

proptest! {
    #[test]
    fn collected_topics_are_current(steps in prop::collection::vec(step(), 1..60)) {
        let mut registry = registry(10, true);
        registry.permit(1);
        let mut subscribers = Vec::new();
        let mut wanted = WantedTopics::default();
        for (number, step) in steps.into_iter().enumerate() {
            apply(&mut registry, &mut subscribers, step, number);
            registry.update_topics(0, &mut wanted);
            let (topics, is_urgent) = registry.topics(0);
            prop_assert_eq!(&wanted.topics, &topics);
            prop_assert_eq!(wanted.is_urgent, is_urgent);
        }
    }
}

#[test]
fn a_new_customer_changes_the_topics_of_one_channel() {
    let mut registry = registry(1_000, false);
    let viewer = "viewer".into();
    let watch = |registry: &mut WatchRegistry, number| {
        registry.watch(customer(number), &viewer).unwrap();
    };
    for number in 0..=CONTACTS_PER_CHANNEL {
        watch(&mut registry, number as u128);
    }
    let (mut first, mut second) = (WantedTopics::default(), WantedTopics::default());
    assert!(registry.update_topics(0, &mut first));
    assert!(registry.update_topics(1, &mut second));
    assert_eq!(first.topics.len(), 2 * CONTACTS_PER_CHANNEL);
    assert_eq!(second.topics.len(), 2);
    watch(&mut registry, 1_000);
    assert!(!registry.update_topics(0, &mut first));
    assert!(registry.update_topics(1, &mut second));
    assert_eq!(second.topics.len(), 4);
}
