//! Faults of a response, from the connection to its JSON.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The platform's response.
#[derive(Debug, Default)]
pub(super) struct OriginalResponse {
    /// Status line and headers, including the empty line.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    /// The requested URL.
    pub(super) address: String,
}

/// How a response is changed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The connection closes without a response. If all operations are faulty, it closes at once.
    Close,
    /// The same, with a TCP reset.
    Reset,
    /// The connection closes within the head.
    CutHead,
    /// The connection closes within the body.
    CutBody,
    /// One byte every 200 ms.
    Drip,
    /// The connection stays open without a response.
    Silence,
    /// The connection stays open after the head.
    HeadOnly,
    /// The original response after this delay in milliseconds.
    Delayed(u64),
    /// These bytes instead of the response.
    Replaced(fn(&OriginalResponse) -> Vec<u8>),
    /// The first bytes once, then the second bytes repeatedly without end.
    Endless(fn() -> (Vec<u8>, Vec<u8>)),
}

impl OriginalResponse {
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Fault {
    /// Sends the faulty response and returns whether the connection can be reused.
    pub(super) async fn respond(
        self,
        stream: &mut TcpStream,
        original: &OriginalResponse,
    ) -> std::io::Result<bool> {
        match self {
            Self::Close => {}
            Self::Reset => stream.set_zero_linger()?,
            Self::CutHead => stream.write_all(&original.head.as_bytes()[..20]).await?,
            Self::CutBody => {
                let half = original.head.len() + original.body.len() / 2;
                stream.write_all(&original.bytes()[..half]).await?;
            }
            Self::Drip => {
                for byte in original.bytes() {
                    stream.write_all(&[byte]).await?;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
            Self::Silence => wait_for_close(stream).await?,
            Self::HeadOnly => {
                stream.write_all(original.head.as_bytes()).await?;
                wait_for_close(stream).await?;
            }
            Self::Delayed(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                stream.write_all(&original.bytes()).await?;
                return Ok(true);
            }
            Self::Replaced(response) => {
                stream.write_all(&response(original)).await?;
                return Ok(true);
            }
            Self::Endless(parts) => {
                let (start, repeated) = parts();
                stream.write_all(&start).await?;
                loop {
                    stream.write_all(&repeated).await?;
                }
            }
        }
        Ok(false)
    }
}

/// Waits until the client closes the connection.
async fn wait_for_close(stream: &mut TcpStream) -> std::io::Result<()> {
    while stream.read(&mut [0]).await? > 0 {}
    Ok(())
}

/// Name, fault, and the error code that it causes; `None` if the gateway tolerates the fault.
pub(super) type FaultCase = (&'static str, Fault, Option<&'static str>);

const UNAVAILABLE: Option<&str> = Some("UPSTREAM_UNAVAILABLE");
const INVALID: Option<&str> = Some("UPSTREAM_INVALID");
const TIMEOUT: Option<&str> = Some("UPSTREAM_TIMEOUT");

/// The connection fails.
pub(super) const CONNECTION_LOST: &[FaultCase] = &[
    ("closed", Fault::Close, UNAVAILABLE),
    ("reset", Fault::Reset, UNAVAILABLE),
    ("cut in the head", Fault::CutHead, UNAVAILABLE),
    ("cut in the body", Fault::CutBody, UNAVAILABLE),
    (
        "no HTTP",
        Fault::Replaced(|_| b"SSH-2.0-x\r\n\r\n".to_vec()),
        UNAVAILABLE,
    ),
    (
        "a huge header",
        Fault::Replaced(|_| {
            http_response("200 OK", &format!("x: {}\r\n", "x".repeat(1 << 20)), b"{}")
        }),
        UNAVAILABLE,
    ),
    (
        "many headers",
        Fault::Replaced(|_| http_response("200 OK", &"x: y\r\n".repeat(1000), b"{}")),
        UNAVAILABLE,
    ),
];

/// The response takes too long.
pub(super) const TIMED_OUT: &[FaultCase] = &[
    ("dripping", Fault::Drip, TIMEOUT),
    ("silent", Fault::Silence, TIMEOUT),
    ("a head without its body", Fault::HeadOnly, TIMEOUT),
    ("late", Fault::Delayed(5_000), TIMEOUT),
];

/// The response is valid HTTP but not what the operation returns.
pub(super) const UNEXPECTED_HTTP: &[FaultCase] = &[
    (
        "a status without a body",
        Fault::Replaced(|_| b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        INVALID,
    ),
    (
        "an empty body",
        Fault::Replaced(|_| json_response(b"")),
        INVALID,
    ),
    (
        "a page",
        Fault::Replaced(|_| http_response("200 OK", "content-type: text/html\r\n", b"<html>")),
        INVALID,
    ),
    (
        "a redirect",
        Fault::Replaced(|original| {
            http_response(
                "302 Found",
                &format!("location: {}\r\n", original.address),
                b"",
            )
        }),
        INVALID,
    ),
    (
        "another protocol",
        Fault::Replaced(|_| {
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"
                .to_vec()
        }),
        INVALID,
    ),
    (
        "not gzip",
        Fault::Replaced(|_| http_response("200 OK", "content-encoding: gzip\r\n", b"{}")),
        UNAVAILABLE,
    ),
    ("endless", Fault::Endless(endless_body), INVALID),
    ("a bomb", Fault::Endless(compression_bomb), INVALID),
];

/// The response is invalid JSON, or JSON of another shape.
pub(super) const UNEXPECTED_JSON: &[FaultCase] = &[
    (
        "half of the JSON",
        Fault::Replaced(|original| json_response(&original.body[..original.body.len() / 2])),
        INVALID,
    ),
    (
        "an error",
        Fault::Replaced(|_| {
            json_response(br#"{"message":"m","code":"internal.server.error","status":500}"#)
        }),
        INVALID,
    ),
    ("a list", Fault::Replaced(|_| json_response(b"[]")), INVALID),
    ("null", Fault::Replaced(|_| json_response(b"null")), INVALID),
    (
        "deep",
        Fault::Replaced(|_| json_response(&nested_json(200))),
        INVALID,
    ),
    (
        "very deep",
        Fault::Replaced(|_| json_response(&nested_json(100_000))),
        INVALID,
    ),
    (
        "other types",
        Fault::Replaced(|original| {
            json_response(with_other_types(original.json()).to_string().as_bytes())
        }),
        INVALID,
    ),
    (
        "huge numbers",
        Fault::Replaced(|original| json_response(&with_huge_numbers(&original.json()))),
        INVALID,
    ),
    (
        "invalid UTF-8",
        Fault::Replaced(|original| json_response(&with_invalid_utf8(&original.body))),
        INVALID,
    ),
    (
        "each key twice",
        Fault::Replaced(|original| json_response(&with_duplicate_keys(&original.body))),
        INVALID,
    ),
];

/// Faults that a robust client tolerates.
pub(super) const TOLERATED: &[FaultCase] = &[
    ("a little late", Fault::Delayed(20), None),
    (
        "interim responses",
        Fault::Replaced(|original| {
            let interim =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
            [interim.as_bytes(), &original.bytes()].concat()
        }),
        None,
    ),
];

pub(super) fn all_cases() -> impl Iterator<Item = FaultCase> {
    let all = [
        CONNECTION_LOST,
        TIMED_OUT,
        UNEXPECTED_HTTP,
        UNEXPECTED_JSON,
        TOLERATED,
    ];
    all.into_iter().flatten().copied()
}

fn http_response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// Status 200 with this body as JSON.
pub(super) fn json_response(body: &[u8]) -> Vec<u8> {
    http_response("200 OK", "content-type: application/json\r\n", body)
}

/// Gzip of endless zeros, 158 for each compressed byte: the instruction "repeat the last byte 258
/// times" over and over.
fn compression_bomb() -> (Vec<u8>, Vec<u8>) {
    // The start of a block with fixed codes, a zero and one repetition are exactly three bytes.
    let (zero, repeated) = ("01000110000", "1100010100000");
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let start = [&gzip[..], &pack_bits(&[zero, repeated].concat())].concat();
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n";
    (
        [head.as_bytes(), &chunk(&start)].concat(),
        chunk(&pack_bits(&repeated.repeat(8)).repeat(300)),
    )
}

/// Packs bits into bytes, lowest bit first.
fn pack_bits(bits: &str) -> Vec<u8> {
    let byte = |bits: &[u8]| {
        let bit = |(position, bit): (usize, &u8)| (bit - b'0') << position;
        bits.iter().enumerate().map(bit).sum()
    };
    bits.as_bytes().chunks(8).map(byte).collect()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let length = format!("{:x}\r\n", bytes.len());
    [length.as_bytes(), bytes, b"\r\n"].concat()
}

fn endless_body() -> (Vec<u8>, Vec<u8>) {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    (head.as_bytes().to_vec(), chunk(&[b' '; 0x1000]))
}

fn nested_json(levels: usize) -> Vec<u8> {
    let (open, close) = (r#"{"a":["#.repeat(levels), "]}".repeat(levels));
    format!(r#"{{"code":1,"a":{open}{close}}}"#).into_bytes()
}

/// Replaces each field of the outermost object by a value of another type.
fn with_other_types(value: Value) -> Value {
    let replace = |value| match value {
        Value::Null => json!([7]),
        Value::Bool(_) => json!({}),
        Value::Number(_) => json!("seven"),
        Value::String(_) => json!(7),
        Value::Array(_) => json!({"a": 7}),
        Value::Object(_) => json!(true),
    };
    let Value::Object(fields) = value else {
        return replace(value);
    };
    fields
        .into_iter()
        .map(|(key, value)| (key, replace(value)))
        .collect()
}

fn with_huge_numbers(value: &Value) -> Vec<u8> {
    let keys = value.as_object().unwrap().keys();
    let fields: Vec<_> = keys.map(|key| format!("\"{key}\":1e999")).collect();
    format!("{{{}}}", fields.join(",")).into_bytes()
}

/// Inserts an invalid UTF-8 byte at the beginning of every string.
fn with_invalid_utf8(body: &[u8]) -> Vec<u8> {
    let mut invalid = Vec::new();
    for (index, byte) in body.iter().enumerate() {
        invalid.push(*byte);
        if body[..=index].ends_with(b":\"") {
            invalid.push(0xff);
        }
    }
    invalid
}

fn with_duplicate_keys(body: &[u8]) -> Vec<u8> {
    let inner = &body[1..body.len() - 1];
    [b"{", inner, b",", inner, b"}"].concat()
}
