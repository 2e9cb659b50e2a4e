//! The conversations of the token's user.

use journey_simulator::{Action, Options};
use reqwest::StatusCode;
use serde_json::Value;

use super::{AGENT, Platform, SUPERVISOR, ids, text};

const OWN: &str = "/api/v2/conversations";

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).expect("a list")
}

#[tokio::test]
async fn a_user_sees_their_own_active_conversations() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    // A token is enough.
    platform.simulator.set_permissions(AGENT, &[]);
    let own = platform.get_ok(AGENT, OWN).await;
    let contacts = |listed: &Value| -> Vec<String> {
        let entities = list(&listed["entities"]).iter();
        let customers = entities.map(|one| &one["participants"][0]);
        customers
            .map(|one| text(one, "externalContactId").to_owned())
            .collect()
    };
    assert_eq!(contacts(&own), [&*fixtures.chat_customer]);
    let others = platform.get_ok(SUPERVISOR, OWN).await;
    assert!(list(&others["entities"]).is_empty(), "{others}");
    // A conversation becomes the user's own when the user answers, and is inactive after the wrap-up.
    let perform = |action: Action| platform.simulator.perform(&fixtures.customer, action);
    perform(Action::StartCall).expect("a call");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 1);
    perform(Action::AnswerAsDemoAgent).expect("an answered conversation");
    let both = platform.get_ok(AGENT, OWN).await;
    assert!(contacts(&both).contains(&fixtures.customer));
    let calls = platform
        .get_ok(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    assert_eq!(contacts(&calls), [&*fixtures.customer]);
    perform(Action::EndCall).expect("an end");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 2);
    perform(Action::WrapUp).expect("a wrap-up");
    assert_eq!(contacts(&platform.get_ok(AGENT, OWN).await).len(), 1);
    let (status, _) = platform
        .get(AGENT, &format!("{OWN}?communicationType=smoke"))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn own_conversations_are_found_by_medium_and_id() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let own = platform.get_ok(AGENT, OWN).await;
    let chat = text(&own["entities"][0], "id").to_owned();
    let found = platform
        .get_ok(AGENT, &format!("{OWN}/messages/{chat}"))
        .await;
    assert_eq!(found["id"], *chat);
    let participants = list(&found["participants"]);
    assert_eq!(
        participants[0]["externalContact"]["id"],
        *fixtures.chat_customer
    );
    assert_eq!(participants[0]["state"], "connected");
    let me = platform.get_ok(AGENT, "/api/v2/users/me").await;
    assert!(participants.iter().any(|one| one["user"]["id"] == me["id"]));
    for (token, path) in [
        (AGENT, format!("{OWN}/calls/{chat}")),
        (SUPERVISOR, format!("{OWN}/messages/{chat}")),
        (
            AGENT,
            format!("{OWN}/calls/{}", fixtures.transferred_conversation),
        ),
        (AGENT, format!("{OWN}/messages/{}", fixtures.unknown_id)),
    ] {
        let (status, body) = platform.get(token, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {body}");
    }
}

