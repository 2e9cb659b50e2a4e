//! Parts of web visits, app sessions and their events: page, browser, device, location.

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::id::SegmentId;

/// A web page.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Page {
    pub url: Option<String>,
    pub title: Option<String>,
    pub domain: Option<String>,
    pub hostname: Option<String>,
    pub pathname: Option<String>,
    pub query_string: Option<String>,
    pub fragment: Option<String>,
}

/// The page or site from which a visit came.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Referrer {
    pub url: Option<String>,
    pub domain: Option<String>,
    pub hostname: Option<String>,
    pub pathname: Option<String>,
    pub name: Option<String>,
    /// Kind of site, such as `search`, `social` or `internal`.
    pub medium: Option<String>,
    pub keywords: Option<String>,
}

/// The visitor's browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Browser {
    pub family: Option<String>,
    pub version: Option<String>,
    pub language: Option<String>,
}

/// The visitor's device.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Device {
    pub category: Option<String>,
    pub kind: Option<String>,
    pub is_mobile: Option<bool>,
    pub operating_system: Option<String>,
    pub operating_system_version: Option<String>,
    pub manufacturer: Option<String>,
}

/// The location of the visitor's network address.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct GeoLocation {
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    pub country_name: Option<String>,
    pub region: Option<String>,
    pub region_name: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    /// IANA time zone, such as `Europe/Lisbon`.
    pub timezone: Option<String>,
    /// Latitude in degrees north.
    pub latitude: Option<f64>,
    /// Longitude in degrees east.
    pub longitude: Option<f64>,
}

/// The marketing campaign that led to the visit (UTM parameters).
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Campaign {
    pub name: Option<String>,
    pub source: Option<String>,
    pub medium: Option<String>,
    pub term: Option<String>,
    pub content: Option<String>,
}

/// The mobile application of an app session.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct App {
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub version: Option<String>,
    pub build_number: Option<String>,
}

/// A segment to which a visit assigned the customer, as the session contains it.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct AssignedSegment {
    /// The segment's id. Its name and color are looked up.
    pub segment: SegmentId,
    /// Time of the assignment.
    pub assigned_at: Option<DateTime<Utc>>,
}
