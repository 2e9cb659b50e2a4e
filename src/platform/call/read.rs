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
    // What was looked over once need not be looked over again string by string. Bytes that are no text
    // do no harm where nobody reads them.
    let decoded = match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    decoded.map_err(|error| {
        // The position is ours to know; the text around it is the customer's.
        tracing::warn!(
            line = error.line(),
            column = error.column(),
            "upstream answer could not be decoded"
        );
        Error::Invalid
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Named {
        name: Option<String>,
    }

    fn name(body: &[u8]) -> Result<Option<String>, Error> {
        decode::<Named>(body).map(|named| named.name)
    }

    #[test]
    fn an_answer_is_an_object_and_text_wherever_it_is_read() {
        let expected = Ok(Some("Kr\u{fc}ger".to_owned()));
        assert_eq!(name("\n{\"name\": \"Kr\u{fc}ger\"}".as_bytes()), expected);
        assert_eq!(name(br#"{"name": "Kr\u00fcger"}"#), expected);
        assert_eq!(name(b"{\"skipped\": \"\xff\"}"), Ok(None));
        for unreadable in [
            &b"{\"name\": \"\xff\"}"[..],
            br#"{"name": "\ud800"}"#,
            br#"["Kr"]"#,
            br#"{"name": "Kr"} more"#,
            br#"{"name": "Kr""#,
            b"",
        ] {
            assert_eq!(name(unreadable), Err(Error::Invalid));
        }
    }
}
