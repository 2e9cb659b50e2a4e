//! Decompression of a body in gzip.

use std::io::Read;

use bytes::BytesMut;
use flate2::bufread::GzDecoder;

use super::chunks::{CHUNK, Chunks};
use crate::pipeline::RequestError;

/// Decompresses a body of at most `limit` bytes. `reserve` is called for the memory of each part before it is stored.
///
/// A gzip file may have many members, but a body has one: each further one, even an empty one, would cost a new decoder.
pub(super) fn decompress(
    compressed: &[u8],
    limit: usize,
    mut reserve: impl FnMut(usize) -> Result<(), RequestError>,
) -> Result<BytesMut, RequestError> {
    let mut decoder = GzDecoder::new(compressed);
    let mut chunks = Chunks::new(CHUNK);
    let mut buffer = [0; CHUNK];
    let mut length = 0;
    loop {
        let read = decoder.read(&mut buffer);
        let read = read.map_err(|_| RequestError::InvalidGzip)?;
        let Some(data) = buffer.get(..read).filter(|data| !data.is_empty()) else {
            break;
        };
        length += data.len();
        if length > limit {
            return Err(RequestError::BodyTooLarge { limit });
        }
        reserve(data.len())?;
        chunks.push(data);
    }
    if decoder.into_inner().is_empty() {
        Ok(chunks.concat())
    } else {
        Err(RequestError::InvalidGzip)
    }
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
    fn the_limit_counts_decompressed_bytes_and_each_is_reserved() {
        let body = vec![b' '; 100_000];
        let mut reserved = 0;
        let decompressed = decompress(&compress(&body), body.len(), |bytes| {
            reserved += bytes;
            Ok(())
        });
        assert_eq!(decompressed.unwrap(), body);
        assert_eq!(reserved, body.len());
        let limit = body.len() - 1;
        let too_large = Err(RequestError::BodyTooLarge { limit });
        let found = decompress(&compress(&body), limit, |_| Ok(()));
        assert_eq!(found, too_large);
    }

    #[test]
    fn a_body_that_is_not_one_gzip_member_is_invalid() {
        let gzip = compress(b"{}");
        let half = gzip.get(..gzip.len() - 4).unwrap().to_vec();
        for body in [Vec::new(), b"{}".to_vec(), half, gzip.repeat(2)] {
            let found = decompress(&body, 1_000, |_| Ok(()));
            assert_eq!(found, Err(RequestError::InvalidGzip), "{body:?}");
        }
    }
}
