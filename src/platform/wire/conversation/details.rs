//! Addresses and evaluations of `conversations/{id}`, which has no metrics and no flows.

use super::super::text;
use super::participant::{Evaluations, Participant};
use crate::model::conversation::details::Details;

/// The details from the participants. The number of evaluations is unknown if no participant lists any.
pub(super) fn details(participants: &[Participant]) -> Details {
    let customers = || {
        participants
            .iter()
            .filter(|one| matches!(one.purpose.0.as_deref(), Some("customer" | "external")))
    };
    let evaluations = participants
        .iter()
        .filter_map(|one| one.evaluations.as_ref());
    let count = evaluations
        .map(|Evaluations(list)| list.len())
        .reduce(|sum, one| sum + one);
    Details {
        ani: customers().find_map(|one| text(one.ani.clone())),
        dnis: customers().find_map(|one| text(one.dnis.clone())),
        evaluation_count: count.map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
        ..Details::default()
    }
}
