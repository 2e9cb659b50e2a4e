//! The platform's two kinds of paging: numbered pages with totals, and a relative `nextUri` with an opaque cursor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::error::ApiError;
use super::fields::Fields;
use super::server::ApiRequest;

/// The limits of a numbered list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageLimits {
    pub(crate) size: usize,
    pub(crate) largest: usize,
    pub(crate) last_page: usize,
}

/// The limits where no maximum is documented: larger than anything that a gateway should request.
pub(crate) const USUAL: PageLimits = PageLimits {
    size: 25,
    largest: 500,
    last_page: usize::MAX,
};

/// One page of `all`, with totals and links.
pub(crate) fn numbered(
    request: &ApiRequest,
    limits: PageLimits,
    all: Vec<Value>,
) -> Result<Value, ApiError> {
    let size = number(request, "pageSize")?.unwrap_or(limits.size);
    let page = number(request, "pageNumber")?.unwrap_or(1);
    numbered_as(request, limits, (size, page), all)
}

/// The same, with the size and number of the page from the request's body.
pub(crate) fn numbered_as(
    request: &ApiRequest,
    limits: PageLimits,
    (size, page): (usize, usize),
    all: Vec<Value>,
) -> Result<Value, ApiError> {
    if size == 0 || size > limits.largest {
        return Err(ApiError::bad_request(format!(
            "The page size must be between 1 and {}.",
            limits.largest
        )));
    }
    if page == 0 || page > limits.last_page {
        return Err(ApiError::bad_request(format!(
            "The page number must be between 1 and {}.",
            limits.last_page
        )));
    }
    let total = all.len();
    let pages = total.div_ceil(size);
    let entities: Vec<Value> = all.into_iter().skip((page - 1) * size).take(size).collect();
    let uri = |page: usize| {
        format!(
            "{}?pageSize={size}&pageNumber={page}{}",
            request.path,
            filters(request)
        )
    };
    let mut fields = Fields::from_object(json!({
        "pageSize": size,
        "pageNumber": page,
        "total": total,
        "pageCount": pages,
        "firstUri": uri(1),
        "lastUri": uri(pages.max(1)),
        "selfUri": uri(page),
    }));
    fields.set("entities", entities);
    fields.set_some("nextUri", (page < pages).then(|| uri(page + 1)));
    fields.set_some("previousUri", (page > 1).then(|| uri(page - 1)));
    Ok(fields.into())
}

/// The other query parameters, which the links repeat.
fn filters(request: &ApiRequest) -> String {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in request
        .query
        .iter()
        .filter(|(name, _)| name != "pageSize" && name != "pageNumber")
    {
        kept.append_pair(name, value);
    }
    let kept = kept.finish();
    if kept.is_empty() {
        kept
    } else {
        format!("&{kept}")
    }
}

pub(crate) fn number(request: &ApiRequest, name: &'static str) -> Result<Option<usize>, ApiError> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| ApiError::invalid_value(name, text))
    };
    request.parameter(name).map(read).transpose()
}

/// A boolean parameter in any letter case: the vendor's Python SDK sends `True`.
pub(crate) fn flag(request: &ApiRequest, name: &'static str) -> Result<bool, ApiError> {
    match request.parameter(name) {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(text) => Err(ApiError::invalid_value(name, text)),
    }
}

/// `pageSize` and `after` of the journey lists: at most 200 per page.
pub(crate) fn cursor(request: &ApiRequest) -> Result<(usize, Option<u32>), ApiError> {
    let size = number(request, "pageSize")?.unwrap_or(25);
    if !(1..=200).contains(&size) {
        return Err(ApiError::bad_request("pageSize must be between 1 and 200."));
    }
    let read = |text: &str| decode(text).ok_or_else(|| ApiError::invalid_value("after", text));
    Ok((size, request.parameter("after").map(read).transpose()?))
}

/// A page of `entities`; `next` is the position that the next page starts after, if there is one.
pub(crate) fn cursor_page(request: &ApiRequest, entities: Vec<Value>, next: Option<u32>) -> Value {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in request.query.iter().filter(|(name, _)| name != "after") {
        kept.append_pair(name, value);
    }
    let own = request.query.iter().map(|(name, value)| (name, value));
    let own = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(own)
        .finish();
    let mut fields = Fields::default();
    fields.set("entities", entities);
    fields.set("selfUri", join(request.path, &own));
    if let Some(next) = next {
        kept.append_pair("after", &encode(next));
        fields.set("nextUri", join(request.path, &kept.finish()));
    }
    fields.into()
}

fn join(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

fn encode(position: u32) -> String {
    URL_SAFE_NO_PAD.encode(format!("[{position}]"))
}

fn decode(cursor: &str) -> Option<u32> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}
