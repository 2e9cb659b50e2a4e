//! Decoding of valid, unexpected and future responses.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::json;

use super::event::Event;
use super::session::Session;
use super::{Listing, Shape, analytics, authorization, contact, conversation, reference};
use crate::model::channel::{Direction, Medium, MediumSet};
use crate::model::conversation::StepKind;
use crate::model::event::Payload;
use crate::model::id::DivisionId;
use crate::model::session::Details;

/// Decodes text, because some types borrow from it.
fn read<T: DeserializeOwned>(value: &serde_json::Value) -> serde_json::Result<T> {
    serde_json::from_str(&value.to_string())
}

fn decode_session(value: &serde_json::Value) -> Option<crate::model::session::Session> {
    let session = read::<Session>(value).unwrap().into_model();
    session.map(Arc::unwrap_or_clone)
}

const ID: &str = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";

#[test]
fn nulls_extra_fields_invalid_dates_and_unknown_values_do_not_fail() {
    let found = decode_session(&json!({
        "id": ID, "type": "conversation", "createdDate": "2026-11-20T09:50:00.000Z", "endedDate": null,
        "idleDate": "soon", "eventCount": -1, "lastEvent": null, "divisionIds": null, "brandNew": {"a": [1]},
        "conversationChannels": [{"type": "Telepathy", "messageType": null}], "originatingDirection": "Sideways",
        "lastConnectedQueue": {"id": "not an id"}, "lastConnectedUser": null,
        "lastUserDisposition": {"code": "ININ-WRAP-UP-TIMEOUT", "user": {"id": null}},
    }))
    .unwrap();
    assert_eq!(found.channel(MediumSet::default()).medium, Medium::Unknown);
    assert_eq!((found.idle_at, found.event_count), (None, 0));
    let Details::Conversation(facts) = found.details else {
        panic!("a conversation")
    };
    assert_eq!(facts.last_queue, None);
    assert!(facts.last_wrap_up.is_some());
}

#[test]
fn an_unknown_type_is_kept_and_an_entry_without_required_fields_is_left_out() {
    let found = decode_session(
        &json!({"id": ID, "type": "hologram", "createdDate": "2026-11-20T09:50:00Z"}),
    )
    .unwrap();
    assert_eq!(found.details, Details::Other("hologram".into()));
    assert_eq!(
        decode_session(&json!({"id": "x", "type": "web", "createdDate": "2026-11-20T09:50:00Z"})),
        None
    );
    assert_eq!(decode_session(&json!({"id": ID, "type": "web"})), None);
    let empty: Listing<Session> = read(&json!({"entities": null})).unwrap();
    assert!(empty.entities.0.is_empty() && empty.next_uri.0.is_none());
}

#[test]
fn an_event_without_a_known_payload_is_still_an_event() {
    let event: Event = read(&json!({
        "id": "e1", "eventType": "com.genesys.journey.Conversation", "createdDate": "2026-11-20T09:50:00Z",
    }))
    .unwrap();
    let event = event.into_model().unwrap();
    assert_eq!(
        (&*event.kind, event.payload),
        ("Conversation", Payload::Other)
    );
}

