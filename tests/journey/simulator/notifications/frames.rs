//! Frames contain the REST data in the format of the topics.

use super::*;
use crate::journey::simulator::ids;
use journey_simulator::Action;

/// REST fields that the sessions topic lacks.
const LEFT_OUT: [&str; 5] = [
    "attributes",
    "attributeLists",
    "shortId",
    "externalId",
    "externalUrl",
];

/// Removes fields of the object at `pointer`, if there is one.
fn without(value: &mut Value, pointer: &str, names: &[&str]) {
    if let Some(fields) = value.pointer_mut(pointer).and_then(Value::as_object_mut) {
        fields.retain(|name, _| !names.contains(&name.as_str()));
    }
}

async fn session(platform: &Platform, id: &str) -> Value {
    let path = format!("/api/v2/journey/sessions/{id}");
    platform.get_ok(SUPERVISOR, &path).await
}

/// Every action of a visitor and a caller.
const ALL_ACTIONS: [Action; 15] = [
    Action::StartVisit,
    Action::WebEvent,
    Action::WebEvent,
    Action::Offer,
    Action::AcceptOffer,
    Action::WebEvent,
    Action::StartCall,
    Action::Answer,
    Action::Transfer,
    Action::Answer,
    Action::EndCall,
    Action::WrapUp,
    Action::StartMessaging,
    Action::Answer,
    Action::EndCall,
];

#[tokio::test]
async fn a_session_frame_matches_rest() {
    let mut validator = description().map(SchemaValidator::new);
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let topic = sessions_topic(&customer);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    for action in ALL_ACTIONS {
        platform.simulator.advance(Duration::from_secs(7));
        let id = platform
            .simulator
            .perform(&customer, action)
            .expect("it happens");
        let frame = listener.frame_of(&topic).await;
        assert_eq!(frame["version"], "2");
        assert!(frame["metadata"]["CorrelationId"].is_string(), "{frame}");
        let mut rest = session(&platform, &id).await;
        without(&mut rest, "", &LEFT_OUT);
        without(&mut rest, "/browser", &["isMobile"]);
        assert_eq!(frame["eventBody"], rest, "{action:?}");
        if let Some(validator) = &mut validator {
            validator.check_component("NotificationEnvelope", &frame_without_body(&frame));
            let body = &frame["eventBody"];
            validator.check_component("JourneySessionEventsNotificationSessionEvent", body);
        }
    }
    assert!(
        listener.received().await.is_empty(),
        "one frame for each action"
    );
}

/// The envelope without the body.
fn frame_without_body(frame: &Value) -> Value {
    let mut envelope = frame.clone();
    envelope["eventBody"] = json!({});
    envelope
}

#[tokio::test]
async fn an_event_frame_matches_rest() {
    let mut validator = description().map(SchemaValidator::new);
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let id = platform
        .simulator
        .perform(&customer, Action::StartVisit)
        .expect("a visit");
    let topic = events_topic(&id);
    let mut listener = platform.listen(SUPERVISOR, &[&topic]).await;
    // An offer has two events: the segment that triggers it, and the offer.
    let script = [Action::Offer, Action::AcceptOffer]
        .into_iter()
        .chain([Action::WebEvent; 12]);
    for action in script {
        platform.simulator.advance(Duration::from_secs(3));
        assert_eq!(
            platform.simulator.perform(&customer, action).as_ref(),
            Some(&id)
        );
    }
    let path = format!("/api/v2/journey/sessions/{id}/events?pageSize=200");
    let events = platform.all(SUPERVISOR, &path).await;
    assert_eq!(events.len(), 1 + 3 + 12);
    for event in &events[1..] {
        let frame = listener.frame_of(&topic).await;
        let body = &frame["eventBody"];
        if let Some(validator) = &mut validator {
            validator.check_component("JourneyWebEventsNotificationWebEventsNotification", body);
        }
        assert_eq!(body["externalContact"]["id"], *customer);
        assert_eq!(
            format!("com.genesys.journey.{}", text(body, "eventType")),
            text(event, "eventType")
        );
        let assigned = &body["segmentAssignmentEvent"];
        if assigned.is_object() {
            assert_eq!(assigned["assignmentState"], "Assigned");
            assert_eq!(assigned["dateAssigned"], event["createdDate"]);
        }
        let (mut received, mut known) = (body.clone(), event.clone());
        without(&mut received, "", &["externalContact", "eventType"]);
        let more = ["assignmentState", "dateAssigned"];
        without(&mut received, "/segmentAssignmentEvent", &more);
        without(&mut known, "", &["eventType"]);
        without(&mut known, "/webEvent/browser", &["isMobile"]);
        without(&mut known, "/webActionEvent/browser", &["isMobile"]);
        assert_eq!(received, known);
    }
    assert!(listener.received().await.is_empty());
}