#[tokio::test]
async fn a_participants_wrap_up_and_its_codes_can_be_read() {
    let platform = Platform::start().await;
    let customer = platform.simulator.fixtures().customer;
    for action in [
        Action::StartCall,
        Action::AnswerAsDemoAgent,
        Action::EndCall,
    ] {
        platform
            .simulator
            .perform(&customer, action)
            .expect("it happens");
    }
    let calls = platform
        .get_ok(AGENT, &format!("{OWN}?communicationType=call"))
        .await;
    let call = &calls["entities"][0];
    let agent = list(&call["participants"]).iter();
    let mut agent = agent.filter(|one| one["purpose"] == "agent");
    let agent = text(agent.next_back().expect("an agent"), "id");
    let path = format!("{OWN}/{}/participants/{agent}/wrapup", text(call, "id"));
    let before = platform.get_ok(AGENT, &path).await;
    assert!(before["code"].is_null(), "{before}");
    platform.simulator.perform(&customer, Action::FileWrapUp);
    let after = platform.get_ok(AGENT, &path).await;
    let codes = platform.get_ok(AGENT, &format!("{path}codes")).await;
    assert!(ids(list(&codes)).contains(&text(&after, "code")), "{codes}");
    let (status, _) = platform.get(SUPERVISOR, &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_ringing_conversation_is_listed_and_found() {
    let platform = Platform::start().await;
    let customer = platform.simulator.fixtures().customer;
    let perform = |action: Action| platform.simulator.perform(&customer, action);
    let calls = format!("{OWN}?communicationType=call");
    perform(Action::StartCall).expect("a call");
    assert_eq!(perform(Action::Hold), None, "no agent has answered");
    perform(Action::RingDemoAgent).expect("it rings");
    assert_eq!(perform(Action::RingDemoAgent), None, "it rings already");
    let listed = platform.get_ok(AGENT, &calls).await;
    let call = &listed["entities"][0];
    let agent = &call["participants"][2];
    assert_eq!(agent["calls"][0]["state"], "alerting", "{agent}");
    assert!(agent["connectedTime"].is_null() && agent["calls"][0]["connectedTime"].is_null());
    let path = format!("{OWN}/calls/{}", text(call, "id"));
    let found = platform.get_ok(AGENT, &path).await;
    assert_eq!(found["participants"][2]["state"], "alerting");
    // The agent at whom it rings answers.
    perform(Action::Answer).expect("an answer");
    let answered = platform.get_ok(AGENT, &path).await;
    assert_eq!(answered["participants"][2]["id"], agent["id"]);
    assert_eq!(answered["participants"][2]["state"], "connected");
    // A customer who hangs up while it rings abandons the call.
    perform(Action::EndCall).expect("an end");
    perform(Action::WrapUp).expect("a wrap-up");
    perform(Action::StartCall).expect("another call");
    perform(Action::RingDemoAgent).expect("it rings");
    perform(Action::EndCall).expect("an end");
    let listed = platform.get_ok(AGENT, &calls).await;
    assert!(list(&listed["entities"]).is_empty(), "{listed}");
}

#[tokio::test]
async fn the_demo_agent_of_a_live_world_has_conversations_that_only_actions_change() {
    let platform = Platform::with(Options {
        live: true,
        now: Some("2026-11-20T12:00:00Z".parse().expect("a date")),
        ..Options::default()
    })
    .await;
    let showcase = platform.simulator.showcase();
    let [.., ringing, message, worked] = showcase.as_slice() else {
        panic!("no customers");
    };
    let states = async || {
        let own = platform.get_ok(AGENT, &format!("{OWN}?pageSize=100")).await;
        let state = |customer: &str| {
            let mut entities = list(&own["entities"]).iter();
            let found =
                entities.find(|one| one["participants"][0]["externalContactId"] == *customer)?;
            let agent = &found["participants"][2];
            let communication = [&agent["calls"][0], &agent["messages"][0]];
            let communication = communication.into_iter().find(|one| one.is_object())?;
            Some((
                text(communication, "state").to_owned(),
                communication["afterCallWork"]["state"] == "pending",
            ))
        };
        [&ringing.id, &message.id, &worked.id].map(|id| state(id))
    };
    let expected = [
        ("alerting", false),
        ("connected", false),
        ("disconnected", true),
    ];
    let expected = expected.map(|(state, pending)| Some((state.to_owned(), pending)));
    assert_eq!(states().await, expected);
    for _ in 0..200 {
        platform
            .simulator
            .advance(std::time::Duration::from_secs(9));
    }
    assert_eq!(states().await, expected);
    for customer in [ringing, message, worked] {
        let sessions = platform.sessions(AGENT, &customer.id).await;
        assert!(sessions.len() > 5, "a history: {sessions:?}");
        assert!(sessions[0]["endedDate"].is_null(), "{}", sessions[0]);
    }
    let perform = |customer: &str, action| platform.simulator.perform(customer, action);
    perform(&ringing.id, Action::AnswerAsDemoAgent).expect("an answer");
    perform(&message.id, Action::EndCall).expect("an end");
    perform(&worked.id, Action::WrapUp).expect("a wrap-up");
    let changed = [
        Some(("connected", false)),
        Some(("disconnected", true)),
        None,
    ];
    let changed = changed.map(|one| one.map(|(state, pending)| (state.to_owned(), pending)));
    assert_eq!(states().await, changed);
}
