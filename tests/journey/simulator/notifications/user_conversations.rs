//! The topic of a user's own conversations.

use super::*;
use crate::journey::simulator::AGENT;
use journey_simulator::Action;

fn own_topic(user: &str) -> String {
    format!("v2.users.{user}.conversations")
}

async fn user_id(platform: &Platform, token: &str) -> String {
    let me = platform.get_ok(token, "/api/v2/users/me").await;
    text(&me, "id").to_owned()
}

#[tokio::test]
async fn a_user_receives_every_change_of_their_conversations() {
    let mut validator = description().map(SchemaValidator::new);
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = own_topic(&user_id(&platform, AGENT).await);
    let mut listener = platform.listen(AGENT, &[&topic]).await;
    let sessions = sessions_topic(&customer);
    let mut of_sessions = platform.listen(SUPERVISOR, &[&sessions]).await;
    let mut perform = async |action: Action| {
        platform.simulator.advance(Duration::from_secs(7));
        platform
            .simulator
            .perform(&customer, action)
            .expect("it happens");
        listener.received().await
    };
    assert!(perform(Action::StartCall).await.is_empty(), "no agent yet");
    for (action, state, held, is_work_pending, is_news) in [
        (Action::RingDemoAgent, "alerting", false, false, false),
        (Action::AnswerAsDemoAgent, "connected", false, false, true),
        (Action::Hold, "connected", true, false, false),
        (Action::Resume, "connected", false, false, false),
        (Action::Hold, "connected", true, false, false),
        (Action::EndCall, "disconnected", false, true, true),
        (Action::FileWrapUp, "disconnected", false, false, true),
        (Action::Close, "disconnected", false, false, true),
    ] {
        of_sessions.received().await;
        let frames = perform(action).await;
        assert_eq!(topics(&frames), [&*topic], "{action:?}");
        let body = &frames[0]["eventBody"];
        if let Some(validator) = &mut validator {
            validator.check_component("ConversationEventTopicConversation", body);
        }
        let participants = body["participants"].as_array().expect("participants");
        let (customer, agent) = (&participants[0], &participants[2]);
        let call = &agent["calls"][0];
        assert_eq!(call["state"], state, "{action:?}");
        assert_eq!(call["held"], held, "{action:?}");
        assert_eq!(customer["calls"][0]["held"], held, "{action:?}");
        let is_pending = call["afterCallWork"]["state"] == "pending";
        assert_eq!(is_pending, is_work_pending, "{action:?}");
        assert_eq!(
            agent["connectedTime"].is_null(),
            action == Action::RingDemoAgent
        );
        assert_eq!(
            agent["wrapup"].is_object(),
            matches!(action, Action::FileWrapUp | Action::Close)
        );
        // Ringing and holding are no news of the customer's journey.
        let of_journey = of_sessions.received().await;
        assert_eq!(!of_journey.is_empty(), is_news, "{action:?}");
    }
}

#[tokio::test]
async fn who_took_part_receives_the_changes_after_a_transfer() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = own_topic(&user_id(&platform, AGENT).await);
    let mut listener = platform.listen(AGENT, &[&topic]).await;
    for (action, count) in [
        (Action::StartMessaging, 0),
        (Action::AnswerAsDemoAgent, 1),
        (Action::Transfer, 1),
        (Action::Answer, 1),
        (Action::EndCall, 1),
        (Action::StartVisit, 0),
        (Action::StartCall, 0),
        (Action::Answer, 0),
    ] {
        platform.simulator.perform(&customer, action);
        assert_eq!(listener.received().await.len(), count, "{action:?}");
    }
}

#[tokio::test]
async fn a_user_cannot_subscribe_to_the_conversations_of_another() {
    let platform = at_fixed_time().await;
    let own = own_topic(&user_id(&platform, AGENT).await);
    let (id, secret) = journey_simulator::Simulator::client();
    let login = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()))
        .basic_auth(id, Some(secret))
        .form(&[("grant_type", "client_credentials")]);
    let login: Value = login.send().await.unwrap().json().await.unwrap();
    for token in [SUPERVISOR, text(&login, "access_token")] {
        let channel = platform.channel(token).await;
        let path = subscriptions(text(&channel, "id"));
        let body = wanted([&*own]);
        let (status, error) = platform.post(token, &path, &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{error}");
        let lenient = format!("{path}?ignoreErrors=true");
        let (status, result) = platform.post(token, &lenient, &body).await;
        assert_eq!(status, StatusCode::OK, "{result}");
        assert_eq!(result["entities"][0]["state"], "Rejected", "{result}");
        let known = platform.get_ok(token, &path).await;
        assert_eq!(known["entities"], json!([]));
    }
}
