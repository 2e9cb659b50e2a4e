//! The two tables of the help page, row by row.

use super::{ChannelContext, ConversationChannel, Direction, Group, Medium, MediumSet};

use Direction::{Inbound, Outbound, Unknown};

/// Channel type, message type, direction, authenticated, agent connected, campaign; then the expected medium and
/// group, and whether the product supports the medium.
type Row = (
    &'static str,
    &'static str,
    Direction,
    bool,
    bool,
    bool,
    Medium,
    Group,
    bool,
);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("Voice", "", Inbound, false, true, false, Medium::InboundCall, Group::Voice, true),
    ("Call", "", Inbound, false, false, false, Medium::InboundCall, Group::Voice, true),
    ("Voice", "", Unknown, false, true, false, Medium::InboundCall, Group::Voice, true),
    ("Voice", "", Outbound, false, true, false, Medium::OutboundCall, Group::Voice, true),
    ("Message", "WebMessaging", Inbound, false, true, false, Medium::WebMessaging, Group::Messaging, true),
    ("Messaging", "WebMessaging", Inbound, false, true, false, Medium::WebMessaging, Group::Messaging, true),
    ("Chat", "", Inbound, false, true, false, Medium::WebChat, Group::Messaging, true),
    ("Webchat", "", Inbound, false, true, false, Medium::WebChat, Group::Messaging, true),
    ("Email", "", Inbound, false, false, false, Medium::Email, Group::Digital, true),
    ("Email", "", Outbound, false, true, false, Medium::Email, Group::Digital, true),
    ("Message", "Sms", Inbound, false, true, false, Medium::Sms, Group::Digital, true),
    ("Message", "Sms", Outbound, false, false, false, Medium::AgentlessSms, Group::Digital, true),
    ("Message", "WhatsApp", Outbound, false, false, false, Medium::AgentlessWhatsapp, Group::Digital, true),
    ("Message", "WhatsApp", Outbound, false, true, false, Medium::Whatsapp, Group::Social, true),
    ("MESSAGE", "WHATSAPP", Inbound, false, true, false, Medium::Whatsapp, Group::Social, true),
    ("Message", "Line", Inbound, false, true, false, Medium::Line, Group::Social, true),
    ("Social", "Twitter", Inbound, false, true, false, Medium::Twitter, Group::Social, true),
    ("Message", "Facebook", Inbound, false, true, false, Medium::FacebookMessenger, Group::Social, true),
    ("Email", "", Outbound, false, false, false, Medium::AgentlessEmail, Group::Digital, false),
    ("Callback", "", Outbound, false, true, false, Medium::Callback, Group::Voice, false),
    ("Voice", "", Inbound, false, true, true, Medium::InboundCall, Group::Voice, true),
    ("Voice", "", Outbound, false, true, true, Medium::CampaignCall, Group::Voice, false),
    ("Cobrowse", "", Inbound, false, true, false, Medium::Cobrowse, Group::Other, false),
    ("Message", "Instagram", Inbound, false, true, false, Medium::Instagram, Group::Social, false),
    ("Message", "Open", Inbound, false, true, false, Medium::OpenMessaging, Group::Messaging, false),
    ("Message", "WebMessaging", Inbound, true, true, false, Medium::AuthenticatedWebMessaging, Group::Messaging, false),
    ("Video", "", Inbound, false, true, false, Medium::Video, Group::Other, false),
    ("Screenshare", "", Inbound, false, true, false, Medium::ScreenShare, Group::Other, false),
    ("InternalMessage", "", Inbound, false, true, false, Medium::InternalMessage, Group::Other, false),
    ("Message", "Apple", Inbound, false, true, false, Medium::AppleMessages, Group::Other, false),
    ("Message", "Carrier Pigeon", Inbound, false, true, false, Medium::Unknown, Group::Other, false),
    ("Social", "", Inbound, false, true, false, Medium::Unknown, Group::Other, false),
    ("GenericObject", "", Inbound, false, true, false, Medium::Unknown, Group::Other, false),
    ("", "", Unknown, false, false, false, Medium::Unknown, Group::Other, false),
];

#[test]
fn every_row_of_the_help_page() {
    for &(
        kind,
        message,
        direction,
        authenticated,
        agent_connected,
        campaign,
        medium,
        group,
        supported,
    ) in TABLE
    {
        let message = Some(message).filter(|message| !message.is_empty());
        let channel = ConversationChannel::from_platform(kind, message);
        let context = ChannelContext {
            direction,
            authenticated,
            agent_connected,
            campaign,
        };
        let found = channel.medium(context);
        assert_eq!(found, medium, "{kind}/{message:?} {context:?}");
        assert_eq!(medium.group(), group, "{medium:?}");
        assert_eq!(medium.is_supported(), supported, "{medium:?}");
    }
}

#[test]
fn directions_are_read_in_any_case() {
    assert_eq!(
        ["Inbound", "inbound", "INBOUND"].map(Direction::from_platform),
        [Inbound; 3]
    );
    assert_eq!(
        ["Outbound", "outbound", "OUTBOUND"].map(Direction::from_platform),
        [Outbound; 3]
    );
    assert_eq!(["", "Sideways"].map(Direction::from_platform), [Unknown; 2]);
}

#[test]
fn a_set_contains_the_default_and_added_media_only() {
    for &medium in Medium::ALL {
        let set = MediumSet::default().with(&[medium]);
        for &other in Medium::ALL {
            let expected = other == medium || other.is_supported();
            assert_eq!(set.contains(other), expected, "{medium:?}, {other:?}");
        }
    }
}
