//! From an answer's bytes to what they say.

use bytes::BytesMut;
use reqwest::Response;
use serde::de::DeserializeOwned;

use super::judge::Fault;
use crate::platform::Error;

pub(super) async fn read(mut response: Response, cap: usize) -> Result<BytesMut, Fault> {
    let length = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut body = BytesMut::with_capacity(length.unwrap_or(0).min(cap));
    while let Some(chunk) = response.chunk().await.map_err(|_| Fault::lost())? {
        if body.len() + chunk.len() > cap {
            return Err(Error::Invalid.into());
        }
        if body.capacity() - body.len() < chunk.len() {
            // Twice the room, but none beyond the cap: it would never be used.
            let room = chunk.len().max(body.len()).min(cap - body.len());
            body.reserve(room);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // Every answer is an object. A list would be read as an object's fields in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        tracing::warn!("upstream answer is no object");
        return Err(Error::Invalid);
    }
    serde_json::from_slice(body).map_err(|error| {
        // The position is ours to know; the text around it is the customer's.
        tracing::warn!(
            line = error.line(),
            column = error.column(),
            "upstream answer could not be decoded"
        );
        Error::Invalid
    })
}
