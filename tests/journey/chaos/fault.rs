//! What can become of an answer, from the connection up to the JSON in it.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The platform's own answer.
#[derive(Debug, Default)]
pub(super) struct Good {
    /// Up to the empty line and with it.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    /// Where it came from.
    pub(super) address: String,
}

/// How an answer is spoiled.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The connection is closed instead of an answer; for all operations, as soon as it is made.
    Close,
    /// The same, with RST.
    Reset,
    /// Closed in the midst of the head.
    CutHead,
    /// Closed in the midst of the body.
    CutBody,
    /// A few bytes a second.
    Drip,
    /// Never anything.
    Silence,
    /// The head, and never a body.
    HeadOnly,
    /// The right answer, so many milliseconds late.
    Late(u64),
    /// The bytes of another answer.
    Other(fn(&Good) -> Vec<u8>),
    /// Bytes, and then others over and over for ever.
    Endless(fn() -> (Vec<u8>, Vec<u8>)),
}

impl Good {
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Fault {
    /// Answers; says whether the connection may live on.
    pub(super) async fn tell(self, stream: &mut TcpStream, good: &Good) -> std::io::Result<bool> {
        match self {
            Self::Close => {}
            Self::Reset => stream.set_zero_linger()?,
            Self::CutHead => stream.write_all(&good.head.as_bytes()[..20]).await?,
            Self::CutBody => {
                let half = good.head.len() + good.body.len() / 2;
                stream.write_all(&good.bytes()[..half]).await?;
            }
            Self::Drip => {
                for byte in good.bytes() {
                    stream.write_all(&[byte]).await?;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
            Self::Silence => end(stream).await?,
            Self::HeadOnly => {
                stream.write_all(good.head.as_bytes()).await?;
                end(stream).await?;
            }
            Self::Late(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                stream.write_all(&good.bytes()).await?;
                return Ok(true);
            }
            Self::Other(answer) => {
                stream.write_all(&answer(good)).await?;
                return Ok(true);
            }
            Self::Endless(answer) => {
                let (start, again) = answer();
                stream.write_all(&start).await?;
                loop {
                    stream.write_all(&again).await?;
                }
            }
        }
        Ok(false)
    }
}

/// Waits until the other side closes.
async fn end(stream: &mut TcpStream) -> std::io::Result<()> {
    while stream.read(&mut [0]).await? > 0 {}
    Ok(())
}

/// Name, fault, and the code that tells of it; none for what does no harm.
pub(super) type Row = (&'static str, Fault, Option<&'static str>);

const UNAVAILABLE: Option<&str> = Some("UPSTREAM_UNAVAILABLE");
const INVALID: Option<&str> = Some("UPSTREAM_INVALID");
const TIMEOUT: Option<&str> = Some("UPSTREAM_TIMEOUT");

/// The connection fails.
pub(super) const LOST: &[Row] = &[
    ("closed", Fault::Close, UNAVAILABLE),
    ("reset", Fault::Reset, UNAVAILABLE),
    ("cut in the head", Fault::CutHead, UNAVAILABLE),
    ("cut in the body", Fault::CutBody, UNAVAILABLE),
    (
        "no HTTP",
        Fault::Other(|_| b"SSH-2.0-x\r\n\r\n".to_vec()),
        UNAVAILABLE,
    ),
    (
        "a huge header",
        Fault::Other(|_| answer("200 OK", &format!("x: {}\r\n", "x".repeat(1 << 20)), b"{}")),
        UNAVAILABLE,
    ),
    (
        "many headers",
        Fault::Other(|_| answer("200 OK", &"x: y\r\n".repeat(1000), b"{}")),
        UNAVAILABLE,
    ),
];

/// The answer takes too long.
pub(super) const STALLED: &[Row] = &[
    ("dripping", Fault::Drip, TIMEOUT),
    ("silent", Fault::Silence, TIMEOUT),
    ("a head without its body", Fault::HeadOnly, TIMEOUT),
    ("late", Fault::Late(5_000), TIMEOUT),
];

/// The answer is HTTP, and nothing that the operation's contract knows.
pub(super) const WRONG: &[Row] = &[
    (
        "a status without a body",
        Fault::Other(|_| b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        INVALID,
    ),
    ("an empty body", Fault::Other(|_| ok(b"")), INVALID),
    (
        "a page",
        Fault::Other(|_| answer("200 OK", "content-type: text/html\r\n", b"<html>")),
        INVALID,
    ),
    (
        "a redirect",
        Fault::Other(|good| answer("302 Found", &format!("location: {}\r\n", good.address), b"")),
        INVALID,
    ),
    (
        "another protocol",
        Fault::Other(|_| {
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"
                .to_vec()
        }),
        INVALID,
    ),
    (
        "not gzip",
        Fault::Other(|_| answer("200 OK", "content-encoding: gzip\r\n", b"{}")),
        UNAVAILABLE,
    ),
    ("endless", Fault::Endless(endless), INVALID),
    ("a bomb", Fault::Endless(bomb), INVALID),
];

/// The answer is nearly JSON, or JSON of another shape.
pub(super) const MISSHAPEN: &[Row] = &[
    (
        "half of the JSON",
        Fault::Other(|good| ok(&good.body[..good.body.len() / 2])),
        INVALID,
    ),
    (
        "an error",
        Fault::Other(|_| ok(br#"{"message":"m","code":"internal.server.error","status":500}"#)),
        INVALID,
    ),
    ("a list", Fault::Other(|_| ok(b"[]")), INVALID),
    ("null", Fault::Other(|_| ok(b"null")), INVALID),
    ("deep", Fault::Other(|_| ok(&deep(200))), INVALID),
    ("very deep", Fault::Other(|_| ok(&deep(100_000))), INVALID),
    (
        "other types",
        Fault::Other(|good| ok(twisted(good.json()).to_string().as_bytes())),
        INVALID,
    ),
    (
        "huge numbers",
        Fault::Other(|good| ok(&huge(&good.json()))),
        INVALID,
    ),
    (
        "invalid UTF-8",
        Fault::Other(|good| ok(&spoiled(&good.body))),
        INVALID,
    ),
    (
        "each key twice",
        Fault::Other(|good| ok(&doubled(&good.body))),
        INVALID,
    ),
];

/// What a good client bears.
pub(super) const HARMLESS: &[Row] = &[
    ("a little late", Fault::Late(20), None),
    (
        "interim answers",
        Fault::Other(|good| {
            let interim =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
            [interim.as_bytes(), &good.bytes()].concat()
        }),
        None,
    ),
];

pub(super) fn all() -> impl Iterator<Item = Row> {
    let all = [LOST, STALLED, WRONG, MISSHAPEN, HARMLESS];
    all.into_iter().flatten().copied()
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// Status 200 with what should be JSON.
pub(super) fn ok(body: &[u8]) -> Vec<u8> {
    answer("200 OK", "content-type: application/json\r\n", body)
}

/// Endless zeros, 158 of them for each byte: "the last byte, 258 times more" over and over.
fn bomb() -> (Vec<u8>, Vec<u8>) {
    // A block with fixed codes begins and has a zero; with one repetition that makes three bytes.
    let (zero, again) = ("01000110000", "1100010100000");
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let start = [&gzip[..], &packed(&[zero, again].concat())].concat();
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n";
    (
        [head.as_bytes(), &chunk(&start)].concat(),
        chunk(&packed(&again.repeat(8)).repeat(300)),
    )
}

/// Bits, the lowest of each byte first.
fn packed(bits: &str) -> Vec<u8> {
    let byte = |bits: &[u8]| {
        let bit = |(at, bit): (usize, &u8)| (bit - b'0') << at;
        bits.iter().enumerate().map(bit).sum()
    };
    bits.as_bytes().chunks(8).map(byte).collect()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let length = format!("{:x}\r\n", bytes.len());
    [length.as_bytes(), bytes, b"\r\n"].concat()
}

fn endless() -> (Vec<u8>, Vec<u8>) {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    (head.as_bytes().to_vec(), chunk(&[b' '; 0x1000]))
}

fn deep(levels: usize) -> Vec<u8> {
    let (open, close) = (r#"{"a":["#.repeat(levels), "]}".repeat(levels));
    format!(r#"{{"code":1,"a":{open}{close}}}"#).into_bytes()
}

/// Every value of another type, but for the outermost.
fn twisted(value: Value) -> Value {
    let twist = |value| match value {
        Value::Null => json!([7]),
        Value::Bool(_) => json!({}),
        Value::Number(_) => json!("seven"),
        Value::String(_) => json!(7),
        Value::Array(_) => json!({"a": 7}),
        Value::Object(_) => json!(true),
    };
    let Value::Object(fields) = value else {
        return twist(value);
    };
    fields
        .into_iter()
        .map(|(key, value)| (key, twist(value)))
        .collect()
}

fn huge(value: &Value) -> Vec<u8> {
    let keys = value.as_object().unwrap().keys();
    let fields: Vec<_> = keys.map(|key| format!("\"{key}\":1e999")).collect();
    format!("{{{}}}", fields.join(",")).into_bytes()
}

/// A byte that is no UTF-8 at the beginning of every text.
fn spoiled(body: &[u8]) -> Vec<u8> {
    let mut spoiled = Vec::new();
    for (at, byte) in body.iter().enumerate() {
        spoiled.push(*byte);
        if body[..=at].ends_with(b":\"") {
            spoiled.push(0xff);
        }
    }
    spoiled
}

fn doubled(body: &[u8]) -> Vec<u8> {
    let inner = &body[1..body.len() - 1];
    [b"{", inner, b",", inner, b"}"].concat()
}
