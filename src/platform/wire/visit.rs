//! Pages, browsers, devices and locations of sessions and events.

use serde::Deserialize;

use super::lenient::{AnyScalar, Flag, Float, Text};
use super::{lenient, text};
use crate::model::session::PartsReader;
use crate::model::visit as model;

/// Reads the parts that a web visit keeps as JSON.
pub(super) static PARTS: PartsReader = PartsReader {
    browser: |json| lenient::object::<Browser>(json).map(Into::into),
    device: |json| lenient::object::<Device>(json).map(Into::into),
    location: |json| lenient::object::<Geolocation>(json).map(Into::into),
    last_page: |json| lenient::object::<Page<'_>>(json).map(Into::into),
    referrer: |json| lenient::object::<Referrer>(json).map(Into::into),
    campaign: |json| lenient::object::<Campaign>(json).map(Into::into),
    search_terms: |json| lenient::texts(&mut serde_json::Deserializer::from_str(json)).ok(),
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Page<'a> {
    #[serde(borrow)]
    url: AnyScalar<'a>,
    title: AnyScalar<'a>,
    domain: AnyScalar<'a>,
    hostname: AnyScalar<'a>,
    pathname: AnyScalar<'a>,
    query_string: AnyScalar<'a>,
    fragment: AnyScalar<'a>,
}

impl From<Page<'_>> for model::Page {
    fn from(page: Page<'_>) -> Self {
        let texts = [
            &page.url,
            &page.title,
            &page.domain,
            &page.hostname,
            &page.pathname,
            &page.query_string,
            &page.fragment,
        ];
        let [
            url,
            title,
            domain,
            hostname,
            pathname,
            query_string,
            fragment,
        ] = &texts.map(AnyScalar::as_text);
        let texts = model::PageTexts {
            url,
            title,
            domain,
            hostname,
            pathname,
            query_string,
            fragment,
        };
        texts.into()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Referrer {
    url: Text,
    domain: Text,
    hostname: Text,
    pathname: Text,
    name: Text,
    medium: Text,
    keywords: Text,
}

impl From<Referrer> for model::Referrer {
    fn from(referrer: Referrer) -> Self {
        Self {
            url: text(referrer.url),
            domain: text(referrer.domain),
            hostname: text(referrer.hostname),
            pathname: text(referrer.pathname),
            name: text(referrer.name),
            medium: text(referrer.medium),
            keywords: text(referrer.keywords),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Browser {
    family: Text,
    version: Text,
    lang: Text,
}

impl From<Browser> for model::Browser {
    fn from(browser: Browser) -> Self {
        Self {
            family: text(browser.family),
            version: text(browser.version),
            language: text(browser.lang),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Device {
    category: Text,
    #[serde(rename = "type")]
    kind: Text,
    is_mobile: Flag,
    os_family: Text,
    os_version: Text,
    manufacturer: Text,
}

impl From<Device> for model::Device {
    fn from(device: Device) -> Self {
        Self {
            category: text(device.category),
            kind: text(device.kind),
            is_mobile: device.is_mobile.into(),
            operating_system: text(device.os_family),
            operating_system_version: text(device.os_version),
            manufacturer: text(device.manufacturer),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Geolocation {
    country: Text,
    country_name: Text,
    region: Text,
    region_name: Text,
    locality: Text,
    postal_code: Text,
    timezone: Text,
    latitude: Float,
    longitude: Float,
}

impl From<Geolocation> for model::GeoLocation {
    fn from(place: Geolocation) -> Self {
        Self {
            country: text(place.country),
            country_name: text(place.country_name),
            region: text(place.region),
            region_name: text(place.region_name),
            city: text(place.locality),
            postal_code: text(place.postal_code),
            timezone: text(place.timezone),
            latitude: place.latitude.into(),
            longitude: place.longitude.into(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Campaign {
    name: Text,
    source: Text,
    medium: Text,
    term: Text,
    content: Text,
}

impl From<Campaign> for model::Campaign {
    fn from(campaign: Campaign) -> Self {
        Self {
            name: text(campaign.name),
            source: text(campaign.source),
            medium: text(campaign.medium),
            term: text(campaign.term),
            content: text(campaign.content),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct App {
    name: Text,
    namespace: Text,
    version: Text,
    build_number: Text,
}

impl From<App> for model::App {
    fn from(app: App) -> Self {
        Self {
            name: text(app.name),
            namespace: text(app.namespace),
            version: text(app.version),
            build_number: text(app.build_number),
        }
    }
}
