//! Which field of the public graph causes which call of the platform: the one table, for whoever plans
//! an operation without calling. A test holds it against what the recipes really call.

use crate::platform::Operation;

/// A field that causes calls.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The type that has the field.
    pub on: &'static str,
    /// The field.
    pub field: &'static str,
    /// What is called.
    pub operation: Operation,
    /// What is called instead, where the viewer's permissions ask for it.
    pub or: Option<Operation>,
    /// How often.
    pub how: How,
    /// Of which selections below the field.
    pub when: When,
    /// What the field holds is known only by the answer, and so is what it points to.
    pub reveals: bool,
}

/// How often an operation is called for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As often at most for each object that has the field.
    Each(u64),
    /// As often at most for each object that has the field, once it is known what the field holds.
    EachOnceKnown(u64),
    /// Once for each thing that the field holds.
    EachHeld,
    /// The same, once these things are known.
    EachFound,
    /// For so many things together that the field holds.
    Together(u64),
    /// For so many objects together that have the field.
    TogetherOwners(u64),
    /// As [`Together`](Self::Together), with a page of the whole list that is read on the way.
    Listed(u64),
    /// As [`Listed`](Self::Listed), for things that only the answer of another call for the field names.
    ListedThen(u64),
    /// As [`Listed`](Self::Listed), for one thing of each item of the page that the field holds.
    ListedItems(u64),
}

/// When a field causes its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// If more than the id is selected.
    MoreThanId,
    /// If a date is selected.
    Dated,
    /// If a session's status is selected, or when it changes.
    Status,
    /// If something of a contact's record is selected.
    Record,
    /// The same, or if nothing else tells whether the contact exists.
    RecordOrExistence,
}

impl When {
    /// Whether it holds where `fields` are selected.
    pub fn holds(self, fields: &[&str]) -> bool {
        const APART: &[&str] = &[
            "__typename",
            "id",
            "identifiers",
            "organization",
            "segments",
            "sessions",
        ];
        let record = || fields.iter().any(|field| !APART.contains(field));
        match self {
            Self::Always => true,
            Self::MoreThanId => fields
                .iter()
                .any(|field| !matches!(*field, "id" | "__typename")),
            Self::Dated => fields.contains(&"at"),
            Self::Status => fields.contains(&"status") || fields.contains(&"statusChangesAt"),
            Self::Record => record(),
            Self::RecordOrExistence => record() || !fields.contains(&"sessions"),
        }
    }
}

/// Pages of the platform's that one page of sessions is filled from at most.
const SESSIONS: How = How::Each(10);

/// For each of these pages, the conversations that may be campaign calls.
const VERDICTS: How = How::EachOnceKnown(10);

/// Pages of events: what a cursor points into, and the one after it.
const EVENTS: How = How::Each(2);

/// All events of a visit, a thousand at most.
const ALL_EVENTS: How = How::Each(6);

macro_rules! causes {
    ($($on:ident.$field:ident => $operation:ident $(or $or:ident)?, $how:expr, $when:ident $(, $reveals:ident)?;)+) => {
        /// Every field that causes a call.
        pub const CAUSES: &[Cause] = &[$(Cause {
            on: stringify!($on),
            field: stringify!($field),
            operation: Operation::$operation,
            or: causes!(@or $($or)?),
            how: $how,
            when: When::$when,
            reveals: causes!(@reveals $($reveals)?),
        }),+];
    };
    (@or) => { None };
    (@or $or:ident) => { Some(Operation::$or) };
    (@reveals) => { false };
    (@reveals reveals) => { true };
}