#[test]
fn both_sources_give_the_same_timeline_of_a_transferred_call() {
    let queue = "a0000000-1111-4c11-8a11-000000000001";
    let (one, two) = (
        "b0000000-1111-4c11-8a11-000000000001",
        "b0000000-1111-4c11-8a11-000000000002",
    );
    let analytics: analytics::Conversation = serde_json::from_value(json!({
        "conversationId": ID, "conversationStart": "2026-11-19T15:00:00Z", "conversationEnd": "2026-11-19T15:10:00Z",
        "participants": [
            {"purpose": "customer", "sessions": [{"segments": [{"segmentType": "interact", "segmentStart": "2026-11-19T15:00:00Z"}]}]},
            {"purpose": "acd", "sessions": [{"segments": [{"segmentType": "delay", "queueId": queue, "segmentStart": "2026-11-19T15:00:05Z"}]}]},
            {"purpose": "agent", "userId": two, "sessions": [{"segments": [
                {"segmentType": "interact", "segmentStart": "2026-11-19T15:05:00Z", "segmentEnd": "2026-11-19T15:09:00Z", "disconnectType": "peer"},
                {"segmentType": "wrapup", "segmentStart": "2026-11-19T15:09:00Z", "segmentEnd": "2026-11-19T15:10:00Z", "wrapUpCode": ID}]}]},
            {"purpose": "agent", "userId": one, "sessions": [{"segments": [
                {"segmentType": "interact", "segmentStart": "2026-11-19T15:01:00Z", "segmentEnd": "2026-11-19T15:02:00Z"},
                {"segmentType": "hold", "segmentStart": "2026-11-19T15:02:00Z", "segmentEnd": "2026-11-19T15:03:00Z"},
                {"segmentType": "interact", "segmentStart": "2026-11-19T15:03:00Z", "segmentEnd": "2026-11-19T15:05:00Z", "disconnectType": "consultTransfer"}]}]},
        ],
    }))
    .unwrap();
    let rest: conversation::Conversation = serde_json::from_value(json!({
        "id": ID, "startTime": "2026-11-19T15:00:00Z", "endTime": "2026-11-19T15:10:00Z",
        "participants": [
            {"purpose": "customer", "startTime": "2026-11-19T15:00:00Z"},
            {"purpose": "acd", "queueId": queue, "startTime": "2026-11-19T15:00:05Z"},
            {"purpose": "agent", "userId": one, "connectedTime": "2026-11-19T15:01:00Z", "endTime": "2026-11-19T15:05:00Z",
             "calls": [{"disconnectType": "transfer.consult"}]},
            {"purpose": "agent", "userId": two, "connectedTime": "2026-11-19T15:05:00Z", "endTime": "2026-11-19T15:09:00Z",
             "calls": [{"disconnectType": "peer"}], "wrapup": {"code": ID, "name": "Sale", "endTime": "2026-11-19T15:10:00Z"}},
        ],
    }))
    .unwrap();
    let story = |conversation: crate::model::conversation::Conversation| {
        conversation
            .timeline
            .iter()
            .map(|moment| (moment.kind, moment.at, moment.agent))
            .collect::<Vec<_>>()
    };
    let (analytics, rest) = (analytics.into_model().unwrap(), rest.into_model().unwrap());
    assert_eq!(analytics.wrap_ups().count(), 1);
    let kinds: Vec<_> = analytics
        .timeline
        .iter()
        .map(|moment| moment.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            StepKind::Started,
            StepKind::QueueEntered,
            StepKind::AgentConnected,
            StepKind::AgentTransferred,
            StepKind::AgentConnected,
            StepKind::AgentDisconnected,
            StepKind::WrapUpAdded,
            StepKind::Ended,
        ]
    );
    assert_eq!(story(analytics), story(rest));
}

/// An entity without a division is visible to every viewer, so an unreadable division must not look like none.
#[test]
fn divisions_of_a_wrong_kind_are_kept_as_unreadable() {
    let read = |divisions: serde_json::Value| {
        decode_session(&json!({
            "id": ID, "type": "web", "createdDate": "2026-11-20T09:50:00Z", "divisionIds": divisions,
        }))
        .unwrap()
        .divisions
    };
    for wrong in [
        json!(7),
        json!("x"),
        json!({}),
        json!({"id": ID}),
        json!(true),
        json!([7]),
        json!([[ID]]),
    ] {
        assert_eq!(read(wrong.clone()), [DivisionId::UNREADABLE], "{wrong}");
    }
    let garbled = json!([null, "", "x", 7, {"id": ID}, ID]);
    let expected = [DivisionId::UNREADABLE; 5].into_iter().chain(ID.parse());
    assert_eq!(read(garbled), expected.collect::<Vec<_>>());
    for nowhere in [json!(null), json!([])] {
        assert_eq!(read(nowhere), []);
    }
}

/// The same for the other two forms of a division.
#[test]
fn owners_of_a_wrong_kind_are_kept_as_unreadable() {
    let conversation = |divisions: serde_json::Value| {
        read::<conversation::Conversation>(&json!({
            "id": ID, "startTime": "2026-11-20T09:50:00Z", "divisions": divisions,
        }))
        .unwrap()
        .into_model()
        .unwrap()
        .divisions
    };
    let unreadable = DivisionId::UNREADABLE;
    for wrong in [
        json!(7),
        json!({}),
        json!([7]),
        json!([null]),
        json!([{"division": 7}]),
        json!([{"division": {"id": 7}}]),
        json!([{}]),
    ] {
        assert_eq!(conversation(wrong.clone()), [unreadable], "{wrong}");
    }
    let good = json!([{"division": {"id": ID}}]);
    assert_eq!(conversation(good), [ID.parse().unwrap()]);
    let queue = |division: serde_json::Value| {
        let queue: reference::Queue = read(&json!({"id": ID, "division": division})).unwrap();
        queue.into_model().unwrap().division
    };
    for wrong in [json!(7), json!("x"), json!([]), json!({}), json!({"id": 7})] {
        assert_eq!(queue(wrong.clone()), Some(unreadable), "{wrong}");
    }
    assert_eq!(queue(json!(null)), None);
}

