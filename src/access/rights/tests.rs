//! Rights and visibility for random combinations of grants, compared with a plain model.

use std::sync::Arc;

use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::Rights;
use crate::access::Permission;
use crate::access::rule::Rule;
use crate::model::id::{DivisionId, SessionId};
use crate::model::session::{Details, Session};
use crate::platform::{Grant, UnknownRole};

const ALL: &str = "journey:session:view";
const CONVERSATIONS: &str = "journey:sessiontype:view";
const LIST: &str = "externalContacts:session:view";

/// Granted permissions, each list with its division; `None` is all divisions.
type Grants = Vec<(Option<u8>, Vec<&'static str>)>;

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
        divisions: divisions.iter().copied().map(division).collect(),
        record: None,
        details: if conversation {
            Details::Conversation(Arc::default())
        } else {
            Details::Web(Arc::default())
        },
    }
}

fn division(number: u8) -> DivisionId {
    DivisionId(Uuid::from_u128(u128::from(number) + 1))
}

fn rights(grants: &Grants) -> Rights {
    let grants: Vec<_> = grants.iter().map(grant).collect();
    Rights::new(&[], &grants, &[])
}

fn grant((number, permissions): &(Option<u8>, Vec<&'static str>)) -> Grant {
    Grant {
        division: number.map_or("*".to_owned(), |number| division(number).to_string()),
        division_name: None,
        permissions: permissions.iter().map(ToString::to_string).collect(),
    }
}

fn unknown_role(granted: &(Option<u8>, Vec<&'static str>)) -> UnknownRole {
    UnknownRole {
        id: None,
        name: None,
        division: grant(granted).division,
    }
}

/// Whether one of `wanted` is granted in one of `divisions`: the reference implementation.
fn granted(grants: &Grants, wanted: &[&str], divisions: &[u8]) -> bool {
    let opens = |permission: &&str| {
        wanted.contains(permission)
            || (*permission == "journey:*:view"
                && wanted.iter().any(|name| name.starts_with("journey:")))
    };
    grants.iter().any(|(number, permissions)| {
        permissions.iter().any(opens)
            && (divisions.is_empty() || number.is_none_or(|number| divisions.contains(&number)))
    })
}

fn grants() -> impl Strategy<Value = Grants> {
    let permissions = proptest::sample::subsequence(
        vec![
            ALL,
            CONVERSATIONS,
            LIST,
            "journey:*:view",
            "routing:queue:view",
        ],
        0..4,
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
        let rights = rights(&grants);
        let session = session(conversation, &divisions);
        let known = granted(&grants, &[ALL], &divisions)
            || (conversation && granted(&grants, &[CONVERSATIONS], &divisions));
        let listed = granted(&grants, &[LIST], &divisions);
        prop_assert_eq!(rights.can_list(&session), known && listed);
        let by_id = granted(&grants, &[ALL, LIST], &divisions);
        prop_assert_eq!(rights.can_read_by_id(&session), known && by_id);
    }

    #[test]
    fn a_permission_reaches_as_far_as_another_if_no_division_distinguishes_them(grants in grants()) {
        let rights = rights(&grants);
        let (permission, other) = (Permission::JourneySession, Permission::ExternalContactsSession);
        // Grants use divisions 0 to 3; division 4 represents every other one.
        let distinguishes = (0..5).any(|number| {
            let divisions = [division(number)];
            rights.holds_in(other, &divisions) && !rights.holds_in(permission, &divisions)
        });
        prop_assert_eq!(rights.reaches_as_far(permission, other), !distinguishes);
    }

    #[test]
    fn a_role_without_policies_hides_nothing_that_it_may_open(
        known in grants(),
        unknown in grants(),
        divisions in proptest::collection::vec(0..4_u8, 0..3),
    ) {
        let all: Grants = known.iter().chain(&unknown).cloned().collect();
        let listed: Vec<_> = all.iter().flat_map(|(_, names)| names).map(ToString::to_string).collect();
        let list: Vec<_> = known.iter().map(grant).collect();
        let roles: Vec<_> = unknown.iter().map(unknown_role).collect();
        let truth = rights(&all);
        let seen = Rights::new(&listed, &list, &[]).with_unknown_roles(&roles, true, &[]);
        let ids: Vec<_> = divisions.iter().copied().map(division).collect();
        let reached = unknown.iter().any(|(number, _)| number.is_none_or(|number| divisions.contains(&number)));
        for permission in Permission::ALL {
            prop_assert_eq!(seen.holds(*permission), truth.holds(*permission));
            let expected = truth.holds_in(*permission, &ids)
                || (reached && truth.holds(*permission));
            prop_assert_eq!(seen.holds_in(*permission, &ids), expected);
            for other in Permission::ALL {
                if seen.reaches_as_far(*permission, *other) {
                    prop_assert!(truth.reaches_as_far(*permission, *other));
                }
            }
        }
        // Without a list of held permissions, an unknown role may grant any of them.
        let unlisted = Rights::new(&[], &list, &[]).with_unknown_roles(&roles, false, &[]);
        for permission in Permission::ALL {
            let expected = if roles.is_empty() {
                rights(&known).holds_in(*permission, &ids)
            } else {
                reached || ids.is_empty() || rights(&known).holds_in(*permission, &ids)
            };
            prop_assert_eq!(unlisted.holds_in(*permission, &ids), expected);
        }
    }

    #[test]
    fn scopes_restrict_and_never_extend_rights(
        grants in grants(),
        scopes in proptest::sample::subsequence(
            vec!["journey:readonly", "external-contacts", "routing", "users:readonly"], 0..4),
        divisions in proptest::collection::vec(0..4_u8, 0..3),
    ) {
        let scopes: Vec<_> = scopes.into_iter().map(str::to_owned).collect();
        let list: Vec<_> = grants.iter().map(grant).collect();
        let free = rights(&grants);
        let bound = Rights::new(&[], &list, &scopes);
        let divisions: Vec<_> = divisions.into_iter().map(division).collect();
        for permission in Permission::ALL {
            let api = permission.scope().trim_end_matches(":readonly");
            let within = scopes.is_empty() || scopes.iter().any(|scope| scope.split(':').next() == Some(api));
            prop_assert_eq!(
                bound.holds_in(*permission, &divisions),
                within && free.holds_in(*permission, &divisions)
            );
        }
    }
}

#[test]
fn a_denial_names_the_missing_oauth_scope() {
    let granted = ["journey:event:view".to_owned()];
    let scopes = ["routing:readonly".to_owned()];
    let denied = |scopes: &[String]| {
        Rights::new(&granted, &[], scopes)
            .permit(Rule::Events)
            .map_err(|denied| (denied.scopes.clone(), denied.to_string()))
    };
    assert_eq!(denied(&[]), Ok(()));
    let (scopes, message) = denied(&scopes).unwrap_err();
    assert_eq!(scopes, ["journey:readonly"]);
    assert_eq!(
        message,
        "the token was not authorized for journey:readonly, which this field needs: journey:event:view"
    );
}

#[test]
fn an_unreadable_division_is_granted_to_no_viewer() {
    let unreadable = Grant {
        division: Uuid::nil().to_string(),
        division_name: None,
        permissions: vec![ALL.to_owned()],
    };
    let rights = Rights::new(&[], &[unreadable], &[]);
    assert!(rights.holds(Permission::JourneySession));
    assert!(rights.holds_in(Permission::JourneySession, &[]));
    assert!(!rights.holds_in(Permission::JourneySession, &[DivisionId::UNREADABLE]));
}

#[test]
fn rights_with_different_unknown_roles_differ() {
    let with = |role: &str| {
        let role = UnknownRole {
            id: Some(role.to_owned()),
            name: None,
            division: "*".to_owned(),
        };
        Rights::new(&[ALL.to_owned()], &[], &[]).with_unknown_roles(&[role], true, &[])
    };
    assert_eq!(with("one"), with("one"));
    assert_ne!(with("one"), with("another"));
}
