//! Which sessions a viewer sees, for every combination of grants.

use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::Viewer;
use crate::model::id::{DivisionId, SessionId};
use crate::model::session::{Details, Session};
use crate::platform::{Grant, Identity, Subject};

const ALL: &str = "journey:session:view";
const CONVERSATIONS: &str = "journey:sessiontype:view";

fn session(conversation: bool, divisions: &[u8]) -> Session {
    Session {
        id: SessionId(Uuid::nil()),
        customer: None,
        started_at: DateTime::UNIX_EPOCH,
        ended_at: None,
        idle_at: None,
        away_at: None,
        last_activity_at: None,
        duration_seconds: None,
        event_count: 0,
        divisions: divisions
            .iter()
            .map(|division| DivisionId(uuid(*division)))
            .collect(),
        details: if conversation {
            Details::Conversation(Box::default())
        } else {
            Details::Web(Box::default())
        },
    }
}

fn uuid(division: u8) -> Uuid {
    Uuid::from_u128(u128::from(division))
}

fn grants() -> impl Strategy<Value = Vec<(Option<u8>, Vec<&'static str>)>> {
    let permissions = proptest::sample::subsequence(
        vec![ALL, CONVERSATIONS, "journey:*:view", "routing:queue:view"],
        0..3,
    );
    proptest::collection::vec(
        (proptest::option::weighted(0.8, 0..4_u8), permissions),
        0..4,
    )
}

proptest! {
    #[test]
    fn a_session_is_visible_where_the_permission_is_held_in_one_of_its_divisions(
        grants in grants(),
        conversation: bool,
        divisions in proptest::collection::vec(0..4_u8, 0..3),
    ) {
        let viewer = Viewer::new(
            Identity { id: "v".to_owned(), name: None, organization: None, permissions: Vec::new() },
            &Subject {
                grants: grants
                    .iter()
                    .map(|(division, permissions)| Grant {
                        division: division.map_or("*".to_owned(), |division| uuid(division).to_string()),
                        division_name: None,
                        permissions: permissions.iter().map(ToString::to_string).collect(),
                    })
                    .collect(),
            },
        );
        let opens = |permission: &&str| match *permission {
            ALL | "journey:*:view" => true,
            CONVERSATIONS => conversation,
            _ => false,
        };
        let expected = grants.iter().any(|(division, permissions)| {
            permissions.iter().any(opens)
                && (divisions.is_empty() || division.is_none_or(|division| divisions.contains(&division)))
        });
        prop_assert_eq!(viewer.sees(&session(conversation, &divisions)), expected);
    }
}
