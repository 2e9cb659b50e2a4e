//! Sessions and their events: `JourneyApi` of the platform's SDKs.

use std::sync::Arc;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::event::Event;
use super::wire::session::Session;
use super::wire::{Listing, Shape};
use crate::model::event::Event as EventModel;
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::Session as SessionModel;

/// One page of a contact's sessions, in the platform's order.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionsPage {
    /// The sessions that the caller may see.
    pub sessions: Vec<Arc<SessionModel>>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

/// One page of a session's events, in the platform's order.
#[derive(Debug, Clone, PartialEq)]
pub struct EventsPage {
    /// The events.
    pub events: Vec<EventModel>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<String>,
}

impl Platform {
    /// Reads a page of a contact's sessions of all types. `page_size` is at most 200. Needs
    /// `externalContacts:session:view`.
    pub async fn sessions_of_contact(
        &self,
        caller: &UpstreamCaller,
        id: CustomerId,
        page_size: u32,
        after: Option<&str>,
        include_merged: bool,
    ) -> Result<SessionsPage, Error> {
        let mut arguments = Arguments::for_id(Operation::ContactSessions, id)
            .with("pageSize", page_size)
            .with("includeMerged", include_merged);
        if let Some(after) = after {
            arguments = arguments.with("after", after);
        }
        let listing: Listing<Session> = self.call(caller, arguments).await?;
        Ok(SessionsPage {
            next: next(&listing, after)?,
            // A larger page than requested would be cached under the wrong size.
            sessions: cut(listing.entities.0, page_size),
        })
    }

    /// Reads one session; `None` if it is unknown or in a division that the caller may not see: clients must not be able to
    /// distinguish the two. Needs `journey:session:view` or `externalContacts:session:view`.
    pub async fn session(
        &self,
        caller: &UpstreamCaller,
        id: SessionId,
    ) -> Result<Option<SessionModel>, Error> {
        match self
            .call::<Session>(caller, Arguments::for_id(Operation::Session, id))
            .await
        {
            // Another session than the requested one would be cached and checked under the wrong id.
            Ok(session) => match session.into_model() {
                Some(session) if session.id == id => Ok(Some(Arc::unwrap_or_clone(session))),
                _ => Err(Error::Invalid(None)),
            },
            Err(
                Error::NotFound | Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden(_),
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a page of a session's events. `page_size` is at most 200. Needs `journey:event:view`.
    pub async fn events(
        &self,
        caller: &UpstreamCaller,
        id: SessionId,
        page_size: u32,
        after: Option<&str>,
    ) -> Result<EventsPage, Error> {
        let mut arguments =
            Arguments::for_id(Operation::SessionEvents, id).with("pageSize", page_size);
        if let Some(after) = after {
            arguments = arguments.with("after", after);
        }
        let listing: Listing<Event> = self.call(caller, arguments).await?;
        Ok(EventsPage {
            next: next(&listing, after)?,
            events: cut(listing.entities.0, page_size),
        })
    }
}

/// At most the requested number of entities.
fn cut<T>(mut entities: Vec<T>, requested: u32) -> Vec<T> {
    entities.truncate(usize::try_from(requested).unwrap_or(usize::MAX));
    entities
}

/// The cursor of the next page. Fails for a page that names itself as the next one, because reading it would not end.
fn next<T: Shape>(listing: &Listing<T>, after: Option<&str>) -> Result<Option<String>, Error> {
    let next = cursor(listing.next_uri.0.as_deref());
    if next.is_some() && next.as_deref() == after {
        return Err(Error::Invalid(None));
    }
    Ok(next)
}

/// The cursor in `nextUri`. The rest is ignored: following the URL would let a response choose the host that receives the
/// token.
fn cursor(next_uri: Option<&str>) -> Option<String> {
    let (_, query) = next_uri?.split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == "after")
        .map(|(_, value)| value.into_owned())
        .filter(|after| !after.is_empty())
}

#[cfg(test)]
mod tests {
    use super::cursor;

    #[test]
    fn only_the_cursor_of_a_next_uri_is_used() {
        let relative =
            "/api/v2/externalcontacts/contacts/x/journey/sessions?pageSize=2&after=a%2Bb%3D";
        assert_eq!(cursor(Some(relative)).as_deref(), Some("a+b="));
        assert_eq!(
            cursor(Some("https://elsewhere.example/x?after=c")).as_deref(),
            Some("c")
        );
        assert_eq!(
            [cursor(None), cursor(Some("/x")), cursor(Some("/x?after="))],
            [None, None, None]
        );
    }
}