#[test]
fn an_error_with_status_200_is_not_an_empty_list() {
    let error = json!({"message": "m", "code": "internal.server.error", "status": 500});
    assert!(read::<Listing<Session>>(&error).is_err());
    assert!(serde_json::from_value::<contact::BulkContacts>(error.clone()).is_err());
    assert!(serde_json::from_value::<authorization::Subject>(error.clone()).is_err());
    let found = |response| {
        let response: analytics::Conversations = serde_json::from_value(response).unwrap();
        response.found().map(|found| found.len())
    };
    assert_eq!(found(error), None);
    // Analytics omits the list if it found nothing.
    assert_eq!(found(json!({})), Some(0));
    assert_eq!(found(json!({"conversations": null})), Some(0));
}

#[test]
fn a_segment_assignment_of_an_unreadable_session_is_visible_to_no_viewer() {
    let read = |session: serde_json::Value| {
        let assignment = json!({"segment": {"id": ID}, "session": session});
        let assignment: contact::SegmentAssignment = read(&assignment).unwrap();
        assignment.into_model().unwrap().divisions
    };
    assert_eq!(read(json!(null)), []);
    assert_eq!(read(json!({"id": ID})), []);
    for unreadable in [
        json!({}),
        json!({"id": null}),
        json!({"id": "x"}),
        json!(7),
        json!("x"),
        json!([]),
    ] {
        assert_eq!(read(unreadable), [DivisionId::UNREADABLE]);
    }
}

/// Strings borrowed from the body have no escapes today, but the platform may start to write some.
#[test]
fn parsed_strings_may_contain_escapes() {
    let text = format!(
        r#"{{"id": "\u0033{}", "type": "\u0077eb", "createdDate": "\u0032026-11-20T09:50:00.000Z",
            "divisionIds": ["\u0033{}"], "externalContact": {{"id": "\u0033{}"}}}}"#,
        &ID[1..],
        &ID[1..],
        &ID[1..],
    );
    let found: Session = serde_json::from_str(&text).unwrap();
    let found = found.into_model().unwrap();
    assert_eq!(found.id.to_string(), ID);
    assert_eq!(found.customer, ID.parse().ok());
    assert_eq!(found.divisions, [ID.parse().unwrap()]);
    assert_eq!(found.started_at.to_rfc3339(), "2026-11-20T09:50:00+00:00");
    assert!(matches!(found.details, Details::Web(_)));
}

#[test]
fn non_strings_are_no_ids_timestamps_or_enum_values() {
    for wrong in [json!(7), json!(true), json!([]), json!({})] {
        let with = |field: &str| {
            let session = json!({"id": ID, "type": "web", "createdDate": "2026-11-20T09:50:00Z"});
            let mut fields = session.as_object().unwrap().clone();
            fields.insert(field.to_owned(), wrong.clone());
            decode_session(&fields.into())
        };
        for field in ["id", "type", "createdDate"] {
            assert_eq!(with(field), None, "{field}: {wrong}");
        }
        assert!(with("originatingDirection").is_some(), "{wrong}");
        assert_eq!(with("endedDate").unwrap().ended_at, None, "{wrong}");
    }
}

/// A session whose optional fields all have unexpected kinds.
#[test]
fn values_of_unexpected_kinds_are_absent() {
    let odd = json!({
        "id": ID, "type": "web", "createdDate": "2026-11-20T09:50:00Z", "eventCount": "3",
        "durationInSeconds": 3_000_000_000_u64, "pageviewCount": 12.0, "lastEvent": [1],
        "browser": {"family": {"name": "x"}, "version": 142}, "device": "phone", "lastPage": 7,
        "geolocation": {"latitude": "38.7", "longitude": {}, "city": ["x"]}, "searchTerms": ["a", null, 2, {}],
        "referrer": [], "mktCampaign": true, "externalContact": "x",
    });
    let found = decode_session(&odd).unwrap();
    assert_eq!(found.event_count, 3);
    assert_eq!(found.duration_seconds, Some(i32::MAX));
    assert_eq!(found.customer, None);
    let Details::Web(visit) = found.details else {
        panic!("a visit")
    };
    assert_eq!(visit.pageview_count, Some(12));
    let parts = visit.parts.get();
    let browser = parts.browser.clone().unwrap();
    assert_eq!(
        (browser.family, browser.version.as_deref()),
        (None, Some("142"))
    );
    let place = parts.location.clone().unwrap();
    assert_eq!((place.latitude, place.longitude), (Some(38.7), None));
    assert_eq!(parts.search_terms, ["a", "2"]);
    assert_eq!(
        (&parts.device, &parts.referrer, &parts.campaign),
        (&None, &None, &None)
    );
    assert_eq!(visit.parts.last_page(), None);

    let page: Listing<Session> = read(&json!({
        "entities": [null, 7, "x", [], {"id": ID, "type": "web", "createdDate": "2026-11-20T09:50:00Z"}],
        "nextUri": {"odd": true}, "pageCount": "2",
    }))
    .unwrap();
    assert_eq!((page.entities.0.len(), page.page_count.0), (1, Some(2)));
    // The list of a page is required.
    assert!(read::<Listing<Session>>(&json!({"entities": 7})).is_err());
}

