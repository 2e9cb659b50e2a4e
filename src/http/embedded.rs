//! Files of the pages: the bundle of `web/`, embedded in the binary in compressed form.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed_for_web::{EmbedableFile, RustEmbed};

use super::accept::accepts_encoding;
use super::error;
use super::media::Media;
use super::revalidation;
use crate::pipeline::RequestError;

/// `Cache-Control` of files that the browser may keep and must revalidate.
pub(super) const REVALIDATED: &str = "no-cache";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[gzip = false]
struct Bundle;

/// Responds with the file at `path` of the bundle, under a Content Security Policy.
pub(super) fn serve(
    path: &str,
    caching: &'static str,
    policy: HeaderValue,
    request: &HeaderMap,
) -> Response {
    let file = Bundle::get(path);
    let etag = file
        .as_ref()
        .and_then(|file| HeaderValue::from_str(file.etag().as_ref()).ok());
    let (Some(file), Some(etag)) = (file, etag) else {
        return error::response(&RequestError::NotFound, Media::Json);
    };
    let fixed = [
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::ETAG, etag.clone()),
    ];
    if revalidation::is_known(request, &etag) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, content_type(path))];
    match file
        .data_br()
        .filter(|_| accepts_encoding(request, &["br"]))
    {
        Some(data) => (
            fixed,
            content_type,
            [(header::CONTENT_ENCODING, "br")],
            Bytes::from_owner(data),
        )
            .into_response(),
        None => (fixed, content_type, Bytes::from_owner(file.data())).into_response(),
    }
}

/// Browsers run modules and module workers only with the correct type.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
