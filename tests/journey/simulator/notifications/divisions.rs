//! Subscribers receive only what they may see.

use super::*;
use crate::journey::simulator::{AGENT, ids, sessions_path};
use journey_simulator::Action;

/// A customer whose new sessions are, or are not, in the agent's division.
async fn customer(platform: &Platform, visible: bool) -> String {
    for customer in platform.simulator.ordinary_customers() {
        platform
            .simulator
            .perform(&customer.id, Action::StartVisit)
            .expect("a visit");
        let path = sessions_path(&customer.id, "pageSize=1");
        let newest = |page: &Value| page["entities"][0]["id"].clone();
        let all = newest(&platform.get_ok(SUPERVISOR, &path).await);
        let seen = newest(&platform.get_ok(AGENT, &path).await);
        if (all == seen) == visible {
            return customer.id;
        }
    }
    panic!("no such customer");
}

#[tokio::test]
async fn frames_stay_within_the_subscribers_divisions() {
    let platform = at_fixed_time().await;
    for visible in [true, false] {
        let customer = customer(&platform, visible).await;
        let visit = platform.simulator.perform(&customer, Action::WebEvent);
        let (sessions, events) = (
            sessions_topic(&customer),
            events_topic(&visit.expect("an event")),
        );
        let both = [&*sessions, &*events];
        let mut agent = platform.listen(AGENT, &both).await;
        let mut supervisor = platform.listen(SUPERVISOR, &both).await;
        platform.simulator.perform(&customer, Action::WebEvent);
        assert_eq!(topics(&supervisor.received().await), both);
        let frames = agent.received().await;
        assert_eq!(frames.len(), if visible { 2 } else { 0 }, "{frames:?}");
        let listed = platform.sessions(AGENT, &customer).await;
        let is_listed = |frame: &Value| ids(&listed).contains(&text(&frame["eventBody"], "id"));
        assert_eq!(frames.first().is_some_and(is_listed), visible);
    }
}

#[tokio::test]
async fn permissions_are_checked_at_each_change() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = sessions_topic(&customer);
    let mut listener = platform.listen(AGENT, &[&topic]).await;
    let frames = async |listener: &mut Listener| {
        platform.simulator.perform(&customer, Action::WebEvent);
        listener.received().await.len()
    };
    assert_eq!(frames(&mut listener).await, 1);
    platform
        .simulator
        .set_permissions(AGENT, &["journey:session:view"]);
    assert_eq!(frames(&mut listener).await, 0);
    platform
        .simulator
        .set_permissions(AGENT, &["externalContacts:*:*"]);
    assert_eq!(frames(&mut listener).await, 1);
}

#[tokio::test]
async fn each_topic_needs_the_permissions_of_its_rest_operation() {
    let platform = at_fixed_time().await;
    let fixtures = platform.simulator.fixtures();
    let conversation = [
        "conversation:communication:view",
        "analytics:conversationDetail:view",
        "analytics:agentConversationDetail:view",
    ];
    let channel = platform.channel(AGENT).await;
    let path = subscriptions(text(&channel, "id"));
    for (topic, any) in [
        (
            sessions_topic(&fixtures.customer),
            &["externalContacts:session:view"][..],
        ),
        (
            contact_topic(&fixtures.customer),
            &["externalContacts:contact:view"],
        ),
        (events_topic(&fixtures.full_visit), &["journey:event:view"]),
        (
            detail_topic(&fixtures.transferred_conversation, "wrapup"),
            &conversation,
        ),
    ] {
        let body = wanted([&*topic]);
        for (granted, expected) in any
            .iter()
            .map(|permission| (*permission, 200))
            .chain([("routing:queue:view", 403)])
        {
            platform.simulator.set_permissions(AGENT, &[granted]);
            let (status, response) = platform.post(AGENT, &path, &body).await;
            assert_eq!(status, expected, "{topic} with {granted}");
            if expected == 403 {
                assert!(
                    any.iter()
                        .all(|one| text(&response, "message").contains(one))
                );
            }
        }
    }
}
