//! Pages, browsers, devices and locations of sessions and events.

use serde::Deserialize;

use super::lenient::{Flag, Float, Text};
use super::text;
use crate::model::visit as model;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    url: Text,
    title: Text,
    domain: Text,
    hostname: Text,
    pathname: Text,
    query_string: Text,
    fragment: Text,
}

impl From<Page> for model::Page {
    fn from(page: Page) -> Self {
        Self {
            url: text(page.url),
            title: text(page.title),
            domain: text(page.domain),
            hostname: text(page.hostname),
            pathname: text(page.pathname),
            query_string: text(page.query_string),
            fragment: text(page.fragment),
        }
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
