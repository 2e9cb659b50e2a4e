//! Decompresses a body in gzip.

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;

/// Maximum size of a decompressed byte sequence in relation to the compressed one (deflate).
const MAX_RATIO: usize = 1_032;

/// Decompresses a body to at most `max_bytes`; `None` if it is larger or invalid.
pub(super) fn decompress(compressed: &[u8], max_bytes: usize) -> Option<Bytes> {
    let limit = u64::try_from(max_bytes).ok()?.checked_add(1)?;
    let mut body = Vec::with_capacity(expected_length(compressed).min(max_bytes));
    let mut decoder = MultiGzDecoder::new(compressed).take(limit);
    let length = decoder.read_to_end(&mut body).ok()?;
    (length <= max_bytes).then(|| Bytes::from(body))
}

/// The length that the end of the body states, if it is possible.
fn expected_length(compressed: &[u8]) -> usize {
    let stated = compressed.last_chunk().copied().map(u32::from_le_bytes);
    let stated = stated.and_then(|length| usize::try_from(length).ok());
    stated
        .unwrap_or_default()
        .min(compressed.len().saturating_mul(MAX_RATIO))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn compress(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_length_that_the_body_states_is_not_trusted() {
        let content = vec![b'a'; 20_000];
        let mut compressed = compress(&content);
        assert_eq!(expected_length(&compressed), content.len());
        assert_eq!(decompress(&compressed, 20_000).unwrap(), content);
        assert_eq!(decompress(&compressed, 19_999), None);
        let two_members = [compress(b"ab"), compress(b"cd")].concat();
        assert_eq!(decompress(&two_members, 4).unwrap(), b"abcd"[..]);
        assert_eq!(decompress(&compressed[..40], 20_000), None);
        let start = compressed.len() - 4;
        compressed[start..].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(expected_length(&compressed) <= compressed.len() * MAX_RATIO);
        assert_eq!(decompress(&compressed, 20_000), None);
    }
}