causes! {
    Query.customer => BulkContacts or Contact, How::Together(50), RecordOrExistence;
    Query.customers => BulkContacts or Contact, How::Together(50), RecordOrExistence;
    Query.customerByIdentifier => IdentifyContact, How::Each(1), Always, reveals;
    Query.session => Session, How::EachHeld, Always, reveals;
    Query.sessions => Session, How::EachHeld, Always, reveals;
    Query.session => ContactSessions, How::EachFound, Status;
    Query.sessions => ContactSessions, How::EachFound, Status;
    Query.queue => Queues or QueueDivisionViews, How::Listed(100), Always;
    Query.queues => Queues or QueueDivisionViews, How::Listed(100), Always;
    Query.wrapUpCode => WrapUpCodeDivisionViews or WrapUpCodes, How::Listed(100), Always;
    Query.wrapUpCodes => WrapUpCodeDivisionViews or WrapUpCodes, How::Listed(100), Always;
    Query.agent => Users, How::Listed(100), Always;
    Query.agents => Users, How::Listed(100), Always;
    Customer.organization => Contact, How::Each(1), Always;
    Customer.identifiers => ContactIdentifiers, How::Each(1), Always;
    Customer.segments => ContactSegments, How::Each(1), Always, reveals;
    Customer.segments => Segments, How::ListedThen(100), Always;
    Customer.sessions => ContactSessions, SESSIONS, Always, reveals;
    Customer.sessions => ConversationDetails, VERDICTS, Always;
    Customer.mergedInto => BulkContacts or Contact, How::Together(50), Record, reveals;
    SegmentAssignment.session => Session, How::EachHeld, Always, reveals;
    Session.customer => BulkContacts or Contact, How::Together(50), Record;
    Session.channel => ConversationDetails, How::TogetherOwners(100), Always;
    Session.events => SessionEvents, EVENTS, Always, reveals;
    Session.events => Segments, How::ListedItems(100), Always;
    Session.events => ConversationDetails or Conversation, How::TogetherOwners(100), Always, reveals;
    ConversationSession.customer => BulkContacts or Contact, How::Together(50), Record;
    ConversationSession.channel => ConversationDetails, How::TogetherOwners(100), Always;
    ConversationSession.channels => ConversationDetails, How::TogetherOwners(100), Always;
    ConversationSession.events => ConversationDetails or Conversation, How::TogetherOwners(100), Always, reveals;
    ConversationSession.wrapUps => ConversationDetails or Conversation, How::TogetherOwners(100), Always, reveals;
    ConversationSession.details => ConversationDetails or Conversation, How::TogetherOwners(100), Always;
    ConversationSession.wrapUp => ConversationDetails or Conversation, How::TogetherOwners(100), Dated, reveals;
    ConversationSession.queue => Queues or QueueDivisionViews, How::Listed(100), MoreThanId;
    ConversationSession.agent => Users, How::Listed(100), MoreThanId;
    ConversationEvent.queue => Queues or QueueDivisionViews, How::Listed(100), MoreThanId;
    ConversationEvent.agent => Users, How::Listed(100), MoreThanId;
    WrapUp.code => WrapUpCodeDivisionViews or WrapUpCodes, How::Listed(100), MoreThanId;
    WrapUp.agent => Users, How::Listed(100), MoreThanId;
    WebSession.customer => BulkContacts or Contact, How::Together(50), Record;
    WebSession.events => SessionEvents, EVENTS, Always, reveals;
    WebSession.events => Segments, How::ListedItems(100), Always;
    WebSession.segmentAssignments => Segments, How::Listed(100), Always;
    WebSession.offers => SessionEvents, ALL_EVENTS, Always, reveals;
    WebSession.contentOffers => SessionEvents, ALL_EVENTS, Always, reveals;
    AppSession.customer => BulkContacts or Contact, How::Together(50), Record;
    AppSession.segmentAssignments => Segments, How::Listed(100), Always;
    AppSession.events => SessionEvents, EVENTS, Always, reveals;
    AppSession.events => Segments, How::ListedItems(100), Always;
    CaseSession.customer => BulkContacts or Contact, How::Together(50), Record;
    CaseSession.events => SessionEvents, EVENTS, Always, reveals;
    CaseSession.events => Segments, How::ListedItems(100), Always;
    OtherSession.customer => BulkContacts or Contact, How::Together(50), Record;
    OtherSession.events => SessionEvents, EVENTS, Always, reveals;
    OtherSession.events => Segments, How::ListedItems(100), Always;
}