#[test]
fn enum_values_ignore_case_and_empty_strings_are_absent() {
    let found = |code: &str| {
        let session = decode_session(&json!({
            "id": ID, "type": "Conversation", "createdDate": "2026-11-20T09:50:00Z",
            "originatingDirection": "INBOUND", "lastUserDisposition": {"code": code, "notes": ""},
        }));
        let Details::Conversation(facts) = session.unwrap().details else {
            panic!("a conversation")
        };
        assert_eq!(facts.direction, Direction::Inbound);
        facts.last_wrap_up.clone()
    };
    assert_eq!(found(""), None);
    assert_eq!(found("Sale").unwrap().notes, None);
    let segments = json!([
        {"segmentType": "Interact", "segmentStart": "2026-11-20T09:51:00Z"},
        {"segmentType": "WrapUp", "segmentStart": "2026-11-20T09:52:00Z", "wrapUpCode": "Sale"},
        {"segmentType": "WrapUp", "segmentStart": "2026-11-20T09:52:00Z", "wrapUpCode": ""},
    ]);
    let conversation: analytics::Conversation = serde_json::from_value(json!({
        "conversationId": ID, "conversationStart": "2026-11-20T09:50:00Z",
        "participants": [{"purpose": "agent", "sessions": [{"segments": segments}]}],
    }))
    .unwrap();
    let timeline = conversation.into_model().unwrap().timeline;
    let kinds: Vec<_> = timeline.iter().map(|moment| moment.kind).collect();
    let (connected, added) = (StepKind::AgentConnected, StepKind::WrapUpAdded);
    assert_eq!(kinds, [StepKind::Started, connected, added]);
}

#[test]
fn a_campaign_call_is_recognized_by_initiator_purpose_or_campaign_id() {
    let details = |initiator: serde_json::Value, participant: serde_json::Value| {
        let read: analytics::Conversation = serde_json::from_value(json!({
            "conversationId": "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001",
            "conversationStart": "2026-11-20T12:00:00Z",
            "conversationInitiator": initiator,
            "participants": [participant],
        }))
        .unwrap();
        read.into_model().unwrap().is_campaign_call
    };
    let agent = json!({"purpose": "agent", "sessions": [{"outboundCampaignId": null}]});
    for (initiator, participant, is_campaign_call) in [
        (json!("agent"), agent.clone(), false),
        (
            json!(null),
            json!({"purpose": "agent", "sessions": [{"outboundCampaignId": ""}]}),
            false,
        ),
        (json!("dialer"), agent.clone(), true),
        (json!("Campaign"), agent, true),
        (json!(7), json!({"purpose": "dialer"}), true),
        (
            json!(null),
            json!({"purpose": "customer", "sessions": [{"outboundCampaignId": "a"}]}),
            true,
        ),
    ] {
        let what = format!("{initiator} {participant}");
        assert_eq!(details(initiator, participant), is_campaign_call, "{what}");
    }
}

#[test]
fn entities_beyond_the_maximum_of_a_response_are_skipped() {
    let sessions: Vec<_> = (0..600)
        .map(|number| json!({"id": uuid::Uuid::from_u128(number + 1), "type": "web", "createdDate": "2026-11-20T09:50:00Z"}))
        .collect();
    let listing: Listing<Session> =
        read(&json!({"entities": sessions, "nextUri": "/next"})).unwrap();
    assert_eq!(listing.entities.0.len(), 500);
    assert_eq!(listing.next_uri.0.as_deref(), Some("/next"));
}
