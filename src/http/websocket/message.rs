//! Messages of `graphql-transport-ws`, and the codes with which a socket is closed.

use axum::Error;
use axum::extract::ws::close_code;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::operations::{Kind, TooMany};
use crate::operation::Params;

pub(super) const ACK: &str = r#"{"type":"connection_ack"}"#;
pub(super) const PONG: &str = r#"{"type":"pong"}"#;

/// Bytes of an operation's id.
const LONGEST_ID: usize = 128;

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    Init { token: Option<String> },
    Ping,
    Pong,
    Subscribe { id: String, params: Params },
    Complete { id: String },
}

impl Said {
    pub(super) fn read(text: &str) -> Result<Self, Close> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Close::Malformed("a message is a JSON object"));
        };
        let kind = message.remove("type");
        match kind.as_ref().and_then(Value::as_str).unwrap_or_default() {
            "connection_init" => Ok(Self::Init {
                token: token(message.get("payload"))?,
            }),
            "ping" => Ok(Self::Ping),
            "pong" => Ok(Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let payload = message.remove("payload").unwrap_or_default();
                let params = Params::of_value(payload)
                    .map_err(|_| Close::Malformed("`payload` is no GraphQL request"))?;
                Ok(Self::Subscribe { id, params })
            }
            "complete" => Ok(Self::Complete {
                id: id(&mut message)?,
            }),
            _ => Err(Close::Malformed("there is no such type of message")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID => Ok(id),
        _ => Err(Close::Malformed("`id` is a text of 1 to 128 bytes")),
    }
}

/// `Authorization: Bearer …` or `authToken`, whichever case the names are written in.
fn token(payload: Option<&Value>) -> Result<Option<String>, Close> {
    let fields = match payload {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(Close::Malformed("`payload` is an object")),
    };
    let field = |name: &str| {
        let mut fields = fields.iter();
        let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value.as_str().map(str::trim)
    };
    let token = match field("authorization") {
        Some(value) => {
            let (scheme, token) = value.split_once(' ').ok_or(Close::Unauthorized)?;
            if !scheme.eq_ignore_ascii_case("bearer") {
                return Err(Close::Unauthorized);
            }
            Some(token.trim())
        }
        None => field("authToken"),
    };
    Ok(token.filter(|token| !token.is_empty()).map(str::to_owned))
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a RawValue>,
}

fn write(kind: &'static str, id: &str, payload: Option<&RawValue>) -> String {
    // Texts into memory: it cannot fail.
    serde_json::to_string(&Message { kind, id, payload }).unwrap_or_default()
}

/// What was executed.
pub(super) fn next(id: &str, body: &[u8]) -> String {
    let payload: Option<&RawValue> = serde_json::from_slice(body).ok();
    write("next", id, payload)
}

/// What was not executed, or came to its end by a failure: the errors out of `body`.
pub(super) fn error(id: &str, body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        errors: &'a RawValue,
    }
    let body: Option<Body<'_>> = serde_json::from_slice(body).ok();
    write("error", id, body.map(|body| body.errors))
}

pub(super) fn complete(id: &str) -> String {
    write("complete", id, None)
}

/// Too many operations are running.
pub(super) fn too_many(id: &str, TooMany { kind, limit }: TooMany) -> String {
    let operations = match kind {
        Kind::Query => "queries run or wait",
        Kind::Subscription => "subscriptions run",
    };
    let error = json!([{
        "message": format!("{limit} {operations} on this WebSocket, which is the limit; complete one first"),
        "extensions": {"code": "STREAM_LIMIT", "limit": limit},
    }]);
    json!({"type": "error", "id": id, "payload": error}).to_string()
}

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Close {
    /// The client has left, or is not heard of any more.
    Gone,
    /// The server stops.
    GoingAway,
    /// A message was too large.
    TooLarge,
    /// What was sent are no messages at all.
    Protocol,
    /// The viewer cannot be identified now.
    TryAgain,
    /// Not a message of the protocol.
    Malformed(&'static str),
    /// There is no valid token.
    Unauthorized,
    /// The token is valid no longer, or does not say whose it is.
    Forbidden,
    /// What the viewer may see is not known, and the gateway alone enforces it.
    RightsUnknown,
    /// Nothing was said for too long.
    InitTimeout,
    /// There is an operation with this id.
    Duplicate(String),
    /// It has begun already.
    TooManyInits,
}

impl Close {
    /// What became of a socket that failed.
    pub(super) fn of(error: &Error) -> Self {
        use std::error::Error as _;
        let mut cause = error.source();
        while let Some(one) = cause {
            // The library of the sockets is axum's own matter; its words are all there is to go by.
            let text = one.to_string();
            if text.contains("too long") || text.contains("too large") {
                return Self::TooLarge;
            }
            if text.contains("rotocol") || text.contains("UTF-8") {
                return Self::Protocol;
            }
            cause = one.source();
        }
        Self::Gone
    }

    /// Code and reason; nothing where nobody is left to read them.
    pub(super) fn frame(&self) -> Option<(u16, String)> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::GoingAway => (close_code::AWAY, "Going away"),
            Self::TooLarge => (close_code::SIZE, "Message too large"),
            Self::Protocol => (close_code::PROTOCOL, "Protocol error"),
            Self::TryAgain => (close_code::AGAIN, "Try again later"),
            Self::Malformed(reason) => (4400, *reason),
            Self::Unauthorized => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::RightsUnknown => (4403, "VIEWER_RIGHTS_UNKNOWN"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::Duplicate(id) => {
                // A reason has 123 bytes at most.
                let id: String = id.chars().take(20).collect();
                return Some((4409, format!("Subscriber for {id} already exists")));
            }
            Self::TooManyInits => (4429, "Too many initialisation requests"),
        };
        Some((code, reason.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in any::<String>(), object in "\\{\"type\":\"[a-z_]{0,20}\",\"id\":.{0,30}\\}") {
            let _ = Said::read(&text);
            let _ = Said::read(&object);
        }

        #[test]
        fn a_reason_fits_into_its_frame(id in ".{1,128}") {
            let (_, reason) = Close::Duplicate(id).frame().unwrap();
            prop_assert!(reason.len() <= 123);
        }
    }

    #[test]
    fn a_token_is_found_where_clients_put_it() {
        let token = |payload: Value| {
            let text = json!({"type": "connection_init", "payload": payload}).to_string();
            match Said::read(&text) {
                Ok(Said::Init { token }) => Ok(token),
                Ok(said) => panic!("{said:?}"),
                Err(close) => Err(close),
            }
        };
        let found = Ok(Some("t".to_owned()));
        assert_eq!(token(json!({"Authorization": "Bearer t"})), found);
        assert_eq!(token(json!({"authorization": "bearer t"})), found);
        assert_eq!(token(json!({"authToken": "t"})), found);
        assert_eq!(token(json!({})), Ok(None));
        assert_eq!(token(Value::Null), Ok(None));
        assert_eq!(
            token(json!({"Authorization": "Basic t"})),
            Err(Close::Unauthorized)
        );
        assert!(matches!(token(json!([])), Err(Close::Malformed(_))));
    }
}
