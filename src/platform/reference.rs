//! Reference data: queues, wrap-up codes, users and segments, by ids or in numbered pages.
//! `RoutingApi`, `UsersApi` and `JourneyApi` of the platform's SDKs.

use std::fmt::Display;

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

impl<Id: Display> Wanted<'_, Id> {
    fn arguments(self, operation: Operation) -> Arguments {
        match self {
            Self::Ids(ids) => Arguments::new(operation)
                .with("pageSize", ids.len())
                .with_each("id", ids),
            Self::Page(number) => Arguments::new(operation)
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
        self.listed::<Queue>(caller, wanted.arguments(operation))
            .await
    }

    /// Reads wrap-up codes.
    pub async fn wrap_up_codes(
        &self,
        caller: &UpstreamCaller,
        family: Family,
        wanted: Wanted<'_, Uuid>,
    ) -> Result<Listed<model::WrapUpCode>, Error> {
        let arguments = match family {
            Family::Plain => wanted.arguments(Operation::WrapUpCodes),
            Family::DivisionViews => wanted
                .arguments(Operation::WrapUpCodeDivisionViews)
                .with("includeState", "ActiveAndDeleted"),
        };
        self.listed::<WrapUpCode>(caller, arguments).await
    }

    /// Reads users, including inactive ones. Needs a valid token only.
    pub async fn users(
        &self,
        caller: &UpstreamCaller,
        wanted: Wanted<'_, AgentId>,
    ) -> Result<Listed<model::Agent>, Error> {
        // Without `state=any`, the platform omits users who left the company.
        let arguments = wanted.arguments(Operation::Users).with("state", "any");
        self.listed::<User>(caller, arguments).await
    }

    /// Reads segments. Needs `journey:segment:view`.
    pub async fn segments(
        &self,
        caller: &UpstreamCaller,
        wanted: Wanted<'_, SegmentId>,
    ) -> Result<Listed<model::Segment>, Error> {
        let arguments = match wanted {
            // `segmentIds` may not be combined with paging.
            Wanted::Ids(ids) => Arguments::new(Operation::Segments).with_each("segmentIds", ids),
            Wanted::Page(_) => wanted.arguments(Operation::Segments),
        };
        self.listed::<Segment>(caller, arguments).await
    }

    async fn listed<T: Shape>(
        &self,
        caller: &UpstreamCaller,
        arguments: Arguments,
    ) -> Result<Listed<T::Model>, Error> {
        let listing: Listing<T> = self.call(caller, arguments).await?;
        Ok(Listed {
            pages: listing.page_count.0.unwrap_or(1),
            entities: listing.entities.0,
        })
    }
}
