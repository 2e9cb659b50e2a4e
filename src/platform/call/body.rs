//! Reads the body of a response.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::Body;
use hyper::header::CONTENT_ENCODING;

use super::attempt::FailedAttempt;
use super::gzip;
use crate::platform::error::Error;

/// Minimum size in bytes of the first buffer for a body of unknown length, and its size in first chunks.
const FIRST_BYTES: usize = 16 * 1024;
const FIRST_CHUNKS: usize = 4;

/// Size of each further buffer. A single growing buffer would be copied each time it grows, and take three times its size
/// meanwhile.
const BUFFER_BYTES: usize = 64 * 1024;

/// Reads a body of at most `max_bytes`, before and after decompression.
pub(super) async fn read(
    response: Response<impl Body<Data = Bytes> + Unpin>,
    max_bytes: usize,
) -> Result<Bytes, FailedAttempt> {
    let (head, body) = response.into_parts();
    let body = collect(body, max_bytes).await?;
    match head.headers.get(CONTENT_ENCODING) {
        Some(coding) if coding.as_bytes().eq_ignore_ascii_case(b"gzip") => {
            gzip::decompress(&body, max_bytes)
        }
        _ => Ok(body),
    }
}

async fn collect(
    mut body: impl Body<Data = Bytes> + Unpin,
    max_bytes: usize,
) -> Result<Bytes, FailedAttempt> {
    let length = body.size_hint().exact();
    let length = length.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if length.is_some_and(|length| length > max_bytes) {
        return Err(Error::Invalid(None).into());
    }
    let mut read = 0;
    let first = next(&mut body, &mut read, max_bytes).await?;
    let first = first.unwrap_or_default();
    // Most bodies arrive as one chunk, which is used without a copy.
    if body.is_end_stream() {
        return Ok(first);
    }
    let Some(second) = next(&mut body, &mut read, max_bytes).await? else {
        return Ok(first);
    };
    let expected = length.unwrap_or_else(|| FIRST_BYTES.max(FIRST_CHUNKS * first.len()));
    let mut whole = BytesMut::with_capacity(expected.max(read));
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&second);
    drop((first, second));
    let mut overflow: Vec<BytesMut> = Vec::new();
    while let Some(chunk) = next(&mut body, &mut read, max_bytes).await? {
        let last = overflow.last_mut().unwrap_or(&mut whole);
        if last.capacity() - last.len() >= chunk.len() {
            last.extend_from_slice(&chunk);
        } else {
            let mut buffer = BytesMut::with_capacity(chunk.len().max(BUFFER_BYTES));
            buffer.extend_from_slice(&chunk);
            overflow.push(buffer);
        }
    }
    if !overflow.is_empty() {
        whole.reserve(read - whole.len());
        for buffer in overflow {
            whole.extend_from_slice(&buffer);
        }
    }
    Ok(whole.freeze())
}

/// The next chunk; `None` at the end. Adds its length to `read`, which may be at most `max_bytes`.
async fn next(
    body: &mut (impl Body<Data = Bytes> + Unpin),
    read: &mut usize,
    max_bytes: usize,
) -> Result<Option<Bytes>, FailedAttempt> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| FailedAttempt::connection_lost())?;
        // Another frame has trailers.
        let Ok(chunk) = frame.into_data() else {
            continue;
        };
        *read += chunk.len();
        if *read > max_bytes {
            return Err(Error::Invalid(None).into());
        }
        return Ok(Some(chunk));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::stream;
    use http_body_util::{Full, StreamBody};
    use hyper::body::Frame;

    use super::*;

    const MAX: usize = 300_000;

    fn content(length: usize) -> Vec<u8> {
        (0..=250).cycle().take(length).collect()
    }

    /// A response of unknown length.
    fn chunked(content: &[u8], chunk: usize) -> Response<impl Body<Data = Bytes> + Unpin> {
        let frames = content.chunks(chunk).map(Bytes::copy_from_slice);
        let frames: Vec<_> = frames
            .map(|it| Ok::<_, Infallible>(Frame::data(it)))
            .collect();
        Response::new(StreamBody::new(stream::iter(frames)))
    }

    fn gzipped(content: &[u8]) -> Response<Full<Bytes>> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let body = encoder.finish().unwrap();
        let response = Response::builder().header(CONTENT_ENCODING, "gzip");
        response.body(Full::from(body)).unwrap()
    }

    #[tokio::test]
    async fn chunks_of_any_size_are_joined() {
        let borders = [FIRST_BYTES, FIRST_BYTES + BUFFER_BYTES, MAX];
        let borders = borders.iter().flat_map(|it| [it - 1, *it, it + 1]);
        for length in [0, 1, 2].into_iter().chain(borders) {
            for chunk in [500, FIRST_BYTES, FIRST_BYTES + 1, BUFFER_BYTES, MAX + 1] {
                let content = content(length);
                let body = read(chunked(&content, chunk), MAX).await;
                if length <= MAX {
                    assert!(body.unwrap() == content, "{length} {chunk}");
                } else {
                    assert_eq!(body.unwrap_err(), Error::Invalid(None).into());
                }
            }
        }
    }

    #[tokio::test]
    async fn a_body_of_one_chunk_is_not_copied() {
        let sent = Bytes::from(content(20_000));
        let body = read(Response::new(Full::new(sent.clone())), MAX).await;
        assert_eq!(body.unwrap().as_ptr(), sent.as_ptr());
        let body = read(Response::new(Full::new(sent)), 19_999).await;
        assert_eq!(body.unwrap_err(), Error::Invalid(None).into());
    }

    #[tokio::test]
    async fn a_compressed_body_is_cut_at_the_limit() {
        let content = content(MAX);
        let body = read(gzipped(&content), MAX).await;
        assert!(body.unwrap() == content);
        let body = read(gzipped(&content), MAX - 1).await;
        assert_eq!(body.unwrap_err(), Error::Invalid(None).into());
        // Small on the wire, but large in memory.
        let bomb = gzipped(&vec![b' '; 100 * MAX]);
        assert!(bomb.body().size_hint().exact().unwrap() < MAX as u64);
        let body = read(bomb, MAX).await;
        assert_eq!(body.unwrap_err(), Error::Invalid(None).into());
    }
}
