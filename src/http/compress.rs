//! Answers in gzip, for clients that take it. A finished answer is compressed once.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

use crate::operation::answer::Content;

/// Below this many bytes compression saves less than the header costs.
const SMALLEST: usize = 1_024;

/// As good as level 6 within a few percent for such JSON, at a third of the time.
const LEVEL: Compression = Compression::new(3);

/// The body in gzip; nothing where that is not worth it.
pub(super) async fn gzip(content: &Content) -> Option<Bytes> {
    let body = content.body();
    let Content::Executed(finished) = content else {
        return None;
    };
    if body.len() < SMALLEST {
        return None;
    }
    if let Some(known) = finished.gzip.get() {
        return Some(known.clone());
    }
    let plain = body.clone();
    let compressed = tokio::task::spawn_blocking(move || compress(&plain));
    let compressed = compressed.await.ok()??;
    // Of two who compressed it at once the first is kept.
    Some(finished.gzip.get_or_init(|| compressed).clone())
}

fn compress(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 5), LEVEL);
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Whether the client takes gzip.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let (mut named, mut any) = (None, None);
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let codings = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    for coding in codings {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let wanted = quality.is_none_or(|quality| quality.parse().is_ok_and(|q: f32| q > 0.0));
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            named = Some(wanted);
        } else if name == "*" {
            any = Some(wanted);
        }
    }
    named.or(any).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_client_says_what_it_takes() {
        let table = [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("identity", false),
            ("", false),
            ("gzip;q=0", false),
            ("*, gzip;q=0.0", false),
            ("gzip;q=1, *;q=0", true),
            ("gzip;q=x", false),
        ];
        for (accepted, expected) in table {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            assert_eq!(takes_gzip(&headers), expected, "{accepted}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
