//! From an answer's bytes to what they say.

use bytes::BytesMut;
use reqwest::Response;
use serde::de::DeserializeOwned;

use super::judge::Fault;
use crate::platform::Error;

/// Bytes of a body of unknown length that are read into one piece of memory. A piece that grew would be
/// copied each time, and take three times its size on the way.
const PIECE: usize = 64 * 1024;

pub(super) async fn read(mut response: Response, cap: usize) -> Result<BytesMut, Fault> {
    let length = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut whole = BytesMut::with_capacity(length.unwrap_or(0).min(cap));
    let mut pieces: Vec<BytesMut> = Vec::new();
    let mut read = 0;
    while let Some(chunk) = response.chunk().await.map_err(|_| Fault::lost())? {
        read += chunk.len();
        if read > cap {
            return Err(Error::Invalid.into());
        }
        let last = pieces.last_mut().unwrap_or(&mut whole);
        if last.capacity() - last.len() >= chunk.len() {
            last.extend_from_slice(&chunk);
        } else {
            let mut piece = BytesMut::with_capacity(chunk.len().max(PIECE));
            piece.extend_from_slice(&chunk);
            pieces.push(piece);
        }
    }
    if !pieces.is_empty() {
        whole.reserve(read - whole.len());
        for piece in pieces {
            whole.extend_from_slice(&piece);
        }
    }
    Ok(whole)
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // Every answer is an object. A list would be read as an object's fields in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        tracing::warn!("upstream answer is no object");
        return Err(Error::Invalid);
    }
    // Looked over once, it need not be looked over again string by string.
    let body = std::str::from_utf8(body).map_err(|_| {
        tracing::warn!("upstream answer is no text");
        Error::Invalid
    })?;
    serde_json::from_str(body).map_err(|error| {
        // The position is ours to know; the text around it is the customer's.
        tracing::warn!(
            line = error.line(),
            column = error.column(),
            "upstream answer could not be decoded"
        );
        Error::Invalid
    })
}