#[tokio::test]
async fn a_call_sends_a_frame_for_each_step() {
    let mut validator = description().map(SchemaValidator::new);
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let perform = |action: Action| {
        platform.simulator.advance(Duration::from_secs(10));
        platform
            .simulator
            .perform(&customer, action)
            .expect("it happens")
    };
    let id = perform(Action::StartCall);
    let conversation = session(&platform, &id).await["conversation"]["id"].clone();
    let conversation = conversation.as_str().expect("a conversation");
    let mut listener = platform.listen_to_conversation(conversation).await;
    let mut received = Vec::new();
    let steps: [(Action, &[&str]); 6] = [
        (Action::Answer, &["acd.end", "user.start"]),
        (
            Action::Transfer,
            &["user.end", "wrapup", "acw", "acd.start"],
        ),
        (Action::Answer, &["acd.end", "user.start"]),
        (Action::EndCall, &["customer.end", "user.end"]),
        (Action::WrapUp, &["wrapup", "acw"]),
        // No frame is about another conversation.
        (Action::StartCall, &[]),
    ];
    for (step, expected) in steps {
        perform(step);
        let frames = listener.received().await;
        let expected: Vec<String> = expected
            .iter()
            .map(|what| detail_topic(conversation, what))
            .collect();
        assert_eq!(topics(&frames), expected, "{step:?}");
        for frame in &frames {
            let body = &frame["eventBody"];
            let (_, what) = text(frame, "topicName")
                .split_once(&format!("{conversation}."))
                .expect("a detail");
            let component = match what {
                "acd.end" => "AcdEndDetailEventTopicAcdEndEvent",
                "acd.start" => "AcdStartDetailEventTopicAcdStartEvent",
                "user.start" => "UserStartDetailEventTopicUserStartEvent",
                "user.end" => "UserEndDetailEventTopicUserEndEvent",
                "customer.end" => "CustomerEndDetailEventTopicCustomerEndEvent",
                "wrapup" => "WrapupDetailEventTopicWrapupEvent",
                _ => "AcwDetailEventTopicAfterCallWorkEvent",
            };
            if let Some(validator) = &mut validator {
                validator.check_component(component, body);
            }
            assert_eq!(body["conversationId"], conversation);
            assert_eq!(body["conversationExternalContactIds"], json!([customer]));
            assert_eq!(
                (&body["mediaType"], &body["direction"]),
                (&json!("VOICE"), &json!("INBOUND"))
            );
            let now = platform.simulator.now().timestamp_millis();
            assert_eq!(body["eventTime"], now, "milliseconds since 1970");
            received.push((what.to_owned(), body.clone()));
        }
    }
    agrees_with_rest(&platform, conversation, &received).await;
}

/// Frames and REST have the same ids for each participant.
async fn agrees_with_rest(platform: &Platform, conversation: &str, received: &[(String, Value)]) {
    let path = format!("/api/v2/conversations/{conversation}");
    let rest = platform.get_ok(SUPERVISOR, &path).await;
    let participants = rest["participants"].as_array().expect("participants");
    let about = |id: &str, what: &str| {
        received
            .iter()
            .find(|(name, body)| name == what && body["participantId"] == id)
            .map(|(_, body)| body)
    };
    let mut agents = 0;
    for one in participants {
        let id = text(one, "id");
        if one["purpose"] == "agent" {
            agents += 1;
            let start = about(id, "user.start").expect("user.start");
            assert_eq!(start["userId"], one["userId"]);
            assert_eq!(start["queueId"], one["queueId"]);
            assert_eq!(start["sessionId"], one["calls"][0]["id"]);
            let wrap_up = about(id, "wrapup").expect("wrapup");
            assert_eq!(wrap_up["wrapupCode"], one["wrapup"]["code"]);
            let end = about(id, "user.end").expect("user.end");
            assert_eq!(end["interactingDurationMs"], 10_000);
            let how = one["calls"][0]["disconnectType"].as_str().expect("a type");
            assert_eq!(text(end, "disconnectType"), how.to_uppercase());
        }
        if one["purpose"] == "acd" {
            let end = about(id, "acd.end").expect("acd.end");
            assert_eq!(
                (&end["queueId"], &end["acdOutcome"]),
                (&one["queueId"], &json!("ANSWERED"))
            );
            assert!(end["answeredUserId"].is_string());
        }
    }
    assert_eq!(agents, 2);
}

