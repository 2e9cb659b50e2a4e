//! Parts of web visits, app sessions and their events: page, browser, device, location.

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::id::SegmentId;
use super::texts::Texts;

/// A web page. Every event has one, so its texts share an allocation.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Page(Texts<7>);

/// The texts of a page.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct PageTexts<'a> {
    pub url: &'a str,
    pub title: &'a str,
    pub domain: &'a str,
    pub hostname: &'a str,
    pub pathname: &'a str,
    pub query_string: &'a str,
    pub fragment: &'a str,
}

impl From<PageTexts<'_>> for Page {
    fn from(page: PageTexts<'_>) -> Self {
        Self(Texts::new([
            page.url,
            page.title,
            page.domain,
            page.hostname,
            page.pathname,
            page.query_string,
            page.fragment,
        ]))
    }
}

#[expect(missing_docs, reason = "the names are those of the REST API")]
impl Page {
    pub fn url(&self) -> Option<&str> {
        self.0.get(0)
    }

    pub fn title(&self) -> Option<&str> {
        self.0.get(1)
    }

    pub fn domain(&self) -> Option<&str> {
        self.0.get(2)
    }

    pub fn hostname(&self) -> Option<&str> {
        self.0.get(3)
    }

    pub fn pathname(&self) -> Option<&str> {
        self.0.get(4)
    }

    pub fn query_string(&self) -> Option<&str> {
        self.0.get(5)
    }

    pub fn fragment(&self) -> Option<&str> {
        self.0.get(6)
    }
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
