//! Messages of `graphql-transport-ws`.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::operations::{Kind, TooManyOperations};
use crate::http::close::Close;
use crate::pipeline::Params;

pub(super) const ACK: &str = r#"{"type":"connection_ack"}"#;
pub(super) const PONG: &str = r#"{"type":"pong"}"#;

const NO_BEARER: Close = Close::Unauthorized("`Authorization` must be `Bearer` and a token");

/// Maximum length of an operation's id in bytes.
const MAX_ID_BYTES: usize = 128;

/// A message from the client.
#[derive(Debug)]
pub(super) enum Incoming {
    Init { token: Option<String> },
    Ping,
    Pong,
    Subscribe { id: String, params: Params },
    Complete { id: String },
}

impl Incoming {
    pub(super) fn parse(text: &str) -> Result<Self, Close> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Close::InvalidMessage("a message must be a JSON object"));
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
                let params = Params::from_value(payload)
                    .map_err(|_| Close::InvalidMessage("`payload` must be a GraphQL request"))?;
                Ok(Self::Subscribe { id, params })
            }
            "complete" => Ok(Self::Complete {
                id: id(&mut message)?,
            }),
            _ => Err(Close::InvalidMessage("unknown message type")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID_BYTES => Ok(id),
        _ => Err(Close::InvalidMessage(
            "`id` must be a string of 1 to 128 bytes",
        )),
    }
}

/// The token in `Authorization: Bearer …` or `authToken`; names are compared case-insensitively.
fn token(payload: Option<&Value>) -> Result<Option<String>, Close> {
    let fields = match payload {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(Close::InvalidMessage("`payload` must be an object")),
    };
    let field = |name: &str| {
        let mut fields = fields.iter();
        let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value.as_str().map(str::trim)
    };
    let token = match field("authorization") {
        Some(value) => {
            let (scheme, token) = value.split_once(' ').ok_or(NO_BEARER)?;
            if !scheme.eq_ignore_ascii_case("bearer") {
                return Err(NO_BEARER);
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
    // Serializing strings into memory does not fail.
    serde_json::to_string(&Message { kind, id, payload }).unwrap_or_default()
}

/// The result of an operation.
pub(super) fn next(id: &str, body: &[u8]) -> String {
    let payload: Option<&RawValue> = serde_json::from_slice(body).ok();
    write("next", id, payload)
}

/// The errors of a response `body` without data.
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

/// The error of an operation beyond the socket's limit.
pub(super) fn too_many(id: &str, error: TooManyOperations) -> String {
    let TooManyOperations { kind, limit } = error;
    let operations = match kind {
        Kind::Query => "running and waiting queries",
        Kind::Subscription => "running subscriptions",
    };
    let error = json!([{
        "message": format!("this WebSocket has reached its limit of {limit} {operations}; complete one first"),
        "extensions": {"code": "STREAM_LIMIT", "limit": limit},
    }]);
    json!({"type": "error", "id": id, "payload": error}).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_message_causes_a_panic(text in any::<String>(), object in "\\{\"type\":\"[a-z_]{0,20}\",\"id\":.{0,30}\\}") {
            let _ = Incoming::parse(&text);
            let _ = Incoming::parse(&object);
        }
    }

    #[test]
    fn the_token_is_found_in_each_common_location() {
        let token = |payload: Value| {
            let text = json!({"type": "connection_init", "payload": payload}).to_string();
            match Incoming::parse(&text) {
                Ok(Incoming::Init { token }) => Ok(token),
                Ok(other) => panic!("{other:?}"),
                Err(close) => Err(close),
            }
        };
        let found = Ok(Some("t".to_owned()));
        assert_eq!(token(json!({"Authorization": "Bearer t"})), found);
        assert_eq!(token(json!({"authorization": "bearer t"})), found);
        assert_eq!(token(json!({"authToken": "t"})), found);
        assert_eq!(token(json!({})), Ok(None));
        assert_eq!(token(Value::Null), Ok(None));
        assert_eq!(token(json!({"Authorization": "Basic t"})), Err(NO_BEARER));
        assert!(matches!(token(json!([])), Err(Close::InvalidMessage(_))));
    }
}
