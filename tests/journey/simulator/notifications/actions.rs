//! Changes of the world, and who receives them.

use std::collections::HashMap;

use super::*;
use crate::journey::simulator::sessions_path;
use journey_simulator::Action;

#[tokio::test]
async fn only_the_end_of_a_silent_visit_sends_a_frame() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let visit = platform
        .simulator
        .perform(&customer, Action::StartVisit)
        .expect("a visit");
    let topic = sessions_topic(&customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    let path = format!("/api/v2/journey/sessions/{visit}");
    // Idle after 45 seconds, away after 60.
    for seconds in [46, 15, 19 * 60 - 2] {
        platform.simulator.advance(Duration::from_secs(seconds));
        assert!(listener.received().await.is_empty());
        assert!(platform.get_ok(SUPERVISOR, &path).await["endedDate"].is_null());
    }
    platform.simulator.advance(Duration::from_secs(1));
    let frame = listener.frame_of(&topic).await;
    let ended = "2026-11-20T12:20:00.000Z";
    assert_eq!(frame["eventBody"]["endedDate"], ended);
    assert_eq!(platform.get_ok(SUPERVISOR, &path).await["endedDate"], ended);
    platform.simulator.advance(Duration::from_hours(1));
    assert!(listener.received().await.is_empty(), "it ends once");
    // A returning visitor starts a new visit.
    let next = platform.simulator.perform(&customer, Action::WebEvent);
    assert!(next.is_some_and(|next| next != visit));
}

#[tokio::test]
async fn the_initially_active_visit_ends_like_any_other() {
    let platform = at_fixed_time().await;
    let fixtures = platform.simulator.fixtures();
    let topic = sessions_topic(&fixtures.live_customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    platform.simulator.advance(Duration::from_mins(20));
    let frames = listener.received().await;
    let ended: Vec<_> = frames
        .iter()
        .map(|frame| text(&frame["eventBody"], "id"))
        .collect();
    assert_eq!(ended, [&*fixtures.live_visit]);
}

#[tokio::test]
async fn impossible_actions_have_no_effect() {
    let platform = at_fixed_time().await;
    let fixtures = platform.simulator.fixtures();
    let perform = |action: Action| platform.simulator.perform(&fixtures.customer, action);
    for impossible in [
        Action::Offer,
        Action::AcceptOffer,
        Action::Answer,
        Action::Transfer,
        Action::EndCall,
        Action::WrapUp,
    ] {
        assert_eq!(perform(impossible), None, "{impossible:?}");
    }
    assert_eq!(
        platform
            .simulator
            .perform(&fixtures.unknown_id, Action::StartCall),
        None
    );
    let call = perform(Action::StartCall);
    assert_eq!(perform(Action::Transfer), None, "no agent has answered");
    // A call that is abandoned in the queue ends at once.
    assert_eq!(perform(Action::EndCall), call);
    let path = format!("/api/v2/journey/sessions/{}", call.expect("a call"));
    let over = platform.get_ok(SUPERVISOR, &path).await;
    assert_eq!(over["lastAcdOutcome"], "Abandon");
    assert!(over["endedDate"].is_string());
    assert_eq!(perform(Action::WrapUp), None);
    assert_eq!(perform(Action::Answer), None);
}

#[tokio::test]
async fn time_never_runs_backwards() {
    let platform = at_fixed_time().await;
    let later = noon() + Duration::from_mins(5);
    platform.simulator.set_time(later);
    platform.simulator.set_time(noon());
    assert_eq!(platform.simulator.now(), later);
}

#[tokio::test]
async fn a_visit_in_a_static_world_keeps_its_last_page() {
    // With real time and a static world, the visit seems active until an action adds an event.
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let topic = sessions_topic(&fixtures.live_customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    let visit = platform
        .simulator
        .perform(&fixtures.live_customer, Action::WebEvent);
    assert_eq!(visit.as_ref(), Some(&fixtures.live_visit));
    let frame = listener.frame_of(&topic).await;
    let page = platform
        .get_ok(SUPERVISOR, &sessions_path(&fixtures.live_customer, ""))
        .await;
    let visit = &page["entities"][1];
    assert_eq!(visit["lastEvent"], frame["eventBody"]["lastEvent"]);
    assert_eq!(visit["eventCount"], frame["eventBody"]["eventCount"]);
}

#[tokio::test]
async fn a_live_world_publishes_every_change() {
    let platform = Platform::with(Options {
        live: true,
        now: Some(noon()),
        ..Options::default()
    })
    .await;
    let customer = platform.simulator.fixtures().live_customer;
    let topic = sessions_topic(&customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    let mut latest: HashMap<String, Value> = HashMap::new();
    for _ in 0..120 {
        platform.simulator.advance(Duration::from_secs(5));
        for frame in listener.received().await {
            let body = &frame["eventBody"];
            latest.insert(text(body, "id").to_owned(), body.clone());
        }
        // At any time, the received frames contain the complete state.
        let page = platform
            .get_ok(SUPERVISOR, &sessions_path(&customer, "pageSize=10"))
            .await;
        for session in page["entities"].as_array().expect("entities") {
            if let Some(received) = latest.get(text(session, "id")) {
                for same in [
                    "eventCount",
                    "lastEvent",
                    "endedDate",
                    "lastUserDisposition",
                ] {
                    assert_eq!(received[same], session[same], "{same} of {session}");
                }
            }
        }
    }
    let kind = |kind: &str| latest.values().filter(|body| body["type"] == kind).count();
    assert!(kind("web") > 0 && kind("conversation") > 1, "{latest:?}");
    assert!(latest.values().any(|body| body["endedDate"].is_string()));
}

#[tokio::test]
async fn a_live_world_changes_in_real_time() {
    let platform = Platform::with(Options {
        live: true,
        ..Options::default()
    })
    .await;
    let topic = sessions_topic(&platform.simulator.fixtures().live_customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    listener.frame_of(&topic).await;
}

#[tokio::test]
async fn five_hundred_customers_are_watched_at_once() {
    let platform = at_fixed_time().await;
    let customers: Vec<String> = platform
        .simulator
        .ordinary_customers()
        .take(500)
        .map(|customer| customer.id)
        .collect();
    let names: Vec<String> = customers.iter().map(|id| sessions_topic(id)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut listener = platform.listen(SUPERVISOR, &names).await;
    for _ in 0..4 {
        for customer in &customers {
            platform
                .simulator
                .perform(customer, Action::WebEvent)
                .expect("an event");
        }
        assert_eq!(topics(&listener.received().await), names);
        platform.simulator.advance(Duration::from_secs(3));
    }
}
