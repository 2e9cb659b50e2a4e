//! Reference data: queues, wrap-up codes, users and segments, by ids or in numbered pages.
//! `RoutingApi`, `UsersApi` and `JourneyApi` of the platform's SDKs.

use serde::Serialize;
use uuid::Uuid;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::reference::{Queue, Segment, User, WrapUpCode};
use super::wire::{Listing, Shape};
use crate::model::id::{AgentId, QueueId, SegmentId};
use crate::model::reference as model;

/// Entities per page: the platform's maximum for queues, which its other lists accept too.
const PAGE: u32 = 100;

/// One of the two operations for the same kind of entity. They need different permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Family {
    /// Whole entities; needs `…:view`.
    Plain,
    /// Fewer fields, across divisions; needs `…:search`. Includes deleted wrap-up codes.
    DivisionViews,
}

/// The part of a list to read.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a, Id> {
    /// Entities by id, at most 100. The response omits unknown and invisible ones.
    Ids(&'a [Id]),
    /// A page of all entities that the caller may see, counted from 1.
    Page(u32),
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// The entities in the platform's order.
    pub entities: Vec<T>,
    /// Number of pages.
    pub pages: u32,
}

impl<Id: ToString> Wanted<'_, Id> {
    fn arguments(self) -> Arguments {
        match self {
            Self::Ids(ids) => Arguments::default()
                .with("pageSize", ids.len())
                .with_each("id", ids),
            Self::Page(number) => Arguments::default()
                .with("pageSize", PAGE)
                .with("pageNumber", number),
        }
    }
}

impl Platform {
    /// Reads queues.
    pub async fn queues(
        &self,
        caller: &UpstreamCaller,
        family: Family,
        wanted: Wanted<'_, QueueId>,
    ) -> Result<Listed<model::Queue>, Error> {
        let operation = match family {
            Family::Plain => Operation::Queues,
            Family::DivisionViews => Operation::QueueDivisionViews,
        };
        self.listed::<Queue>(caller, operation, wanted.arguments())
            .await
    }

    /// Reads wrap-up codes.
    pub async fn wrap_up_codes(
        &self,
        caller: &UpstreamCaller,
        family: Family,
        wanted: Wanted<'_, Uuid>,
    ) -> Result<Listed<model::WrapUpCode>, Error> {
        let (operation, arguments) = match family {
            Family::Plain => (Operation::WrapUpCodes, wanted.arguments()),
            Family::DivisionViews => (
                Operation::WrapUpCodeDivisionViews,
                wanted.arguments().with("includeState", "ActiveAndDeleted"),
            ),
        };
        self.listed::<WrapUpCode>(caller, operation, arguments)
            .await
    }

    /// Reads users, including inactive ones. Needs a valid token only.
    pub async fn users(
        &self,
        caller: &UpstreamCaller,
        wanted: Wanted<'_, AgentId>,
    ) -> Result<Listed<model::Agent>, Error> {
        // Without `state=any`, the platform omits users who left the company.
        let arguments = wanted.arguments().with("state", "any");
        self.listed::<User>(caller, Operation::Users, arguments)
            .await
    }

    /// Reads segments. Needs `journey:segment:view`.
    pub async fn segments(
        &self,
        caller: &UpstreamCaller,
        wanted: Wanted<'_, SegmentId>,
    ) -> Result<Listed<model::Segment>, Error> {
        let arguments = match wanted {
            // `segmentIds` may not be combined with paging.
            Wanted::Ids(ids) => Arguments::default().with_each("segmentIds", ids),
            Wanted::Page(_) => wanted.arguments(),
        };
        self.listed::<Segment>(caller, Operation::Segments, arguments)
            .await
    }

    async fn listed<T: Shape>(
        &self,
        caller: &UpstreamCaller,
        operation: Operation,
        arguments: Arguments,
    ) -> Result<Listed<T::Model>, Error> {
        let listing: Listing<T> = self.call(caller, operation, arguments).await?;
        Ok(Listed {
            pages: listing.page_count.0.unwrap_or(1),
            entities: listing.entities.0,
        })
    }
}
