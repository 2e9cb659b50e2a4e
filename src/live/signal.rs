//! The messages between the watches of one scope on different nodes of a fleet.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::Session;
use crate::platform::Frame;

/// A message to the watches of the scope on other nodes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Signal {
    /// The node needs the changes of these contacts, and others have their leases.
    Wanted(Vec<CustomerId>),
    /// The node reports every change of these contacts from now on; the flag is whether it also reports changes of the
    /// contact itself.
    Covered(Vec<(CustomerId, bool)>),
    /// The node may have missed changes of these contacts, or does not watch them any more.
    Lost(Vec<CustomerId>),
    /// The platform refuses the topics of these contacts.
    Rejected(Vec<CustomerId>),
    /// A frame reported a session of a contact.
    Session(CustomerId, Arc<Session>),
    /// A frame about a session of a contact could not be read.
    Unreadable(CustomerId),
    /// A frame reported a change of a contact.
    Contact(CustomerId),
    /// The dialer reported that a campaign made a call.
    CampaignCall(ConversationId),
    /// The platform has revoked or rejected a token of the scope.
    TokenRejected,
}

impl Signal {
    /// What other nodes need of a frame; `None` if it concerns only this node's channel.
    pub(super) fn of_frame(frame: &Frame) -> Option<Self> {
        match frame {
            Frame::Session(contact, session) => Some(Self::Session(*contact, session.clone())),
            Frame::Unreadable(contact) => Some(Self::Unreadable(*contact)),
            Frame::Contact(contact) => Some(Self::Contact(*contact)),
            Frame::CampaignCall(call) => Some(Self::CampaignCall(*call)),
            Frame::OwnConversation
            | Frame::Closing
            | Frame::Gone
            | Frame::TokenRevoked
            | Frame::Other => None,
        }
    }
}
