//! Queues and wrap-up codes: `RoutingApi` of the platform's SDKs.

use uuid::Uuid;

use super::call::Arguments;
use super::wire::Listing;
use super::wire::reference::{Queue, WrapUpCode};
use super::{Caller, Error, Operation, Platform};
use crate::model::id::QueueId;
use crate::model::reference::{Queue as QueueModel, WrapUpCode as WrapUpCodeModel};

/// Which of the two operations for the same thing; they need different permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Whole entities; needs `…:view`.
    Plain,
    /// Fewer fields, across divisions; needs `…:search`. Knows deleted wrap-up codes.
    DivisionViews,
}

impl Platform {
    /// Queues by id, 100 at most; unknown and invisible ones are missing.
    pub async fn queues(
        &self,
        caller: &Caller,
        family: Family,
        ids: &[QueueId],
    ) -> Result<Vec<QueueModel>, Error> {
        let operation = match family {
            Family::Plain => Operation::Queues,
            Family::DivisionViews => Operation::QueueDivisionViews,
        };
        let arguments = Arguments::default()
            .with("pageSize", ids.len())
            .with_each("id", ids);
        let listing: Listing<Queue> = self.call(caller, operation, arguments).await?;
        Ok(listing
            .entities
            .into_iter()
            .filter_map(Queue::into_model)
            .collect())
    }

    /// Wrap-up codes by id, 100 at most; unknown and invisible ones are missing.
    pub async fn wrap_up_codes(
        &self,
        caller: &Caller,
        family: Family,
        ids: &[Uuid],
    ) -> Result<Vec<WrapUpCodeModel>, Error> {
        let arguments = Arguments::default()
            .with("pageSize", ids.len())
            .with_each("id", ids);
        let (operation, arguments) = match family {
            Family::Plain => (Operation::WrapUpCodes, arguments),
            Family::DivisionViews => (
                Operation::WrapUpCodeDivisionViews,
                arguments.with("includeState", "ActiveAndDeleted"),
            ),
        };
        let listing: Listing<WrapUpCode> = self.call(caller, operation, arguments).await?;
        Ok(listing
            .entities
            .into_iter()
            .filter_map(WrapUpCode::into_model)
            .collect())
    }
}