#[tokio::test]
async fn the_start_of_a_conversation_sends_a_frame() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let start = platform
        .simulator
        .perform(&customer, Action::StartMessaging);
    let first = session(&platform, &start.expect("a conversation")).await;
    // Ids derive from the seed: another platform creates the same conversation.
    let twin = at_fixed_time().await;
    let id = text(&first["conversation"], "id");
    let mut listener = twin.listen_to_conversation(id).await;
    twin.simulator.perform(&customer, Action::StartMessaging);
    let frames = listener.received().await;
    let expected = [
        detail_topic(id, "customer.start"),
        detail_topic(id, "acd.start"),
    ];
    assert_eq!(topics(&frames), expected);
    let body = &frames[0]["eventBody"];
    assert_eq!(
        (&body["mediaType"], &body["messageType"]),
        (&json!("MESSAGE"), &json!("WEBMESSAGING"))
    );
    assert_eq!(body["externalContactId"], *customer);
    if let Some(description) = description() {
        let mut validator = SchemaValidator::new(description);
        validator.check_component("CustomerStartDetailEventTopicCustomerStartEvent", body);
        let queued = &frames[1]["eventBody"];
        validator.check_component("AcdStartDetailEventTopicAcdStartEvent", queued);
    }
}

#[tokio::test]
async fn a_campaigns_call_is_reported_by_the_dialer_and_no_other_call_is() {
    for action in [Action::StartCampaignCall, Action::StartOutboundCall] {
        let platform = at_fixed_time().await;
        let customer = platform.simulator.fixtures().customer;
        let start = platform
            .simulator
            .perform(&customer, action)
            .expect("a call");
        let first = session(&platform, &start).await;
        assert_eq!(first["originatingDirection"], "Outbound", "{action:?}");
        let twin = at_fixed_time().await;
        let id = text(&first["conversation"], "id");
        let mut listener = twin.listen_to_conversation(id).await;
        twin.simulator.perform(&customer, action);
        twin.simulator.perform(&customer, Action::Answer);
        let frames = listener.received().await;
        let reported: Vec<&Value> = frames
            .iter()
            .filter(|frame| frame["topicName"] == detail_topic(id, "outbound"))
            .map(|frame| &frame["eventBody"])
            .collect();
        let path = format!("/api/v2/analytics/conversations/{id}/details");
        let details = platform.get_ok(SUPERVISOR, &path).await;
        let media = &details["participants"][0]["sessions"][0];
        if action == Action::StartCampaignCall {
            assert_eq!(reported.len(), 1, "{frames:?}");
            assert_eq!(
                reported[0]["outboundCampaignId"],
                media["outboundCampaignId"]
            );
            assert_eq!(reported[0]["conversationId"], id);
            assert_eq!(details["conversationInitiator"], "dialer");
        } else {
            assert!(reported.is_empty(), "{frames:?}");
            assert_eq!(details["conversationInitiator"], "agent");
            assert!(media["outboundCampaignId"].is_null());
        }
    }
}

#[tokio::test]
async fn an_edited_contact_sends_a_frame_for_each_of_its_ids() {
    let mut validator = description().map(SchemaValidator::new);
    let platform = at_fixed_time().await;
    let fixtures = platform.simulator.fixtures();
    let (canonical, merged) = (fixtures.canonical_customer, fixtures.merged_customer);
    let (one, other) = (contact_topic(&canonical), contact_topic(&merged));
    let mut listener = platform.listen(SUPERVISOR, &[&one, &other]).await;
    let path = format!("/api/v2/externalcontacts/contacts/{canonical}");
    let before = platform.get_ok(SUPERVISOR, &path).await;
    platform.simulator.advance(Duration::from_mins(1));
    let id = platform.simulator.perform(&merged, Action::EditContact);
    assert_eq!(id, Some(canonical));
    let frames = listener.received().await;
    assert_eq!(topics(&frames), [&one, &other]);
    let after = platform.get_ok(SUPERVISOR, &path).await;
    assert_ne!(before["lastName"], after["lastName"]);
    assert_eq!(text(&after, "modifyDate"), "2026-11-20T12:01:00.000Z");
    for frame in &frames {
        let body = &frame["eventBody"];
        if let Some(validator) = &mut validator {
            validator.check_component("ExternalContactsContactChangedTopicContact", body);
        }
        for same in [
            "id",
            "firstName",
            "lastName",
            "modifyDate",
            "cellPhone",
            "personalEmail",
        ] {
            assert_eq!(body[same], after[same], "{same}");
        }
        let merged: Vec<&str> = ids(after["mergeSet"].as_array().expect("references"));
        assert_eq!(body["mergeSet"], json!(merged));
        assert_eq!(body["canonicalContactId"], after["canonicalContact"]["id"]);
    }
}
