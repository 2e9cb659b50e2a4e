//! What the platform knows of a web visit or an app session: page, browser, device, place.

use chrono::{DateTime, Utc};
use get_size2::GetSize;

use super::id::SegmentId;
/// A web page.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Page {
    pub url: Option<String>,
    pub title: Option<String>,
    pub domain: Option<String>,
    pub hostname: Option<String>,
    pub pathname: Option<String>,
    pub query_string: Option<String>,
    pub fragment: Option<String>,
}

/// Where a visit came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Referrer {
    pub url: Option<String>,
    pub domain: Option<String>,
    pub hostname: Option<String>,
    pub pathname: Option<String>,
    pub name: Option<String>,
    /// `search`, `social`, `internal` …
    pub medium: Option<String>,
    pub keywords: Option<String>,
}

/// The visitor's browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Browser {
    pub family: Option<String>,
    pub version: Option<String>,
    pub language: Option<String>,
}

/// The visitor's device.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Device {
    pub category: Option<String>,
    pub kind: Option<String>,
    pub is_mobile: Option<bool>,
    pub operating_system: Option<String>,
    pub operating_system_version: Option<String>,
    pub manufacturer: Option<String>,
}

/// Where the visitor's address is registered.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct GeoLocation {
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub country_name: Option<String>,
    pub region: Option<String>,
    pub region_name: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// The marketing campaign that led to the visit (UTM parameters).
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Campaign {
    pub name: Option<String>,
    pub source: Option<String>,
    pub medium: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
}

/// The mobile application of an app session.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct App {
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub version: Option<String>,
    pub build_number: Option<String>,
}

/// A segment to which a visit assigned the customer, as the session itself lists it.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct AssignedSegment {
    /// Name and color come from the segment itself.
    pub segment: SegmentId,
    /// When it was assigned.
    pub assigned_at: Option<DateTime<Utc>>,
}
