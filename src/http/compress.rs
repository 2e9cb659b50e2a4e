//! Compression of responses with gzip. A cached response is compressed once.

use std::sync::Arc;

use axum::http::HeaderMap;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

use super::accept::accepts_encoding;
use crate::pipeline::StoredResponse;

/// Smallest body that is compressed, in bytes. Below, compression saves less than the response headers take.
const MIN_BYTES: usize = 1_024;

/// Compression level. For this kind of JSON, level 6 is a few percent smaller and takes three times as long.
const LEVEL: Compression = Compression::new(3);

/// The body in gzip; `None` if it is too small.
pub(super) async fn gzip(response: &Arc<StoredResponse>) -> Option<Bytes> {
    if response.body.len() < MIN_BYTES {
        return None;
    }
    if let Some(compressed) = response.gzip.get() {
        return Some(compressed.clone());
    }
    let plain = response.body.clone();
    let compressed = tokio::task::spawn_blocking(move || compress(&plain));
    let compressed = compressed.await.ok()??;
    // If two requests compress it at the same time, the first result is kept.
    Some(response.gzip.get_or_init(|| compressed).clone())
}

fn compress(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 5), LEVEL);
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Whether the client accepts gzip.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    accepts_encoding(headers, &["gzip", "x-gzip"])
}
