//! Decompresses a body in gzip.

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;

use super::attempt::FailedAttempt;
use crate::platform::error::Error;

/// Maximum size of a decompressed byte sequence in relation to the compressed one (deflate).
const MAX_RATIO: usize = 1_032;

/// Decompresses a body of at most `max_bytes`. Invalid data counts as a lost connection, which may have cut it.
pub(super) fn decompress(compressed: &[u8], max_bytes: usize) -> Result<Bytes, FailedAttempt> {
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    let mut body = Vec::with_capacity(expected_length(compressed).min(max_bytes));
    let mut decoder = MultiGzDecoder::new(compressed).take(limit.saturating_add(1));
    match decoder.read_to_end(&mut body) {
        Ok(length) if length <= max_bytes => Ok(body.into()),
        Ok(_) => Err(Error::Invalid(None).into()),
        Err(_) => Err(FailedAttempt::connection_lost()),
    }
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
        let too_large = FailedAttempt::from(Error::Invalid(None));
        assert_eq!(decompress(&compressed, 19_999), Err(too_large));
        let two_members = [compress(b"ab"), compress(b"cd")].concat();
        assert_eq!(decompress(&two_members, 4).unwrap(), b"abcd"[..]);
        let cut = &compressed[..compressed.len() - 1];
        let lost = || Err(FailedAttempt::connection_lost());
        assert_eq!(decompress(cut, 20_000), lost());
        assert_eq!(decompress(b"{}", 20_000), lost());
        let start = compressed.len() - 4;
        compressed[start..].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(expected_length(&compressed) <= compressed.len() * MAX_RATIO);
        assert_eq!(decompress(&compressed, 20_000), lost());
    }
}
