//! `AppSession`, `CaseSession` and `OtherSession`

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, Object};

use super::attribute::SessionAttributes;
use super::customer_details::SegmentAssignment;
use super::declaration::{Declared, OPEN};
use super::session_fields::SessionFields;
use super::visit::{App, Device, GeoLocation};
use super::web_session::SEGMENT_ASSIGNMENTS;
use crate::model::session::{AppVisit, Case, CaseStatus as CaseStatusModel};

/// How far the work on a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CaseStatus {
    /// The case exists, and no work on it has begun.
    Open,
    /// Work on the case has begun and is not complete.
    InProgress,
    /// The case was ended before its work was complete.
    Terminated,
    /// The work on the case is complete.
    Closed,
    /// The platform does not know the status, or this version of the gateway does not know its name.
    /// `platformCaseStatus` has the platform's name of it.
    Unknown,
}

impl From<&CaseStatusModel> for CaseStatus {
    fn from(status: &CaseStatusModel) -> Self {
        match status {
            CaseStatusModel::Open => Self::Open,
            CaseStatusModel::InProgress => Self::InProgress,
            CaseStatusModel::Terminated => Self::Terminated,
            CaseStatusModel::Closed => Self::Closed,
            CaseStatusModel::Unknown(_) => Self::Unknown,
        }
    }
}

/// The use of an app.
#[derive(Description, Clone)]
pub(super) struct AppSession(pub(super) SessionFields, pub(super) Arc<AppVisit>);

/// A case.
#[derive(Description, Clone)]
pub(super) struct CaseSession(pub(super) SessionFields, pub(super) Arc<Case>);

/// A session of a kind that this gateway does not know yet.
#[derive(Description, Clone)]
pub(super) struct OtherSession(pub(super) SessionFields, pub(super) Arc<str>);

impl Deref for AppSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

impl Deref for CaseSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

impl Deref for OtherSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

#[Object(use_type_description)]
impl AppSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// How many screens were viewed.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn screenview_count(&self) -> Option<i32> {
        self.1.screenview_count
    }

    /// The screen viewed last.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_screen(&self) -> Option<&str> {
        self.1.last_screen.as_deref()
    }

    /// The segments to which this session assigned the customer, newest first; each once. Segments that the
    /// platform hides from agents are left out, which takes their look-up: one upstream call for all
    /// sessions of the page together, cached, and none if the viewer lacks `journey:segment:view` (then
    /// only ids are known). Null if that call fails.
    #[graphql(directive = Declared::apply(SEGMENT_ASSIGNMENTS))]
    async fn segment_assignments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        SegmentAssignment::of_session(ctx, &self.0.0).await
    }

    /// The app.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn app(&self) -> Option<App> {
        self.1.app.clone().map(App)
    }

    /// The device.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn device(&self) -> Option<Device> {
        self.1.device.clone().map(Device)
    }

    /// Where the device's network address is registered.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn location(&self) -> Option<GeoLocation> {
        self.1.location.clone().map(GeoLocation)
    }

    /// What was searched for.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn search_terms(&self) -> &[String] {
        &self.1.search_terms
    }

    #[graphql(flatten)]
    fn attribute_fields(&self) -> SessionAttributes {
        SessionAttributes(self.0.0.clone())
    }
}

#[Object(use_type_description)]
impl CaseSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// The case's number, for people.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn reference(&self) -> Option<&str> {
        self.1.reference.as_deref()
    }

    /// How far the work on the case has come, for example `IN_PROGRESS`. Null where the platform does not send
    /// it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn case_status(&self) -> Option<CaseStatus> {
        self.1.status.as_ref().map(Into::into)
    }

    /// `caseStatus` as the platform spells it, for example `InProgress`. It names the status where `caseStatus`
    /// is `UNKNOWN`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn platform_case_status(&self) -> Option<&str> {
        self.1.status.as_ref().map(CaseStatusModel::as_str)
    }
}

#[Object(use_type_description)]
impl OtherSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// The platform's name of the kind.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn platform_type(&self) -> &str {
        &self.1
    }

    #[graphql(flatten)]
    fn attribute_fields(&self) -> SessionAttributes {
        SessionAttributes(self.0.0.clone())
    }
}
