//! How parts of a conversation end.

/// How a leg ended, as the journey API, conversations and analytics name it.
#[derive(Debug)]
pub(crate) struct Disconnect {
    pub(crate) journey: &'static str,
    pub(crate) conversation: &'static str,
    pub(crate) analytics: &'static str,
}

const fn disconnect(
    journey: &'static str,
    conversation: &'static str,
    analytics: &'static str,
) -> Disconnect {
    Disconnect {
        journey,
        conversation,
        analytics,
    }
}

pub(crate) static CLIENT: Disconnect = disconnect("Client", "client", "client");
pub(crate) static PEER: Disconnect = disconnect("Peer", "peer", "peer");
pub(crate) static SYSTEM: Disconnect = disconnect("System", "system", "system");
pub(crate) static TRANSFER: Disconnect = disconnect("Transfer", "transfer", "transfer");
pub(crate) static CONSULT_TRANSFER: Disconnect =
    disconnect("ConsultTransfer", "transfer.consult", "consultTransfer");
/// A value that no version of the API has yet.
pub(crate) static FUTURE: Disconnect = disconnect("Teleported", "teleported", "teleported");
