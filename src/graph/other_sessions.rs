//! The types `AppSession`, `CaseSession` and `OtherSession`.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, Object};

use super::attribute::SessionAttributes;
use super::customer_details::SegmentAssignment;
use super::declaration::{Declared, OPEN};
use super::session_fields::SessionFields;
use super::visit::{App, Device, GeoLocation};
use super::web_session::SEGMENT_ASSIGNMENTS;
use crate::engine::ready_fields::ready_fields;
use crate::model::session::{AppVisit, Case, CaseStatus as CaseStatusModel};

/// The progress of the work on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CaseStatus {
    /// The case exists, and work on it has not begun.
    Open,
    /// Work on the case has begun and is not complete.
    InProgress,
    /// The case was ended before its work was complete.
    Terminated,
    /// The work on the case is complete.
    Closed,
    /// The platform does not know the status, or this version of the gateway does not know the value.
    /// `platformCaseStatus` has the platform's name.
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

/// A session of the customer in an app.
#[derive(Description, Clone)]
pub(super) struct AppSession(pub(super) SessionFields, pub(super) Arc<AppVisit>);

/// A case of the customer, for example a complaint that agents work on.
#[derive(Description, Clone)]
pub(super) struct CaseSession(pub(super) SessionFields, pub(super) Arc<Case>);

/// A session of a kind that this version of the gateway does not know. Show it with the fields of `Session`.
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

    /// The number of screens that the customer viewed in the app, for example `7`. Null if the platform does
    /// not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn screenview_count(&self) -> Option<i32> {
        self.1.screenview_count
    }

    /// The name of the app screen of the customer's last activity. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_screen(&self) -> Option<&str> {
        self.1.last_screen.as_deref()
    }

    /// The segments to which this session assigned the customer, the newest first, each once. Segments that the
    /// platform hides from agents are omitted. To detect them costs one upstream call for all sessions of the
    /// page together, cached, and none if the viewer lacks `journey:segment:view` (then only ids are known).
    /// Null if that call fails.
    #[graphql(directive = Declared::apply(SEGMENT_ASSIGNMENTS))]
    async fn segment_assignments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        SegmentAssignment::for_session(ctx, &self.0.0).await
    }

    /// The app that the customer uses. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn app(&self) -> Option<App<'_>> {
        self.1.app.as_ref().map(|app| App(Cow::Borrowed(app)))
    }

    /// The device on which the app runs. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn device(&self) -> Option<Device<'_>> {
        self.1
            .device
            .as_ref()
            .map(|device| Device(Cow::Borrowed(device)))
    }

    /// The location at which the device's IP address is registered. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn location(&self) -> Option<GeoLocation<'_>> {
        self.1
            .location
            .as_ref()
            .map(|location| GeoLocation(Cow::Borrowed(location)))
    }

    /// The terms that the customer searched for in the app. Empty if there are none.
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

    /// The number of the case to show, for example `CASE-1042`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn reference(&self) -> Option<&str> {
        self.1.reference.as_deref()
    }

    /// The progress of the work on the case, for example `IN_PROGRESS`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn case_status(&self) -> Option<CaseStatus> {
        self.1.status.as_ref().map(Into::into)
    }

    /// The status of the case in the platform's spelling, for example `InProgress`. Show it if `caseStatus` is
    /// `UNKNOWN`. Null if the platform does not send it.
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

    /// The platform's name for the kind of session. Use it for logging and to report the missing kind.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn platform_type(&self) -> &str {
        &self.1
    }

    #[graphql(flatten)]
    fn attribute_fields(&self) -> SessionAttributes {
        SessionAttributes(self.0.0.clone())
    }
}

ready_fields!(AppSession { "screenviewCount" => screenview_count, "lastScreen" => last_screen } + 0);
ready_fields!(CaseSession { "reference" => reference } + 0);
ready_fields!(OtherSession { "platformType" => platform_type } + 0);
