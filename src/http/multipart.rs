//! Subscriptions as parts of a `multipart/mixed` response, the protocol of Apollo's clients:
//! <https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol>.

use bytes::Bytes;

use super::stream::{Format, StreamEvent};
use crate::telemetry::Transport;

/// A part for each result. Clients read a part when they have received the delimiter after it, so that each part is sent
/// with that delimiter.
pub(super) const FORMAT: Format = Format {
    transport: Transport::Multipart,
    content_type: "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0",
    preamble: b"--graphql",
    write,
};

fn write(event: StreamEvent) -> Bytes {
    match event {
        StreamEvent::Next(body) => part(&[b"{\"payload\":", &body, b"}"]),
        StreamEvent::Error(error) => {
            let body = error.body();
            // An object with the key `errors` only.
            let errors = body.strip_prefix(b"{").unwrap_or_default();
            part(&[b"{\"payload\":null,", errors])
        }
        StreamEvent::KeepAlive => part(&[b"{}"]),
        StreamEvent::Complete => Bytes::from_static(b"--\r\n"),
    }
}

fn part(json: &[&[u8]]) -> Bytes {
    let header: &[u8] = b"\r\nContent-Type: application/json\r\n\r\n";
    [header, &json.concat(), b"\r\n--graphql"].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::RequestError;

    #[test]
    fn a_stream_is_written_as_the_protocol_describes() {
        let events = [
            StreamEvent::KeepAlive,
            StreamEvent::Next(Bytes::from_static(b"{\"data\":{}}")),
            StreamEvent::Error(RequestError::Internal),
            StreamEvent::Complete,
        ];
        let mut text = FORMAT.preamble.to_vec();
        for event in events {
            text.extend_from_slice(&write(event));
        }
        let error = String::from_utf8(RequestError::Internal.body().to_vec()).unwrap();
        let expected = [
            "--graphql\r\nContent-Type: application/json\r\n\r\n{}",
            "\r\n--graphql\r\nContent-Type: application/json\r\n\r\n{\"payload\":{\"data\":{}}}",
            "\r\n--graphql\r\nContent-Type: application/json\r\n\r\n{\"payload\":null,",
            &error[1..],
            "\r\n--graphql--\r\n",
        ];
        assert_eq!(String::from_utf8(text).unwrap(), expected.concat());
    }
}
