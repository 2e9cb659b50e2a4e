//! A buffer for a body.

use bytes::BytesMut;

/// A buffer of equal chunks. A single growing buffer would take up to three times the memory that is counted and fragment
/// the heap, so that thousands of half-sent bodies would take several times their size.
pub(super) struct Chunks {
    full: Vec<BytesMut>,
    last: BytesMut,
}

/// Bytes of a chunk. Most requests are smaller; a larger one wastes less than this in its last chunk.
pub(super) const CHUNK: usize = 16 * 1024;

impl Chunks {
    pub(super) fn new(length: usize) -> Self {
        Self {
            full: Vec::new(),
            last: BytesMut::with_capacity(length.min(CHUNK)),
        }
    }

    pub(super) fn push(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let free = CHUNK.saturating_sub(self.last.len());
            if free == 0 {
                let next = BytesMut::with_capacity(CHUNK);
                self.full.push(std::mem::replace(&mut self.last, next));
                continue;
            }
            let (head, tail) = data.split_at(free.min(data.len()));
            self.last.extend_from_slice(head);
            data = tail;
        }
    }

    pub(super) fn concat(self) -> BytesMut {
        if self.full.is_empty() {
            return self.last;
        }
        let mut all = BytesMut::with_capacity((self.full.len() + 1) * CHUNK);
        self.full
            .iter()
            .for_each(|chunk| all.extend_from_slice(chunk));
        all.extend_from_slice(&self.last);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_preserve_the_body() {
        for (length, frame) in [
            (0, 1),
            (1, 1),
            (CHUNK, 1_000),
            (CHUNK + 1, 7),
            (100_000, 32_768),
        ] {
            let sent: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut chunks = Chunks::new(length);
            sent.chunks(frame).for_each(|frame| chunks.push(frame));
            assert_eq!(chunks.concat(), sent);
        }
    }
}
