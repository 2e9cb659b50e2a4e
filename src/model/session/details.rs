//! The facts that only one kind of session has.

use std::sync::Arc;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::conversation::ConversationFacts;
use super::visit_parts::{PartsJson, VisitParts};
use crate::model::lazy::Lazy;
use crate::model::platform_value::platform_values;
use crate::model::visit::{App, AssignedSegment, Device, GeoLocation};

/// The kinds of session, each with its own facts. They are shared, so that the resolvers of one kind hold the
/// facts of that kind and cannot be given those of another.
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub enum Details {
    /// `conversation`
    Conversation(Arc<ConversationFacts>),
    /// `web`
    Web(Arc<WebVisit>),
    /// `app`
    App(Arc<AppVisit>),
    /// `case`
    Case(Arc<Case>),
    /// Any other type, with the platform's name of it.
    Other(Arc<str>),
}

/// The facts of a web visit.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct WebVisit {
    pub pageview_count: Option<i32>,
    pub parts: Lazy<VisitParts, PartsJson>,
    pub segments: Vec<AssignedSegment>,
}

/// The facts of an app session.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct AppVisit {
    pub screenview_count: Option<i32>,
    pub last_screen: Option<String>,
    pub app: Option<App>,
    pub device: Option<Device>,
    pub location: Option<GeoLocation>,
    pub search_terms: Vec<String>,
    pub segments: Vec<AssignedSegment>,
}

/// The facts of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Case {
    /// The case's number, such as `CASE-1042`.
    pub reference: Option<String>,
    /// Progress of the work on the case.
    pub status: Option<CaseStatus>,
}

platform_values! {
    /// `Session.caseStatus` of the REST API, whose own `Unknown` is [`CaseStatus::Unknown`].
    pub enum CaseStatus {
        /// No work on the case has begun.
        Open = "Open",
        /// Work on the case has begun.
        InProgress = "InProgress",
        /// The case was ended before its work was complete.
        Terminated = "Terminated",
        /// The case is complete.
        Closed = "Closed",
    }
}
