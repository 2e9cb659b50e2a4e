//! JSON text that is written while its parts are resolved.

use std::future::Future;
use std::pin::Pin;

use async_graphql::{ServerResult, Value};
use futures_util::future::try_join_all;

use crate::json;

/// A value that waits for data.
pub(super) type Pending<'a> = Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>>;

/// JSON text with gaps for the values that wait for data.
#[derive(Default)]
pub(crate) struct TextWithGaps<'a> {
    text: Vec<u8>,
    /// The position of each gap, and its value.
    gaps: Vec<usize>,
    pending: Vec<Pending<'a>>,
}

impl<'a> TextWithGaps<'a> {
    pub(super) fn push(&mut self, byte: u8) {
        self.text.push(byte);
    }

    /// Reserves memory for the text so far, `times` more.
    pub(super) fn reserve_as_much(&mut self, times: usize) {
        let typical = self.text.len() + self.text.len() / 8;
        self.text.reserve(typical.saturating_mul(times));
    }

    /// Appends a value. Reserves a sixteenth more than it needs, so that the few bytes after a long value do not make the
    /// vector allocate and copy it.
    pub(super) fn write(&mut self, value: &Value) {
        let length = json::written_len(value);
        self.text.reserve(length + length / 16);
        json::write(value, &mut self.text);
    }

    /// Leaves a gap for a value.
    pub(super) fn leave_gap(&mut self, value: Pending<'a>) {
        self.gaps.push(self.text.len());
        self.pending.push(value);
    }

    /// The whole text, when all values are there.
    pub(super) async fn fill(self) -> ServerResult<Value> {
        let Self {
            text,
            gaps,
            pending,
        } = self;
        if gaps.is_empty() {
            return Ok(Value::Binary(text.into()));
        }
        let values = try_join_all(pending).await?;
        let added = values.iter().map(json::written_len).sum::<usize>();
        let mut filled = Vec::with_capacity(text.len() + added);
        let mut rest = text.as_slice();
        let mut before = 0;
        for (gap, value) in gaps.into_iter().zip(&values) {
            let (part, after) = rest.split_at(gap - before);
            filled.extend_from_slice(part);
            json::write(value, &mut filled);
            (rest, before) = (after, gap);
        }
        filled.extend_from_slice(rest);
        Ok(Value::Binary(filled.into()))
    }
}

impl AsMut<Vec<u8>> for TextWithGaps<'_> {
    fn as_mut(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_that_wait_are_written_where_they_belong() {
        let mut text = TextWithGaps::default();
        text.as_mut().extend_from_slice(b"[1,");
        text.leave_gap(Box::pin(async {
            tokio::task::yield_now().await;
            Ok(Value::from("two"))
        }));
        text.push(b',');
        text.leave_gap(Box::pin(async { Ok(Value::Null) }));
        text.leave_gap(Box::pin(async { Ok(Value::Binary("".into())) }));
        text.push(b']');
        let filled = text.fill().await.unwrap();
        assert_eq!(filled, Value::Binary(r#"[1,"two",null]"#.into()));
    }
}
